"""Sanity of auth overrides: one that is left, or says yes to everything, makes every test of access worthless."""

import asyncio
import contextlib
import warnings
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from unittest.mock import AsyncMock, Mock, create_autospec

import pytest

from pytest_bulkhead.errors import OverrideError
from pytest_bulkhead.regression.children import run_suite
from pytest_bulkhead.regression.needs import need

with contextlib.suppress(ImportError), warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that the client wants a newer library underneath is nothing for these tests
    from fastapi import Depends, FastAPI, HTTPException
    from fastapi.testclient import TestClient

APP = """
    from fastapi import Depends, FastAPI, HTTPException

    def current_user():
        raise HTTPException(401)

    def settings():
        return "of production"

    app = FastAPI()

    @app.get("/me")
    def me(user=Depends(current_user)):
        return user

    @app.get("/settings")
    def show(found=Depends(settings)):
        return found
    """
QUIET = {"PYTHONWARNINGS": "ignore"}


@pytest.fixture(autouse=True)
def _fastapi_is_there() -> None:
    need("fastapi")


def make_app() -> "tuple[FastAPI, Any]":
    """An application whose route wants a user, and nobody is one."""
    app = FastAPI()

    def current_user() -> Any:
        raise HTTPException(401)

    @app.get("/me")
    def me(user: Any = Depends(current_user)) -> Any:
        return user

    return app, current_user


def test_override_that_is_left_logs_in_the_next_test(tmp_path: Path) -> None:
    """An override outlives the test that set it, since the app does: the next test is logged in, and never knows why.

    `dependency_overrides` undoes it, also after a failure.
    """
    done = run_suite(
        tmp_path,
        {
            "app.py": APP,
            "test_it.py": """
                from app import app, current_user
                from fastapi.testclient import TestClient

                def test_mended(dependency_overrides):
                    dependency_overrides(app)[current_user] = lambda: "anne"
                    assert TestClient(app).get("/me").json() == "bob"

                def test_after_the_mended():
                    assert TestClient(app).get("/me").status_code == 401

                def test_by_hand():
                    app.dependency_overrides[current_user] = lambda: "anne"
                    assert TestClient(app).get("/me").json() == "bob"
                    app.dependency_overrides.clear()

                def test_after_it():
                    assert TestClient(app).get("/me").status_code == 401
                """,
        },
        **QUIET,
    )
    assert done.failed == {"test_mended", "test_by_hand", "test_after_it"}, done.output


def test_clear_takes_the_overrides_of_others(tmp_path: Path) -> None:
    """`dependency_overrides.clear()` in one test removes what a session fixture has set: later tests hit production.

    The fixture undoes what it has done, and nothing else.
    """
    done = run_suite(
        tmp_path,
        {
            "app.py": APP,
            "test_it.py": """
                import pytest
                from app import app, current_user, settings
                from fastapi.testclient import TestClient

                @pytest.fixture(scope="session", autouse=True)
                def test_settings():
                    app.dependency_overrides[settings] = lambda: "of tests"
                    yield
                    app.dependency_overrides.pop(settings, None)

                def test_mended(dependency_overrides):
                    dependency_overrides(app)[current_user] = lambda: "anne"

                def test_after_the_mended():
                    assert TestClient(app).get("/settings").json() == "of tests"

                def test_that_clears():
                    app.dependency_overrides[current_user] = lambda: "anne"
                    app.dependency_overrides.clear()

                def test_after_it():
                    assert TestClient(app).get("/settings").json() == "of tests"
                """,
        },
        **QUIET,
    )
    assert done.failed == {"test_after_it"}, done.output


def test_switch_that_turns_auth_off_stays_off(tmp_path: Path) -> None:
    """An environment variable that skips auth, once set, lets in all later tests of the worker: they prove nothing.

    `monkeypatch.setenv` lets in one test.
    """
    done = run_suite(
        tmp_path,
        """
        import os, pytest
        from fastapi import Depends, FastAPI, HTTPException
        from fastapi.testclient import TestClient

        def current_user():
            if os.environ.get("SKIP_AUTH") != "true":
                raise HTTPException(401)

        app = FastAPI(dependencies=[Depends(current_user)])

        @app.get("/me")
        def me():
            return "in"

        def test_mended(monkeypatch):
            monkeypatch.setenv("SKIP_AUTH", "true")
            assert TestClient(app).get("/me").json() == "in"

        def test_after_the_mended():
            assert TestClient(app).get("/me").status_code == 401

        def test_by_hand():
            os.environ["SKIP_AUTH"] = "true"
            assert TestClient(app).get("/me").json() == "in"

        def test_after_it():
            assert TestClient(app).get("/me").status_code == 401
        """,
        **QUIET,
    )
    assert done.failed == {"test_after_it"}, done.output


