import time
from contextlib import closing
from pathlib import Path

import pytest

from harbour.store import ConflictError, Store, UnknownEntryError
from tests.helpers.ships import ALBATROSS, FLEET, HERON, SEAGULL, booking

YEAR_BOOK = "harbour-test-year.db"


@pytest.fixture
def memory_store():
    with closing(Store()) as store:
        for ship in FLEET:
            store.add_ship(ship)
        yield store


@pytest.fixture
def year_book():
    Path(YEAR_BOOK).unlink(missing_ok=True)
    yield YEAR_BOOK
    Path(YEAR_BOOK).unlink(missing_ok=True)


def test_new_books_are_empty(store):
    assert store.bookings() == []


def test_bookings_are_counted(store):
    for day in range(0, 30, 3):
        store.add_booking(booking(day=day), dues=1.0)
        time.sleep(0.002)
    assert len(store.bookings()) == 10


def test_cancelled_booking_is_gone(store):
    kept, cancelled = (store.add_booking(booking(day=day), dues=1.0) for day in (100, 103))
    store.cancel(cancelled.id)
    time.sleep(0.01)
    assert [held.id for held in store.bookings()] == [kept.id]


def test_unknown_booking_cannot_be_cancelled(store):
    with pytest.raises(UnknownEntryError):
        store.cancel(99_999)


def test_books_outlive_the_office(year_book):
    with closing(Store(year_book)) as store:
        store.add_ship(HERON)
        store.add_booking(booking(HERON, "B1"), dues=7.5)
    time.sleep(0.02)
    with closing(Store(year_book)) as again:
        assert again.bookings()[0].dues == 7.5


def test_two_offices_keep_the_same_books(year_book):
    with closing(Store(year_book)) as one, closing(Store(year_book)) as other:
        for ship in FLEET:
            one.add_ship(ship)
            time.sleep(0.005)
        assert len(other.ships()) == 3


def test_books_are_found_again(tmp_path):
    with closing(Store(tmp_path / "year.db")) as first:
        first.add_ship(HERON)
    with closing(Store(tmp_path / "year.db")) as second:
        assert second.ships() == [HERON]


@pytest.mark.parametrize(
    ("ship", "berth", "fits"), [(SEAGULL, "A1", True), (HERON, "A1", False), (ALBATROSS, "B2", True)]
)
def test_ship_must_fit(memory_store, ship, berth, fits):
    if fits:
        assert memory_store.add_booking(booking(ship, berth), dues=0).berth == berth
    else:
        with pytest.raises(ConflictError, match="fit"):
            memory_store.add_booking(booking(ship, berth), dues=0)


@pytest.mark.parametrize("day", [-1, 0, 1])
def test_overlap(memory_store, day):
    memory_store.add_booking(booking(), dues=0)
    with pytest.raises(ConflictError, match="taken"):
        memory_store.add_booking(booking(day=day), dues=0)
