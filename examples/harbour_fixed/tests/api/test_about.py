import pytest
from fastapi.testclient import TestClient

from harbour.app import app, create_app
from harbour.security import current_officer
from tests.helpers.officers import MASTER, REFUSED, showing


@pytest.fixture
def visitor():
    return TestClient(app)


def test_office_is_open(visitor):
    assert visitor.get("/health").json() == {"status": "open"}


def test_card_shows_name_and_currency(visitor):
    assert visitor.get("/").json() == {"name": "Port Alder", "currency": "EUR"}


def test_unknown_path(visitor):
    assert visitor.get("/lighthouse").status_code == 404


def test_stranger_is_refused(visitor):
    assert visitor.get("/me").status_code in REFUSED


@pytest.mark.parametrize("token", ["", "clerk-8", "TRIDENT"])
def test_wrong_token_is_refused(visitor, token):
    assert visitor.get("/me", headers=showing(token)).status_code in REFUSED


@pytest.mark.parametrize(
    ("token", "name", "rank"),
    [("clerk-7", "Bo", "clerk"), ("clerk-12", "Lale", "clerk"), ("trident", "Amira", "master")],
)
def test_officers_are_known(visitor, token, name, rank):
    assert visitor.get("/me", headers=showing(token)).json() == {"name": name, "rank": rank}


def test_every_app_has_its_own_overrides():
    other = create_app()
    other.dependency_overrides[current_officer] = lambda: MASTER
    assert TestClient(other).get("/me").json()["name"] == "Amira"


def test_override_for_a_moment(visitor):
    app.dependency_overrides[current_officer] = lambda: MASTER
    try:
        assert visitor.get("/me").json()["rank"] == "master"
    finally:
        del app.dependency_overrides[current_officer]
