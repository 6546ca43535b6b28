"""What becomes of bad cases of `auth-scheme-override` when they are fixed."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.rule import Case

FIXED: Mapping[str, Case] = {
    "the router asks for the scheme, too": {
        "tests/test_api.py": """\
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from shop.api import app, create_app
from shop.auth import admin, bearer, current_user, has_key, token, visitor

def test_lists():
    app.dependency_overrides[bearer] = lambda: None
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/api/orders").json() == ["ada"]
""",
    },
    "in a conftest, over an async client": {
        "tests/conftest.py": """\
import httpx
import pytest
from shop.api import app
from shop.auth import bearer, current_user

@pytest.fixture
def authorized(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, bearer, lambda: None)
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")

@pytest.fixture
async def client():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made
""",
    },
    "an application of the test's own": {
        "tests/test_api.py": """\
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from shop.api import app, create_app
from shop.auth import admin, bearer, current_user, has_key, token, visitor

from shop.orders import router

def test_lists():
    app = FastAPI()
    app.include_router(router)
    app.dependency_overrides[bearer] = lambda: None
    app.dependency_overrides[token] = lambda: "ada"
    client = TestClient(app)
    assert client.get("http://testserver/orders").status_code == 200
""",
    },
    "the application itself asks for it": {
        "tests/test_api.py": """\
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from shop.api import app, create_app
from shop.auth import admin, bearer, current_user, has_key, token, visitor

def test_shows_me():
    app = FastAPI(dependencies=[Depends(bearer)])

    @app.get("/me")
    def me(user=Depends(current_user)):
        return user

    app.dependency_overrides.update({bearer: lambda: None, current_user: lambda: "ada"})
    assert TestClient(app).get("/me").json() == "ada"
""",
    },
    "taken out again by itself": {
        "tests/test_api.py": """\
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from shop.api import app, create_app
from shop.auth import admin, bearer, current_user, has_key, token, visitor

@pytest.fixture
def client():
    app.dependency_overrides[bearer] = lambda: None
    app.dependency_overrides[current_user] = lambda: "ada"
    yield TestClient(app)
    app.dependency_overrides.pop(bearer, None)
    app.dependency_overrides.pop(current_user, None)

def test_lists(client):
    assert client.get("/api/orders").json() == ["ada"]
""",
    },
    "put there by monkeypatch, where another function takes its own out": {
        "tests/test_api.py": """\
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from shop.api import app, create_app
from shop.auth import admin, bearer, current_user, has_key, token, visitor

@pytest.fixture
def client(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, bearer, lambda: None)
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    return TestClient(app)

def test_lists(client):
    assert client.get("/api/orders").json() == ["ada"]

@pytest.fixture
def nobody():
    app.dependency_overrides[visitor] = lambda: None
    yield
    del app.dependency_overrides[visitor]
""",
    },
    "taken out by another function": {},
}
