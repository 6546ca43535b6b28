import pytest

from harbour.store import Store, UnknownEntryError
from tests.helpers.ships import FLEET, HERON, booking


@pytest.fixture
def voyage_store():
    store = Store()
    for ship in FLEET:
        store.add_ship(ship)
    yield store
    store.close()


@pytest.fixture
def booked(voyage_store):
    return voyage_store.add_booking(booking(HERON, "B1", nights=4), dues=88.0)


def test_1_arrival_is_booked(booked):
    assert booked.id == 1


def test_2_booking_is_in_the_books(voyage_store, booked):
    assert voyage_store.bookings() == [booked]


def test_3_booking_is_cancelled(voyage_store, booked):
    voyage_store.cancel(booked.id)
    assert voyage_store.bookings() == []


def test_4_it_cannot_be_cancelled_twice(voyage_store, booked):
    voyage_store.cancel(booked.id)
    with pytest.raises(UnknownEntryError):
        voyage_store.cancel(booked.id)


def test_5_berth_is_free_again(voyage_store, booked):
    voyage_store.cancel(booked.id)
    assert voyage_store.add_booking(booking(HERON, "B1", nights=4), dues=88.0).id == 1
