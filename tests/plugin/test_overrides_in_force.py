"""What FastAPI makes of overrides, seen as it answers: schemes, parameters, coroutines, second copies."""

from __future__ import annotations

import pytest

from .running import KINDS, Run, run, write

SHOP = """
    from fastapi import APIRouter, Depends, FastAPI, Query, WebSocket
    from fastapi.security import APIKeyHeader, HTTPBearer
    from auth import current_user, permission

    bearer = HTTPBearer()
    key = APIKeyHeader(name="x-key")
    lenient = HTTPBearer(auto_error=False)

    def user(token=Depends(bearer)): return token
    def admin(user=Depends(user)): return user
    def caller(key=Depends(key)): return key
    def guest(token=Depends(lenient)): return token
    def database(): return "real"
    def page(number: int = Query()): return number
    def task():
        async def work(): return "done"
        return work()

    guarded = APIRouter(prefix="/guarded", dependencies=[Depends(bearer)])
    @guarded.get("/orders")
    def guarded_orders(user=Depends(user)): return "ok"
    @guarded.get("/plain")
    def guarded_plain(db=Depends(database)): return "ok"

    outer = APIRouter(prefix="/outer")
    outer.include_router(guarded)

    def make():
        app = FastAPI()
        app.include_router(guarded)
        app.include_router(outer)
        @app.get("/orders")
        def orders(user=Depends(admin)): return str(user)
        @app.get("/keys")
        def keys(caller=Depends(caller), guest=Depends(guest)): return "ok"
        @app.get("/pages")
        def pages(db=Depends(database), number=Depends(page)): return str(db)
        @app.get("/tasks")
        async def tasks(task=Depends(task)): return await task
        @app.get("/allowed")
        def allowed(user=Depends(current_user), may=Depends(permission("read"))): return str(bool(user))
        @app.websocket("/live")
        async def live(socket: WebSocket, db=Depends(database)):
            await socket.accept()
            await socket.send_text(str(bool(db)))
        sub = FastAPI()
        sub.include_router(guarded)
        app.mount("/sub", sub)
        app.sub = sub
        return app
    app = make()
"""
AUTH = """
    def current_user(): return "real"
    def permission(name):
        def check(): return name
        return check
"""
CONFTEST = """
    import pytest
    from fastapi.testclient import TestClient
    import shop

    @pytest.fixture
    def get(monkeypatch):
        def get(path, app=shop.app, **headers):
            return TestClient(app, raise_server_exceptions=False).get(path, headers=headers).status_code
        return get

    @pytest.fixture
    def over(monkeypatch):
        def over(dependency, override, app=shop.app):
            monkeypatch.setitem(app.dependency_overrides, dependency, override)
        return over
"""
WRONG = """
    import functools, importlib, pytest, shop, auth
    from unittest.mock import AsyncMock, MagicMock
    from fastapi.testclient import TestClient
    pytestmark = pytest.mark.filterwarnings("ignore")
    async def ada(): return "ada"

    @pytest.fixture
    def as_ada():
        shop.app.dependency_overrides[shop.database] = lambda: "fake"
        shop.app.dependency_overrides[shop.user] = lambda: "ada"  # BH303
        yield
        shop.app.dependency_overrides.clear()

    def test_router_still_asks(as_ada, get): assert get("/guarded/orders") in (401, 403)
    def test_it_asks_twice(as_ada, get):
        assert get("/outer/guarded/orders") in (401, 403)
        assert get("/guarded/orders") in (401, 403)

    def test_mounted(get, monkeypatch):
        monkeypatch.setitem(shop.app.sub.dependency_overrides, shop.user, ada)  # BH303
        assert get("/sub/guarded/orders") in (401, 403)

    def test_within_the_test(get):
        shop.app.dependency_overrides[shop.database] = MagicMock()  # BH302
        assert get("/pages?number=1") == 422
        shop.app.dependency_overrides.clear()

    @pytest.fixture(scope="session")
    def mocked():
        app = shop.make()
        app.dependency_overrides[shop.database] = AsyncMock()  # BH302
        return app

    def test_with_a_shared_mock(get, mocked): assert get("/pages?number=1", mocked) == 422
    def test_with_it_again(get, mocked): assert get("/pages?number=1", mocked) == 422

    def test_required(get):
        shop.app.dependency_overrides[shop.database] = lambda session: session  # BH302
        assert get("/pages?number=1") == 422
        del shop.app.dependency_overrides[shop.database]

    def test_coroutine(get):
        shop.app.dependency_overrides[shop.database] = lambda: ada()  # BH302
        assert get("/pages?number=1") == 200
        with TestClient(shop.app).websocket_connect("/live") as socket:
            assert socket.receive_text() == "True"
        shop.app.dependency_overrides.clear()

    def test_reloaded(get, monkeypatch):
        importlib.reload(auth)
        monkeypatch.setitem(shop.app.dependency_overrides, auth.current_user, lambda: None)  # BH305
        assert get("/allowed") == 200
"""
EXPECTED = {
    ("BH303", "fixture:as_ada", "shop.user"),
    ("BH303", "test", "shop.user"),
    ("BH302", "test", "shop.database"),
    ("BH302", "fixture:mocked", "shop.database"),
    ("BH305", "test", "auth.current_user"),
}
RIGHT = """
    import functools, pytest, shop, auth
    from unittest.mock import AsyncMock, MagicMock, create_autospec
    from fastapi.testclient import TestClient
    async def ada(): return "ada"

    def test_the_sub_tree_goes_with_it(get, over):
        over(shop.admin, lambda: "ada")
        assert get("/orders") == 200

    def test_async_for_sync_and_a_partial(get, over):
        over(shop.admin, functools.partial(lambda who="ada": who))
        over(shop.database, ada)
        assert (get("/orders"), get("/pages?number=1")) == (200, 200)

    def test_the_scheme_too(get, over):
        over(shop.user, lambda: "ada")
        over(shop.bearer, lambda: None)
        assert get("/guarded/orders") == 200

    def test_with_credentials(get, over):
        over(shop.user, lambda: "ada")
        assert get("/guarded/orders", authorization="Bearer x") == 200

    def test_a_guard_of_what_does_not_rest_on_it(get, over):
        over(shop.database, lambda: "fake")
        assert get("/guarded/plain") in (401, 403)

    def test_refused_by_the_override_itself(get, over):
        from fastapi import HTTPException
        def nobody(): raise HTTPException(401)
        over(shop.user, nobody)
        over(shop.bearer, lambda: None)
        assert get("/guarded/orders") == 401

    def test_another_scheme_of_the_route(get, over):
        over(shop.guest, lambda: "ada")
        assert get("/keys") in (401, 403)

    def test_the_requests_own_fault(get, over):
        over(shop.database, lambda: "fake")
        assert get("/pages") == 422

    def test_a_parameter_that_the_original_has(get, over):
        def other(number: int): return number
        over(shop.page, other)
        assert get("/pages") == 422

    def test_mocks_with_a_signature(get, over):
        over(shop.database, create_autospec(shop.database, return_value="fake"))
        over(shop.admin, lambda: MagicMock())
        assert (get("/pages?number=1"), get("/orders")) == (200, 200)

    def test_a_coroutine_that_is_awaited(get, over):
        over(shop.task, lambda: ada())
        assert get("/tasks") == 200

    def test_a_key_that_this_route_does_not_use(get, over):
        over(shop.caller, lambda: "x")
        over(auth.permission("read"), lambda: "x")
        assert get("/allowed") == 200

    def test_both_copies(get, over):
        import importlib
        first = auth.current_user
        importlib.reload(auth)
        over(first, lambda: None)
        over(auth.current_user, lambda: None)
        assert get("/allowed") == 200
        auth.current_user = first
"""


