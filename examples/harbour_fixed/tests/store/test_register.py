import pytest

from harbour.models import Ship
from harbour.store import ConflictError, Store, UnknownEntryError
from tests.helpers.ships import FLEET, SEAGULL, imo_number

PUFFIN = Ship(imo="9321483", name="Puffin", length=21.0)


def test_fleet(store):
    assert {ship.imo for ship in store.ships()} == {ship.imo for ship in FLEET}


def test_puffin_is_registered(store):
    store.add_ship(PUFFIN)
    assert store.ship(PUFFIN.imo).name == "Puffin"


def test_number_is_taken(store):
    with pytest.raises(ConflictError, match="registered"):
        store.add_ship(SEAGULL.model_copy(update={"name": "Gull"}))


def test_unknown_ship(store):
    with pytest.raises(UnknownEntryError):
        store.ship(imo_number(222222))


def test_puffin_in_other_books():
    store = Store()
    store.add_ship(PUFFIN)
    assert store.ships() == [PUFFIN]
    store.close()


@pytest.mark.parametrize("values", [{"imo": "123"}, {"length": 0}, {"length": 401}, {"name": ""}])
def test_impossible_ship(values):
    with pytest.raises(ValueError, match="1 validation error"):
        Ship.model_validate(PUFFIN.model_dump() | values)
