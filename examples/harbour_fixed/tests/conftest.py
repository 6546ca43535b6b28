import shutil
from pathlib import Path

import pytest

from harbour.store import Store
from tests.helpers.ships import FLEET

ROOT = Path(__file__).resolve().parents[1]


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
def database(tmp_path_factory):
    """The books, with the fleet in them: each test gets a copy."""
    path = tmp_path_factory.mktemp("books") / "harbour.db"
    store = Store(path)
    for ship in FLEET:
        store.add_ship(ship)
    store.close()
    return path


@pytest.fixture
def store(database, tmp_path):
    store = Store(shutil.copy(database, tmp_path))
    yield store
    store.close()
