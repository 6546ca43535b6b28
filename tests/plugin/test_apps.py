"""FastAPI apps of every origin: who made the app decides whether an override that stays on it is a leak."""

from __future__ import annotations

import pytest

from .running import KINDS, Run, run, write

SUITE = {
    "deps.py": "\n".join(f"def dep_{name}(): pass" for name in "abcdefghijklmnop"),
    "product.py": """
        from fastapi import FastAPI
        app = FastAPI()
        sub = FastAPI()
        app.mount("/sub", sub)
        def make(): return FastAPI()
    """,
    "test_first_import.py": """
        import deps

        def test_makes_an_app():
            from fastapi import FastAPI
            app = FastAPI()
            app.dependency_overrides[deps.dep_a] = lambda: 1
            test_makes_an_app.kept = app

        def test_imports_an_app():
            from product import app
            app.dependency_overrides[deps.dep_b] = lambda: 1  # leak
    """,
    "test_later.py": """
        import pytest, deps

        @pytest.fixture
        def own():
            from product import make
            app = make()
            app.dependency_overrides[deps.dep_c] = lambda: app
            yield app
            app.dependency_overrides.clear()

        def test_own(own): own.dependency_overrides[deps.dep_d] = lambda: own
        def test_clears_own(own): own.dependency_overrides.clear()

        @pytest.fixture(scope="session")
        def shared():
            from product import make
            app = make()
            app.dependency_overrides[deps.dep_e] = lambda: app
            return app

        def test_leaks_on_shared(shared): shared.dependency_overrides[deps.dep_f] = lambda: 1  # leak
        def test_removes_from_shared(shared): del shared.dependency_overrides[deps.dep_e]  # leak

        def test_sub_app():
            import product
            product.sub.dependency_overrides[deps.dep_g] = lambda: 1  # leak

        def test_replaces_the_dict():
            import product
            product.sub.dependency_overrides = {deps.dep_h: lambda: 1}  # leak

        def test_replaces_and_restores(monkeypatch):
            import product
            monkeypatch.setattr(product.sub, "dependency_overrides", {deps.dep_i: lambda: 1})

        def test_changes_an_override():
            import product
            product.app.dependency_overrides[deps.dep_j] = lambda: 1  # leak

        def test_restores(monkeypatch):
            import product
            monkeypatch.setitem(product.app.dependency_overrides, deps.dep_k, lambda: 1)

        def test_apps_do_not_live_for_ever():
            import gc, weakref
            from product import make
            def use():
                app = make()
                app.dependency_overrides[deps.dep_l] = lambda: app
                return weakref.ref(app)
            seen = use()
            gc.collect()
            assert seen() is None

        class Kept: pass
        def test_keeps_an_app_that_refers_to_itself():
            import weakref
            from product import make
            app = make()
            app.dependency_overrides[deps.dep_m] = lambda: app
            Kept.reference = weakref.ref(app)
        def test_that_app_is_gone_in_the_next_test():
            import gc
            gc.collect()
            assert Kept.reference() is None
    """,
}
LEAKS = {
    ("test_imports_an_app", "deps.dep_b"),
    ("test_leaks_on_shared", "deps.dep_f"),
    ("test_removes_from_shared", "deps.dep_e"),
    ("test_sub_app", "deps.dep_g"),
    ("test_replaces_the_dict", "deps.dep_h"),
    ("test_changes_an_override", "deps.dep_j"),
}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    arguments = (*KINDS[request.param], "--dist=loadfile") if KINDS[request.param] else ()
    return run(write(tmp_path_factory.mktemp("suite"), SUITE), *arguments)


def test_the_suite_passes(done: Run) -> None:
    assert done.verdict == "14 passed", done.output


def test_only_an_override_on_an_app_that_outlives_its_owner_is_a_leak(done: Run) -> None:
    told = {(finding.symbol, finding.what.name) for finding in done.findings}
    # The replaced dictionary of the sub-app also takes away what another test had left there.
    assert told - {("test_replaces_the_dict", "deps.dep_g")} == LEAKS


def test_the_line_is_the_one_with_the_override(done: Run) -> None:
    for finding in done.findings:
        line = (done.folder / finding.location.path).read_text().splitlines()[finding.location.line - 1]
        assert "# leak" in line, finding
