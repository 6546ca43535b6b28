import contextlib
import sqlite3
from pathlib import Path

import pytest

from harbour.store import Store
from tests.helpers.ships import FLEET

ROOT = Path(__file__).resolve().parents[1]
DATABASE = ROOT / "harbour-test.db"


@pytest.fixture(scope="session", autouse=True)
def harbour_environment():
    """Run from the project's folder, whatever folder pytest was started in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("HARBOUR_MASTER_TOKEN", "trident")
        yield


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="session")
def database():
    """The books, with the fleet in them; the first who asks for them sets them up."""
    if not DATABASE.exists():
        store = Store(DATABASE)
        for ship in FLEET:
            store.add_ship(ship)
        store.close()
    yield DATABASE
    DATABASE.unlink(missing_ok=True)


@pytest.fixture
def store(database):
    store = Store(database)
    yield store
    store.close()
    with contextlib.closing(sqlite3.connect(database)) as books, books:
        books.execute("DELETE FROM booking")
        books.execute("DELETE FROM ship WHERE imo NOT IN (?, ?, ?)", [ship.imo for ship in FLEET])
