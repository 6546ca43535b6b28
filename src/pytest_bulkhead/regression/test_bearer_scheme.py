"""The bearer scheme: which override lets a test in without a token, which one does not, and which lets everybody in."""

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pytest_bulkhead.errors import OverrideError
from pytest_bulkhead.regression.needs import need

with contextlib.suppress(ImportError), warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that the client wants a newer library underneath is nothing for these tests
    from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Security, WebSocket
    from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, OAuth2PasswordBearer, SecurityScopes
    from fastapi.testclient import TestClient

REFUSED = (401, 403)
"""What FastAPI answers without a token, by its version."""


@pytest.fixture(autouse=True)
def _fastapi_is_there() -> None:
    need("fastapi")


def make_app() -> "tuple[FastAPI, Any, Any]":
    """An application of the usual kind: a scheme, a user that rests on it, a route that wants the user."""
    app, bearer = FastAPI(), HTTPBearer()

    def current_user(token: HTTPAuthorizationCredentials = Depends(bearer)) -> str:
        return f"user of {token.credentials}"

    @app.get("/me")
    def me(user: str = Depends(current_user)) -> str:
        return user

    return app, bearer, current_user


def test_without_override_a_token_is_wanted() -> None:
    """A suite that only ever overrides the user never sees whether the route is guarded at all.

    One test goes through the front door: without a token, with one, with one of the wrong kind.
    """
    app, _, _ = make_app()
    client = TestClient(app)
    assert client.get("/me").status_code in REFUSED
    assert client.get("/me", headers={"Authorization": "Basic YTpi"}).status_code in REFUSED
    assert client.get("/me", headers={"Authorization": "Bearer abc"}).json() == "user of abc"


@pytest.mark.parametrize("is_async", [False, True])
def test_override_of_the_user_is_enough(dependency_overrides: Callable[..., Any], is_async: bool) -> None:
    """That the scheme under an overridden user has to be overridden, too, is folklore: what is replaced is not asked.

    An override of the outermost dependency lets the test in, whether it is `async` or not.
    """
    app, _, current_user = make_app()

    async def slowly() -> str:
        return "anne"

    dependency_overrides(app)[current_user] = slowly if is_async else lambda: "anne"
    assert TestClient(app).get("/me").json() == "anne"


@pytest.mark.bulkhead_allow("auth-scheme-override", reason="the scheme below is what the test shows")
def test_override_that_rests_on_the_scheme_itself(dependency_overrides: Callable[..., Any]) -> None:
    """An override that asks for the token as the original did is refused as the original was.

    It needs the scheme overridden beside it, or, better, no token.
    """
    app, bearer, current_user = make_app()

    def fake_user(token: HTTPAuthorizationCredentials = Depends(bearer)) -> str:
        return f"fake user of {token.credentials}"

    overrides = dependency_overrides(app)
    overrides[current_user] = fake_user
    assert TestClient(app).get("/me").status_code in REFUSED
    overrides[bearer] = lambda: HTTPAuthorizationCredentials(scheme="Bearer", credentials="test")
    assert TestClient(app).get("/me").json() == "fake user of test"


@pytest.mark.bulkhead_allow("override-async-sync", reason="the parameter is what the test shows")
def test_override_with_a_parameter_of_its_own(dependency_overrides: Callable[..., Any]) -> None:
    """A parameter of an override that is no dependency becomes one of the query: 422, which reads like a broken route.

    The fixture refuses the override and names the parameter; without it the test is let in.
    """
    app, _, current_user = make_app()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.dependency_overrides, current_user, lambda name: name)
        assert TestClient(app).get("/me").status_code == 422
    with pytest.raises(OverrideError, match=r"`name`.*422"):
        dependency_overrides(app)[current_user] = lambda name: name
    dependency_overrides(app)[current_user] = lambda: "anne"
    assert TestClient(app).get("/me").json() == "anne"


def test_override_with_the_parameters_of_the_original(dependency_overrides: Callable[..., Any]) -> None:
    """A copy of the original's signature without its `Depends` makes the token a parameter of the request's body.

    An override needs only the parameters that it uses.
    """
    app, _, current_user = make_app()

    def copied(token: HTTPAuthorizationCredentials) -> str:
        return token.credentials

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.dependency_overrides, current_user, copied)
        assert TestClient(app).get("/me").status_code == 422
    dependency_overrides(app)[current_user] = lambda: "anne"
    assert TestClient(app).get("/me").json() == "anne"


@pytest.mark.parametrize("guarded", ["route", "router", "app"])
def test_scheme_that_stands_beside_the_user(dependency_overrides: Callable[..., Any], guarded: str) -> None:
    """A scheme in `dependencies=[…]` of a route, a router or the app is asked on its own, and refuses the test.

    There, and only there, the scheme is to be overridden, too.
    """
    bearer = HTTPBearer()
    guards = {guarded: [Depends(bearer)]}
    app, router = FastAPI(dependencies=guards.get("app")), APIRouter(dependencies=guards.get("router"))

    def current_user(request: Request) -> str:
        return request.headers["authorization"]

    @router.get("/me", dependencies=guards.get("route"))
    def me(user: str = Depends(current_user)) -> str:
        return user

    app.include_router(router)
    overrides = dependency_overrides(app)
    overrides[current_user] = lambda: "anne"
    assert TestClient(app).get("/me").status_code in REFUSED
    overrides[bearer] = lambda: None
    assert TestClient(app).get("/me").json() == "anne"


