"""Cases of `auth-scheme-override`."""

from __future__ import annotations

from collections.abc import Mapping

# `bearer` guards the whole router of orders; `current_user` rests on it, and alone guards the others.
_SHOP = {
    "shop/__init__.py": "",
    "shop/auth.py": """\
from typing import Annotated
from fastapi import Depends
from fastapi.security import APIKeyHeader, HTTPBearer

bearer = HTTPBearer()
lenient = HTTPBearer(auto_error=False)

def token(credentials=Depends(bearer)):
    return credentials.credentials

def current_user(token: Annotated[str, Depends(token)]):
    return token

CurrentUser = Annotated[str, Depends(current_user)]

def visitor(credentials=Depends(lenient)):
    return credentials

class Guard:
    def __init__(self, role):
        self.role = role

    def __call__(self, credentials=Depends(bearer)):
        return self.role

def has_key(key: str = Depends(APIKeyHeader(name="X-Key"))):
    return key

admin = Guard("admin")
""",
    "shop/orders.py": """\
from fastapi import APIRouter, Depends
from shop.auth import CurrentUser, bearer

router = APIRouter(prefix="/orders", dependencies=[Depends(bearer)])

@router.get("")
def listed(user: CurrentUser):
    return [user]

@router.get("/{number}")
def one(number: int, user: CurrentUser):
    return number
""",
    "shop/users.py": """\
from fastapi import APIRouter, Depends
from shop.auth import CurrentUser, admin, has_key, visitor

router = APIRouter()

@router.get("/me")
def me(user: CurrentUser):
    return user

@router.get("/hello")
def hello(who=Depends(visitor)):
    return who

@router.delete("/users/{name}", dependencies=[Depends(admin)])
def removed(name: str, user: CurrentUser):
    return name

@router.post("/users")
def added(user: CurrentUser, key=Depends(has_key)):
    return user
""",
    "shop/api.py": """\
from fastapi import FastAPI
from shop import orders, users

def create_app():
    app = FastAPI()
    include(app)
    return app

def include(application):
    for router in (orders.router, users.router):
        application.include_router(router, prefix="/api")

app = create_app()
""",
    "tests/__init__.py": "",
}


def _tests(text: str) -> dict[str, str]:
    imports = """\
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from shop.api import app, create_app
from shop.auth import admin, bearer, current_user, has_key, token, visitor
"""
    return {**_SHOP, "tests/test_api.py": imports + text}


