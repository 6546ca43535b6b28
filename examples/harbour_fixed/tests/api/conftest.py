import pytest
from fastapi.testclient import TestClient

from harbour.app import app
from harbour.cache import Cache
from harbour.deps import get_cache, get_store
from harbour.security import current_officer
from tests.helpers.officers import CLERK


@pytest.fixture
def client(store):
    """A visitor, on the books of the test."""
    before = dict(app.dependency_overrides)
    app.dependency_overrides[get_store] = lambda: store
    yield TestClient(app)
    app.dependency_overrides.clear()
    app.dependency_overrides.update(before)


@pytest.fixture
def officer_client(store):
    """A clerk behind the counter."""
    before = dict(app.dependency_overrides)
    app.dependency_overrides[get_store] = lambda: store
    app.dependency_overrides[current_officer] = lambda: CLERK
    yield TestClient(app)
    app.dependency_overrides.clear()
    app.dependency_overrides.update(before)


@pytest.fixture
def desk_client(store, monkeypatch):
    """A clerk at the notice board."""
    board = Cache()
    monkeypatch.setitem(app.dependency_overrides, get_cache, lambda: board)
    monkeypatch.setitem(app.dependency_overrides, get_store, lambda: store)
    monkeypatch.setitem(app.dependency_overrides, current_officer, lambda: CLERK)
    return TestClient(app)
