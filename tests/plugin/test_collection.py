"""What is said before any test has run: fixtures in the wrong place, groups without effect, unlike collections."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_bulkhead.plugin.registry import runtime_hazards

from .running import KINDS, PARALLEL, Run, run, write

RunSuite = Callable[..., Run]

WIDE = """
    import pytest

    @pytest.fixture(scope="session", autouse=True)
    def {name}():
        yield

    @pytest.fixture(autouse=True, scope="module")
    def of_the_file():
        yield

    @pytest.fixture(scope="session")
    def asked_for():
        yield

    @pytest.fixture(scope="session", autouse=False)
    def asked_for_too():
        yield

    class TestIt:
        @pytest.fixture(autouse=True)
        def own(self): pass
        def test_x(self, asked_for, asked_for_too): pass
"""
UNTIDY = {
    "test_a.py": WIDE.format(name="currency"),
    "sub/test_b.py": WIDE.format(name="currency"),
    "sub/test_c.py": WIDE.format(name="clock"),
}
TIDY = {
    "conftest.py": """
        import pytest
        from helpers import brought_in
        from test_a import given

        @pytest.fixture(scope="session", autouse=True)
        def clock(): yield
    """,
    "sub/conftest.py": """
        import pytest
        @pytest.fixture(scope="session", autouse=True)
        def clock(): yield
    """,
    "helpers.py": """
        import pytest
        @pytest.fixture(scope="session", autouse=True)
        def brought_in(): yield
    """,
    "test_a.py": """
        import pytest
        @pytest.fixture(scope="session", autouse=True)
        def given(): yield
        @pytest.fixture(scope="module", autouse=True)
        def per_file(): yield
        def setup_module(): pass
        def test_a(): pass
    """,
    "sub/test_b.py": """
        import pytest, unittest
        @pytest.fixture(scope="module", autouse=True)
        def per_file(): yield
        class TestB(unittest.TestCase):
            @classmethod
            def setUpClass(cls): pass
            def test_b(self): pass
    """,
}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def untidy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(write(tmp_path_factory.mktemp("suite"), UNTIDY), *KINDS[request.param])


def test_all_of_a_run_are_told_once_each(untidy: Run) -> None:
    assert untidy.verdict == "3 passed", untidy.output
    assert {(one.code, one.location.path, one.location.line, one.symbol) for one in untidy.findings} == {
        ("BH501", "test_a.py", 4, "currency"),
        ("BH501", "sub/test_b.py", 4, "currency"),
        ("BH502", "test_a.py", 4, "currency"),
        ("BH502", "sub/test_b.py", 4, "currency"),
        ("BH502", "sub/test_c.py", 4, "clock"),
    }
    assert len(untidy.findings) == 5
    for one in untidy.findings:
        assert f"{one.location.path}:{one.location.line}" in untidy.output


def test_a_duplicate_names_the_others(untidy: Run) -> None:
    (one,) = [one for one in untidy.findings if (one.code, one.location.path) == ("BH501", "test_a.py")]
    assert "sub/test_b.py:4" in one.message
    assert [(see.path, see.line) for see in one.evidence] == [("sub/test_b.py", 4)]


@pytest.mark.parametrize("kind", KINDS)
def test_fixtures_in_their_place_are_nothing_to_speak_of(run_suite: RunSuite, kind: str) -> None:
    assert run_suite(TIDY, *KINDS[kind], "--bulkhead=strict").findings == []


@pytest.mark.parametrize("arguments", [(), PARALLEL, (*PARALLEL, "--dist=loadscope"), (*PARALLEL, "--dist=each")])
def test_in_strict_nothing_runs(run_suite: RunSuite, arguments: tuple[str, ...]) -> None:
    done = run_suite(UNTIDY, *arguments, "--bulkhead=strict")
    assert done.status == pytest.ExitCode.USAGE_ERROR, done.output
    assert done.outcomes == {}
    assert "nothing was run" in done.output
    assert "sub/test_c.py:4" in done.output
    assert "INTERNAL" not in done.output


def test_what_the_project_lives_with_stops_nothing(run_suite: RunSuite) -> None:
    suite = {
        "bulkhead.toml": '[[allow]]\nstate = "fixture:clock"\nreason = "it is harmless"\n',
        "test_a.py": """
            import pytest
            @pytest.fixture(scope="session", autouse=True)
            def clock(): yield
            @pytest.fixture(scope="session", autouse=True)
            def currency():  # bulkhead: ignore[BH502] there is one file
                yield
            def test_a(): pass
        """,
    }
    done = run_suite(suite, "--bulkhead=strict")
    assert done.verdict == "1 passed", done.output


GROUPED = {
    "test_a.py": """
        import pytest
        @pytest.mark.xdist_group("server")
        def test_a(): pass
        @pytest.mark.xdist_group(name="alone")
        def test_alone(): pass
    """,
    "test_b.py": """
        import pytest
        pytestmark = pytest.mark.xdist_group("server")
        def test_b(): pass
        class TestC:
            def test_c(self): pass
    """,
}
TOGETHER = {"test_b.py": GROUPED["test_b.py"]}


@pytest.mark.parametrize("mode", ["load", "worksteal", "loadfile"])
def test_groups_that_are_torn_are_told_once(run_suite: RunSuite, mode: str) -> None:
    done = run_suite(GROUPED, *PARALLEL, f"--dist={mode}")
    assert done.verdict == "4 passed"
    (one,) = done.findings
    assert (one.code, one.location.path, one.location.line) == ("BH507", "test_a.py", 2)
    assert f"--dist {mode}" in one.message
    assert "3 tests of 1 group " in one.message


def test_in_strict_nothing_runs_whose_groups_are_torn(run_suite: RunSuite) -> None:
    done = run_suite(GROUPED, *PARALLEL, "--dist=load", "--bulkhead=strict")
    assert done.status == pytest.ExitCode.USAGE_ERROR, done.output
    assert done.outcomes == {}
    assert [one.code for one in done.findings] == ["BH507"]
    assert "nothing was run" in done.output
    whole = run_suite(GROUPED, *PARALLEL, "--dist=loadgroup", "--bulkhead=strict")
    assert whole.verdict == "4 passed", whole.output


def test_in_strict_unlike_collections_fail(run_suite: RunSuite) -> None:
    done = run_suite(UNLIKE, *PARALLEL, "--bulkhead=strict")
    assert done.status != 0
    assert {one.code for one in done.findings} == {"BH503"}


@pytest.mark.parametrize("arguments", [(), (*PARALLEL, "--dist=loadgroup"), ("-n", "1"), (*PARALLEL, "--dist=each")])
def test_groups_that_hold_or_need_not_are_left_alone(run_suite: RunSuite, arguments: tuple[str, ...]) -> None:
    assert run_suite(GROUPED, *arguments).findings == []


def test_a_group_that_the_mode_keeps_together_by_itself_is_left_alone(run_suite: RunSuite) -> None:
    assert run_suite(TOGETHER, *PARALLEL, "--dist=loadfile").findings == []


def test_a_scheduler_of_the_suites_own_is_not_judged(run_suite: RunSuite) -> None:
    own = "def pytest_xdist_make_scheduler(config, log):\n    return None\n"
    assert run_suite({**GROUPED, "conftest.py": own}, *PARALLEL).findings == []


UNLIKE = {
    "test_ids.py": """
        import os, pytest

        WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

        @pytest.mark.parametrize("currency", ["EUR", "USD"] if WORKER == "gw0" else ["USD", "EUR"])
        def test_order(currency): pass

        class TestValues:
            @pytest.mark.parametrize("value", [f"at-{WORKER}", "always"])
            def test_value(self, value): pass

        if WORKER != "gw0":
            def test_only_there(): pass

        def test_same(): pass
    """
}


@pytest.mark.parametrize("mode", ["load", "loadgroup"])
def test_unlike_collections_are_explained(run_suite: RunSuite, mode: str) -> None:
    done = run_suite(UNLIKE, *PARALLEL, f"--dist={mode}")
    said = {one.symbol: (one.code, one.location.line, _sorted(one.message)) for one in done.findings}
    assert said == {
        "test_order": (
            "BH503",
            5,
            "test_order is collected in another order in each worker: [EUR], [USD] in gw0; [USD], [EUR] in gw1",
        ),
        "TestValues.test_value": (
            "BH503",
            9,
            "test_value is collected with other values in each worker: [at-gw0] in gw0; [at-gw1] in gw1",
        ),
        "test_only_there": ("BH503", 13, "test_only_there is collected by gw1, and not by gw0"),
    }
    for one in done.findings:
        assert one.message in done.output
    assert "pytest-xdist runs only what all workers have collected alike" in done.output


def _sorted(message: str) -> str:
    """Whichever worker was the first to have collected."""
    head, colon, told = message.partition(": ")
    return head + colon + "; ".join(sorted(told.split("; "), key=lambda one: one[-3:]))


def test_tests_that_change_places_are_explained(run_suite: RunSuite) -> None:
    shuffle = """
        import os
        def pytest_collection_modifyitems(items):
            if os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
                items.reverse()
    """
    done = run_suite({"conftest.py": shuffle, "test_a.py": "def test_a(): pass\ndef test_b(): pass\n"}, *PARALLEL)
    (one,) = done.findings
    assert (one.code, "number 1 is" in one.message) == ("BH503", True)


def test_each_check_claims_what_it_looks_for() -> None:
    assert {"BH501", "BH502", "BH503", "BH507"} <= {hazard.code for hazard in runtime_hazards()}