BAD: Mapping[str, str | Mapping[str, str]] = {
    "the router asks for the scheme, too": _tests("""
def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    assert TestClient(app).get("/api/orders").json() == ["ada"]
"""),
    "in a fixture that hands out the client": _tests("""
@pytest.fixture
def client():
    app = create_app()
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()

def test_shows_me(client):
    assert client.get("/api/me").json() == "ada"

@pytest.mark.parametrize("number", [1, 2])
def test_shows(client, number):
    assert client.get(f"/api/orders/{number}?full=1").json() == number
"""),
    "in a conftest, over an async client": {
        **_SHOP,
        "tests/conftest.py": """\
import httpx
import pytest
from shop.api import app
from shop.auth import current_user

@pytest.fixture
def authorized(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")  # <- here

@pytest.fixture
async def client():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made
""",
        "tests/test_orders.py": """\
async def test_lists(client, authorized):
    response = await client.get("/api/orders")
    assert response.json() == ["ada"]
""",
    },
    "another dependency of the route rests on the scheme": _tests("""
def test_removes():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    assert TestClient(app).delete("/api/users/eve").json() == "eve"
"""),
    "the override rests on the scheme itself": _tests("""
def fake_user(credentials=Depends(bearer)):
    return "ada"

def test_shows_me():
    app.dependency_overrides[current_user] = fake_user  # <- here
    assert TestClient(app).get("/api/me").json() == "ada"
"""),
    "an application of the test's own": _tests("""
from shop.orders import router

def test_lists():
    app = FastAPI()
    app.include_router(router)
    app.dependency_overrides[token] = lambda: "ada"  # <- here
    client = TestClient(app)
    assert client.get("http://testserver/orders").status_code == 200
"""),
    "the application itself asks for it": _tests("""
def test_shows_me():
    app = FastAPI(dependencies=[Depends(bearer)])

    @app.get("/me")
    def me(user=Depends(current_user)):
        return user

    app.dependency_overrides.update({current_user: lambda: "ada"})  # <- here
    assert TestClient(app).get("/me").json() == "ada"
"""),
    "taken out again by itself": _tests("""
@pytest.fixture
def client():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    yield TestClient(app)
    app.dependency_overrides.pop(current_user, None)

def test_lists(client):
    assert client.get("/api/orders").json() == ["ada"]
"""),
    "put there by monkeypatch, where another function takes its own out": _tests("""
@pytest.fixture
def client(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")  # <- here
    return TestClient(app)

def test_lists(client):
    assert client.get("/api/orders").json() == ["ada"]

@pytest.fixture
def nobody():
    app.dependency_overrides[visitor] = lambda: None
    yield
    del app.dependency_overrides[visitor]
"""),
    "taken out by another function": _tests("""
class TestOrders:
    def teardown_method(self):
        app.dependency_overrides.pop(current_user)

    def test_lists(self):
        app.dependency_overrides[current_user] = lambda: "ada"  # <- here
        assert TestClient(app).get("/api/orders").json() == ["ada"]
"""),
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "the scheme is overridden too": _tests("""
def test_lists():
    app.dependency_overrides[bearer] = lambda: None
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/api/orders").json() == ["ada"]
"""),
    "by another fixture": _tests("""
@pytest.fixture(autouse=True)
def no_bearer(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, bearer, lambda: None)

def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/api/orders").json() == ["ada"]
"""),
    "the whole tree is replaced": _tests("""
def test_shows_me():
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/api/me").json() == "ada"

def test_removes():
    app.dependency_overrides[current_user] = lambda: "ada"
    app.dependency_overrides[admin] = lambda: True
    assert TestClient(app).delete("/api/users/eve").json() == "eve"
"""),
    "the guarded routes are not the ones under test": _tests("""
@pytest.fixture
def client():
    app.dependency_overrides[current_user] = lambda: "ada"
    yield TestClient(app)
    app.dependency_overrides.clear()

def test_shows_me(client):
    assert client.get("/api/me").json() == "ada"
    assert client.get("/api/nowhere").json()
    assert client.post("/api/orders").json()
"""),
    "a scheme that refuses nobody by itself": _tests("""
def test_greets():
    app.dependency_overrides[visitor] = lambda: "ada"
    app.dependency_overrides[token] = token
    assert TestClient(app).get("/api/hello").json() == "ada"
"""),
    "another scheme than the one of the overridden auth": _tests("""
def test_adds():
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).post("/api/users").json() == "ada"
"""),
    "the request brings credentials": _tests("""
def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/api/orders", headers={"Authorization": "Bearer x"}).json() == ["ada"]
    assert TestClient(app, headers={"Authorization": "Bearer x"}).get("/api/orders").json() == ["ada"]

def test_lists_again():
    app.dependency_overrides[current_user] = lambda: "ada"
    client = TestClient(app)
    client.headers["Authorization"] = "Bearer x"
    assert client.get("/api/orders").json() == ["ada"]
"""),
    "to be refused is what is tested": _tests("""
from fastapi import status

def test_refuses():
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/api/orders").status_code == 401

def test_refuses_again():
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/api/orders").status_code == status.HTTP_403_FORBIDDEN
"""),
    "more is overridden than can be told": _tests("""
from shop.fakes import fakes

def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"
    app.dependency_overrides.update(fakes())
    assert TestClient(app).get("/api/orders").json() == ["ada"]
"""),
    "another application, or one that is not known": _tests("""
from vendor import make

def test_lists():
    other = create_app()
    unknown = make()
    other.dependency_overrides[current_user] = lambda: "ada"
    unknown.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(unknown).get("/api/orders").json() == ["ada"]
    assert client().get("/api/orders").json() == ["ada"]
"""),
    "a dependency without any scheme": _tests("""
def database():
    return 1

def test_lists():
    app.dependency_overrides[database] = lambda: 2
    assert TestClient(app).get("/api/orders").json() == ["ada"]
"""),
}

STRICT_BAD: Mapping[str, str | Mapping[str, str]] = {
    "auth without its scheme, which no route reaches": _tests("""
def test_shows_me():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    app.dependency_overrides[bearer] = bearer
    assert TestClient(app).get("/api/me").json() == "ada"

def test_greets():
    app.dependency_overrides[visitor] = lambda: "ada"  # <- here

def test_adds():
    app.dependency_overrides[has_key] = lambda: "key"  # <- here
    app.dependency_overrides[admin] = lambda: True  # <- here

def test_with_its_scheme():
    app.dependency_overrides[current_user] = lambda: "ada"
    app.dependency_overrides[bearer] = lambda: None
"""),
}
