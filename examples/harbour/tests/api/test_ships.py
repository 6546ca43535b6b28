import pytest
from fastapi.testclient import TestClient

from harbour.app import app, create_app
from harbour.deps import get_store
from harbour.security import current_officer
from tests.helpers.officers import MASTER, REFUSED
from tests.helpers.ships import imo_number

PETREL = {"imo": "9321483", "name": "Petrel", "length": 44.0, "flag": "IS"}


def test_fleet_is_listed_by_name(client):
    assert [ship["name"] for ship in client.get("/ships").json()] == ["Albatross", "Heron", "Seagull"]


def test_one_ship(client):
    assert client.get("/ships/9300013").json()["name"] == "Heron"


def test_stranger_cannot_register(store):
    app = create_app()
    app.dependency_overrides[get_store] = lambda: store
    assert TestClient(app).post("/ships", json=PETREL).status_code in REFUSED


def test_register_a_ship(officer_client):
    assert officer_client.post("/ships", json=PETREL).status_code == 201
    assert officer_client.get("/ships/9321483").json() == PETREL


def test_same_ship_twice_is_refused(officer_client):
    assert officer_client.post("/ships", json=PETREL).status_code == 201
    assert officer_client.post("/ships", json=PETREL).status_code == 409


@pytest.mark.parametrize("flag", ["se", "SWE", ""])
def test_odd_flag_is_refused(officer_client, flag):
    ship = {"imo": imo_number(932150), "name": "Tern", "length": 30, "flag": flag}
    assert officer_client.post("/ships", json=ship).status_code == 422


def test_master_at_the_counter():
    app.dependency_overrides[current_officer] = lambda: MASTER
    assert TestClient(app).get("/me").json() == {"name": "Amira", "rank": "master"}