def suite(**files: str) -> dict[str, str]:
    return {"shop.py": SHOP, "auth.py": AUTH, "conftest.py": CONFTEST, **{f"{name}.py": files[name] for name in files}}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def wrong(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    arguments = (*KINDS[request.param], "--dist=loadfile") if KINDS[request.param] else ()
    return run(write(tmp_path_factory.mktemp("suite"), suite(test_wrong=WRONG)), *arguments)


def test_the_suite_passes_all_the_same(wrong: Run) -> None:
    assert (wrong.status, wrong.verdict.partition(" passed")[0]) == (0, "9"), wrong.output


def test_what_the_requests_show_is_told_of_whoever_put_it_there(wrong: Run) -> None:
    assert {(one.code, str(one.owner), one.what.name) for one in wrong.findings if one.what} == EXPECTED


def test_the_line_is_the_one_with_the_override(wrong: Run) -> None:
    lines = (wrong.folder / "test_wrong.py").read_text().splitlines()
    for one in wrong.findings:
        assert lines[one.location.line - 1].endswith(f"# {one.code}"), one


def test_each_test_is_told_once_and_a_shared_fixture_once(wrong: Run) -> None:
    tests = [(one.code, one.test.rpartition("::")[2]) for one in wrong.findings if one.test]
    assert sorted(tests) == [
        ("BH302", "test_coroutine"),
        ("BH302", "test_required"),
        ("BH302", "test_with_a_shared_mock"),
        ("BH302", "test_within_the_test"),
        ("BH303", "test_it_asks_twice"),
        ("BH303", "test_mounted"),
        ("BH303", "test_router_still_asks"),
        ("BH305", "test_reloaded"),
    ]


@pytest.mark.parametrize("depth", ["quick", "deep"])
def test_overrides_that_do_what_is_meant_are_left_alone(tmp_path_factory: pytest.TempPathFactory, depth: str) -> None:
    done = run(write(tmp_path_factory.mktemp("suite"), suite(test_right=RIGHT)), f"--bulkhead-depth={depth}")
    assert done.verdict.startswith("13 passed"), done.output
    assert [one for one in done.findings if one.what and one.what.kind == "override"] == []


def test_in_strict_they_are_errors(tmp_path_factory: pytest.TempPathFactory) -> None:
    done = run(write(tmp_path_factory.mktemp("suite"), suite(test_wrong=WRONG)), "--bulkhead=strict")
    assert done.status == 1
    assert {test.rpartition("::")[2] for test, outcome in done.outcomes.items() if outcome == "error"} == {
        "test_coroutine",
        "test_required",
        "test_with_a_shared_mock",
        "test_within_the_test",
        "test_it_asks_twice",
        "test_mounted",
        "test_router_still_asks",
        "test_reloaded",
    }


def test_a_comment_or_a_mark_allows_one_hazard_only(tmp_path_factory: pytest.TempPathFactory) -> None:
    allowed = WRONG.replace("# BH305", "# bulkhead: ignore[BH305] on purpose").replace(
        "def test_mounted", '@pytest.mark.bulkhead_allow("BH303", reason="it is refused")\n    def test_mounted'
    )
    done = run(write(tmp_path_factory.mktemp("suite"), suite(test_wrong=allowed)))
    tests = {one.test.rpartition("::")[2] for one in done.findings if one.test}
    assert "test_coroutine" in tests
    assert not tests & {"test_reloaded", "test_mounted"}
