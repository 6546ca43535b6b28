import pytest
from fastapi.testclient import TestClient

from harbour.app import app
from harbour.breaker import CircuitBreaker
from harbour.deps import get_pilot_office
from harbour.pilots import PilotOffice

SEAGULL = "9074729"


@pytest.fixture
def radio_room():
    return TestClient(app)


def test_pilots_on_duty(radio_room):
    assert radio_room.get("/pilots").json() == ["Ines", "Tomas", "Greta"]


def test_pilot_is_sent(radio_room):
    response = radio_room.post(f"/pilots/{SEAGULL}")
    assert response.status_code == 200
    assert response.json()["pilot"] in {"Ines", "Tomas", "Greta"}


def test_same_ship_gets_the_same_pilot(radio_room):
    answers = [radio_room.post(f"/pilots/{SEAGULL}").json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(("failures", "status"), [(0, 200), (2, 200), (3, 503)])
def test_office_with_a_breaker_of_its_own(radio_room, monkeypatch, failures, status):
    breaker = CircuitBreaker("test")
    for _ in range(failures):
        breaker.failed()
    monkeypatch.setitem(app.dependency_overrides, get_pilot_office, lambda: PilotOffice(breaker))
    assert radio_room.post(f"/pilots/{SEAGULL}").status_code == status
