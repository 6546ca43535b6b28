import pytest
from fastapi.testclient import TestClient

from harbour.app import app, create_app
from harbour.deps import get_store
from harbour.security import harbour_master, seal
from harbour.store import Store
from tests.helpers.officers import MASTER, REFUSED
from tests.helpers.ships import FLEET, booking

SEAL = {"X-Harbour-Seal": "trident"}


async def no_seal():
    return "nobody looks at it"


@pytest.fixture
def ledger_of_two(store):
    store.add_booking(booking(day=1), dues=100.0)
    store.add_booking(booking(day=5), dues=50.5)
    return {"bookings": 2, "dues": 150.5}


@pytest.mark.parametrize("headers", [{}, {"X-Harbour-Seal": "fork"}])
def test_ledger_needs_the_seal(client, headers):
    assert client.get("/master/ledger", headers=headers).status_code in REFUSED


def test_ledger_with_the_seal(client, ledger_of_two):
    assert client.get("/master/ledger", headers=SEAL).json() == ledger_of_two


def test_ledger_for_the_master(client, monkeypatch, ledger_of_two):
    monkeypatch.setitem(app.dependency_overrides, harbour_master, lambda: MASTER)
    monkeypatch.setitem(app.dependency_overrides, seal, no_seal)
    response = client.get("/master/ledger")
    assert response.json() == ledger_of_two


def test_ledger_of_another_app():
    books = Store()
    books.add_ship(FLEET[0])
    books.add_booking(booking(), dues=12.0)
    other = create_app()
    other.dependency_overrides[get_store] = lambda: books
    assert TestClient(other).get("/master/ledger", headers=SEAL).json() == {"bookings": 1, "dues": 12.0}
    books.close()
