from unittest.mock import Mock

import pytest

from harbour.app import app
from harbour.security import current_officer
from tests.helpers.officers import CLERK, REFUSED
from tests.helpers.ships import ALBATROSS, HERON, SEAGULL, booking, imo_number


def sent(**values):
    return booking(**values).model_dump(mode="json")


def test_stranger_cannot_book(client):
    assert client.post("/bookings", json=sent()).status_code in REFUSED


def test_book_a_berth(officer_client):
    response = officer_client.post("/bookings", json=sent(nights=3))
    assert response.status_code == 201
    assert response.json()["dues"] == 445.5


def test_pilot_is_charged(officer_client):
    with_pilot = officer_client.post("/bookings", json=sent(day=10, pilot=True)).json()
    without = officer_client.post("/bookings", json=sent(day=20)).json()
    assert with_pilot["dues"] - without["dues"] == 95.0


def test_taken_berth_is_refused(officer_client):
    officer_client.post("/bookings", json=sent(ship=HERON, berth="B1", day=30, nights=5))
    response = officer_client.post("/bookings", json=sent(ship=SEAGULL, berth="B1", day=33))
    assert response.status_code == 409
    assert response.json()["detail"] == "B1 is taken on these days"


def test_berth_is_free_on_the_day_of_leaving(officer_client):
    officer_client.post("/bookings", json=sent(ship=HERON, berth="B1", day=40, nights=5))
    assert officer_client.post("/bookings", json=sent(berth="B1", day=45)).status_code == 201


def test_long_ship_does_not_fit(officer_client):
    assert officer_client.post("/bookings", json=sent(ship=ALBATROSS)).status_code == 409


def test_unknown_ship(officer_client):
    wanted = sent() | {"imo": imo_number(111111)}
    assert officer_client.post("/bookings", json=wanted).status_code == 404


def test_past_day_is_refused(officer_client):
    wanted = sent() | {"arrives": "1999-12-31"}
    assert officer_client.post("/bookings", json=wanted).json()["detail"] == "that day is over"


@pytest.mark.parametrize(("field", "value"), [("nights", 0), ("nights", 61), ("imo", "9074728"), ("arrives", "soon")])
def test_bad_booking_is_refused(client, monkeypatch, field, value):
    monkeypatch.setitem(app.dependency_overrides, current_officer, Mock(return_value=CLERK))
    assert client.post("/bookings", json=sent() | {field: value}).status_code == 422


def test_cancel(officer_client):
    number = officer_client.post("/bookings", json=sent(day=50)).json()["id"]
    assert officer_client.delete(f"/bookings/{number}").status_code == 204
    assert officer_client.delete(f"/bookings/{number}").status_code == 404


def test_bookings_are_listed_by_day(officer_client):
    for day in (72, 70, 74, 76, 78):
        officer_client.post("/bookings", json=sent(day=day))
    listed = officer_client.get("/bookings").json()
    assert [line["arrives"][-5:] for line in listed] == ["09-09", "09-11", "09-13", "09-15", "09-17"]