@pytest.mark.bulkhead_allow("override-async-sync", reason="the mock is what the test shows")
@pytest.mark.parametrize("mock", [Mock, AsyncMock])
def test_mock_in_the_place_of_a_dependency(dependency_overrides: Callable[..., Any], mock: Callable[..., Any]) -> None:
    """FastAPI reads an override's signature, and a mock's is `*args, **kwargs`: each request is answered with 422.

    The fixture refuses it; a function that answers the same is understood.
    """
    app, current_user = make_app()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.dependency_overrides, current_user, mock(return_value="anne"))
        assert TestClient(app).get("/me").status_code == 422
    with pytest.raises(OverrideError, match="mock"):
        dependency_overrides(app)[current_user] = mock(return_value="anne")
    dependency_overrides(app)[current_user] = lambda: "anne"
    assert TestClient(app).get("/me").json() == "anne"


def test_patch_of_the_name_replaces_nothing(
    dependency_overrides: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`Depends` holds the function itself, so a patch of the module's name for it comes too late: 401 as before.

    The override's key is that function.
    """

    class Module:
        """Stands for the module of the application."""

    module = Module()
    module.app, module.current_user = make_app()  # type: ignore[attr-defined]
    original = module.current_user  # type: ignore[attr-defined]
    monkeypatch.setattr(module, "current_user", lambda: "anne")
    client = TestClient(module.app)  # type: ignore[attr-defined]
    assert client.get("/me").status_code == 401
    dependency_overrides(module.app)[original] = lambda: "anne"  # type: ignore[attr-defined]
    assert client.get("/me").json() == "anne"


def test_override_by_a_value(dependency_overrides: Callable[..., Any]) -> None:
    """A value in the place of a function is no dependency: the route fails with an error of the server.

    The fixture says so when it is set.
    """
    app, current_user = make_app()
    with pytest.raises(OverrideError, match="lambda"):
        dependency_overrides(app)[current_user] = "anne"
    dependency_overrides(app)[current_user] = lambda: "anne"
    assert TestClient(app).get("/me").json() == "anne"


def test_coroutine_is_a_user_like_any_other() -> None:
    """A permission check that is mocked as a plain function gives a coroutine that nobody awaits, which is true.

    Made after the original, the mock is awaited, and answers no where it is to answer no.
    """

    async def may(user: str, ship: str) -> bool:
        return False

    async def guarded(check: Callable[..., Any]) -> str:
        return "in" if check("anne", "queen") else "refused"

    async def awaiting(check: Callable[..., Any]) -> str:
        return "in" if await check("anne", "queen") else "refused"

    async def denied(*_: str) -> bool:
        return False

    made: list[Any] = []

    def kept(*arguments: str) -> Any:
        made.append(denied(*arguments))
        return made[-1]

    assert asyncio.run(guarded(kept)) == "in"
    made.pop().close()
    assert asyncio.run(awaiting(create_autospec(may, return_value=False))) == "refused"


def test_unconfigured_mock_grants_everything() -> None:
    """`AsyncMock()` answers each question with another mock, which is true: all permission checks pass.

    Configured to refuse, it shows whether anybody looks at its answer.
    """

    async def show(permissions: Any) -> str:
        return "in" if await permissions.check("anne", "reader", "ship:1") else "refused"

    assert asyncio.run(show(AsyncMock())) == "in"
    permissions = AsyncMock()
    permissions.check.return_value = False
    assert asyncio.run(show(permissions)) == "refused"


def test_two_users_of_one_app_at_the_same_time() -> None:
    """Overrides belong to the app: of two tests in threads, or two clients of one, the later override wins.

    An app of each one's own, or a user that comes from the request, keeps them apart.
    """

    def as_user(app: Any, key: Any, name: str, set_by_all: Barrier) -> str:
        app.dependency_overrides[key] = lambda: name
        set_by_all.wait(30)
        return str(TestClient(app).get("/me").json())

    def both(apps: list[tuple[Any, Any]]) -> set[str]:
        seen: dict[str, str] = {}
        set_by_all = Barrier(2)

        def one(name: str, app: Any, key: Any) -> None:
            seen[name] = as_user(app, key, name, set_by_all)

        threads = [Thread(target=one, args=(name, *app)) for name, app in zip(("anne", "bob"), apps, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {f"{name} as {as_whom}" for name, as_whom in seen.items()}

    shared = make_app()
    assert both([shared, shared]) in ({"anne as anne", "bob as anne"}, {"anne as bob", "bob as bob"})
    assert both([make_app(), make_app()]) == {"anne as anne", "bob as bob"}


def test_every_route_refuses_nobody() -> None:
    """A route that somebody forgot to guard is never found by tests that are all logged in.

    One test asks every route as nobody, and knows which are open on purpose.
    """
    app, current_user = make_app()

    @app.get("/ships", dependencies=[Depends(current_user)])
    def ships() -> list[str]:
        return []

    @app.get("/health")
    def health() -> str:
        return "well"

    @app.get("/forgotten")
    def forgotten() -> str:
        return "secret"

    open_on_purpose = {"/health"}
    client = TestClient(app)
    answered = {path for path in app.openapi()["paths"] if client.get(path).status_code not in (401, 403)}
    assert answered - open_on_purpose == {"/forgotten"}


def test_overrides_are_put_back_as_they_were(dependency_overrides: Callable[..., Any]) -> None:
    """`pop` in the place of a restore takes away an override that was there before, of a fixture of wider scope.

    A scope puts back what it found, and the very dictionary that the app had.
    """
    app, current_user = make_app()
    app.dependency_overrides[current_user] = of_session = lambda: "of the session"
    dictionary = app.dependency_overrides

    overrides = dependency_overrides(app)
    overrides[current_user] = lambda: "of the test"
    app.dependency_overrides = {}  # by a test that meant to clean up
    overrides.undo()
    assert app.dependency_overrides is dictionary
    assert dictionary == {current_user: of_session}

    dictionary[current_user] = lambda: "by hand"
    dictionary.pop(current_user)
    assert TestClient(app).get("/me").status_code == 401


def test_override_after_a_reload_is_of_the_old_function(tmp_path: Path) -> None:
    """A module that is reloaded has new functions: an override by one that was imported before replaces nothing.

    What the app's own module gives at this moment is the key; or, better, nothing is reloaded.
    """
    done = run_suite(
        tmp_path,
        {
            "app.py": APP,
            "test_it.py": """
                import importlib
                import app as module
                from app import current_user
                from fastapi.testclient import TestClient

                def test_of_the_old(dependency_overrides):
                    importlib.reload(module)
                    dependency_overrides(module.app)[current_user] = lambda: "anne"
                    assert TestClient(module.app).get("/me").status_code == 200

                def test_of_the_new(dependency_overrides):
                    dependency_overrides(module.app)[module.current_user] = lambda: "anne"
                    assert TestClient(module.app).get("/me").status_code == 200
                """,
        },
        **QUIET,
    )
    assert done.failed == {"test_of_the_old"}, done.output


def test_user_that_is_kept_by_the_app(tmp_path: Path) -> None:
    """What a test writes to `app.state`, or a login keeps in a variable of the module, is there for the next test.

    An app that a fixture makes for each test has no past.
    """
    done = run_suite(
        tmp_path,
        """
        import pytest
        from fastapi import FastAPI, Request
        from fastapi.testclient import TestClient

        def make_app():
            app = FastAPI()
            app.state.user = None

            @app.post("/login")
            def login(request: Request):
                request.app.state.user = "anne"

            @app.get("/me")
            def me(request: Request):
                return request.app.state.user

            return app

        shared = make_app()

        @pytest.fixture
        def own():
            return make_app()

        @pytest.mark.parametrize("turn", [1, 2])
        def test_shared(turn):
            client = TestClient(shared)
            assert client.get("/me").json() is None
            client.post("/login")

        @pytest.mark.parametrize("turn", [1, 2])
        def test_own(turn, own):
            client = TestClient(own)
            assert client.get("/me").json() is None
            client.post("/login")
        """,
        **QUIET,
    )
    assert done.failed == {"test_shared[2]"}, done.output