def test_scheme_can_be_demanded_beside_its_user(dependency_overrides: Callable[..., Any]) -> None:
    """Where routes may be guarded twice, an override of the user alone works until somebody adds the second guard.

    With `require_schemes=True` it is refused until the scheme is overridden, too.
    """
    app, bearer, current_user = make_app()
    overrides = dependency_overrides(app, require_schemes=True)
    with pytest.raises(OverrideError):
        overrides[current_user] = lambda: "anne"
    overrides.update({current_user: lambda: "anne", bearer: lambda: None})
    assert TestClient(app).get("/me").json() == "anne"


def test_another_instance_of_the_scheme_is_another_key(dependency_overrides: Callable[..., Any]) -> None:
    """`HTTPBearer()` in the test is not the `HTTPBearer()` of the app: an override of it replaces nothing.

    The key is the very object that stands in the app's `Depends`.
    """
    app, bearer = FastAPI(), HTTPBearer()

    @app.get("/me", dependencies=[Depends(bearer)])
    def me() -> str:
        return "in"

    overrides = dependency_overrides(app)
    overrides[HTTPBearer()] = lambda: None
    assert TestClient(app).get("/me").status_code in REFUSED
    overrides[bearer] = lambda: None
    assert TestClient(app).get("/me").json() == "in"


def test_mounted_app_has_overrides_of_its_own(dependency_overrides: Callable[..., Any]) -> None:
    """An override of the app outside does not hold in one that is mounted below it: there the token is still wanted.

    Each application is overridden itself.
    """
    inner, _, current_user = make_app()
    outer = FastAPI()
    outer.mount("/inner", inner)
    dependency_overrides(outer)[current_user] = lambda: "anne"
    assert TestClient(outer).get("/inner/me").status_code in REFUSED
    dependency_overrides(inner)[current_user] = lambda: "anne"
    assert TestClient(outer).get("/inner/me").json() == "anne"


def test_scheme_without_auto_error_lets_everybody_in(dependency_overrides: Callable[..., Any]) -> None:
    """With `auto_error=False` the scheme gives None instead of refusing, and so does an override `lambda: None`.

    Code behind it has to refuse None itself; a test with the override of production's "nobody" shows that it does.
    """
    app, bearer = FastAPI(), HTTPBearer(auto_error=False)

    @app.get("/careless", dependencies=[Depends(bearer)])
    def careless() -> str:
        return "in"

    @app.get("/careful")
    def careful(token: HTTPAuthorizationCredentials | None = Depends(bearer)) -> str:
        if token is None:
            raise HTTPException(401)
        return "in"

    client = TestClient(app)
    assert client.get("/careless").json() == "in"
    assert client.get("/careful").status_code == 401
    dependency_overrides(app)[bearer] = lambda: None
    assert client.get("/careful").status_code == 401


def test_scopes_are_not_looked_at_by_an_override(dependency_overrides: Callable[..., Any]) -> None:
    """An override of a user that checks scopes grants all scopes: a test of the wrong role passes and proves nothing.

    An override may take `SecurityScopes`, and refuse what its user may not do.
    """
    app, scheme = FastAPI(), OAuth2PasswordBearer(tokenUrl="token", scopes={"ships:write": "change ships"})

    def current_user(scopes: SecurityScopes, token: str = Depends(scheme)) -> str:
        raise HTTPException(403)

    @app.get("/ships")
    def ships(user: str = Security(current_user, scopes=["ships:write"])) -> str:
        return user

    def reader(scopes: SecurityScopes) -> str:
        if "ships:write" in scopes.scopes:
            raise HTTPException(403)
        return "reader"

    overrides = dependency_overrides(app)
    overrides[current_user] = lambda: "reader"
    assert TestClient(app).get("/ships").status_code == 200
    overrides[current_user] = reader
    assert TestClient(app).get("/ships").status_code == 403


def test_scheme_of_a_websocket(dependency_overrides: Callable[..., Any]) -> None:
    """`HTTPBearer` asks for a request, which a websocket has not: the connection fails with an error, not a refusal.

    An override is used for websockets as for routes.
    """
    app = FastAPI()

    def current_user(websocket: WebSocket) -> str:
        return websocket.headers["authorization"]

    @app.websocket("/ws")
    async def talk(websocket: WebSocket, user: str = Depends(current_user)) -> None:
        await websocket.accept()
        await websocket.send_text(user)
        await websocket.close()

    client = TestClient(app)
    with pytest.raises(KeyError), client.websocket_connect("/ws"):
        pass
    dependency_overrides(app)[current_user] = lambda: "anne"
    with client.websocket_connect("/ws") as connection:
        assert connection.receive_text() == "anne"


def test_override_with_clean_up_cleans_up(dependency_overrides: Callable[..., Any]) -> None:
    """A dependency that yields may be overridden by one that returns: then nobody ends what it would have ended.

    An override that yields is ended after each request, as the original is.
    """
    app, _, current_user = make_app()
    ended: list[str] = []

    def fake_user() -> Iterator[str]:
        yield "anne"
        ended.append("anne")

    dependency_overrides(app)[current_user] = fake_user
    client = TestClient(app)
    assert [client.get("/me").json() for _ in range(2)] == ["anne", "anne"]
    assert ended == ["anne", "anne"]


def test_token_of_one_client_is_not_the_next_ones() -> None:
    """A client that is shared by tests keeps headers and cookies: who comes next is logged in as the one before.

    A client of each test's own keeps nothing; the application may be shared.
    """
    app, _, _ = make_app()
    shared = TestClient(app)
    shared.headers["Authorization"] = "Bearer left"
    assert shared.get("/me").json() == "user of left"  # in the next test, which has no token
    assert TestClient(app).get("/me").status_code in REFUSED
