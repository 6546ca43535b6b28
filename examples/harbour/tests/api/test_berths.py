import pytest


def test_berths_are_listed(client):
    assert [berth["name"] for berth in client.get("/berths").json()] == ["A1", "A2", "B1", "B2"]


@pytest.mark.parametrize(("length", "names"), [(60, "A1 A2 B1 B2"), (90, "A1 A2 B1 B2"), (200, "B1 B2"), (331, "")])
def test_berths_that_fit(client, length, names):
    found = client.get("/berths", params={"fits": length}).json()
    assert [berth["name"] for berth in found] == names.split()


def test_one_berth(client):
    assert client.get("/berths/B2").json() == {"name": "B2", "length": 330.0}


def test_unknown_berth(client):
    response = client.get("/berths/Z9")
    assert response.status_code == 404
    assert response.json()["detail"] == "no berth Z9"
