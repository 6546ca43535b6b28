"""What a project lives with is not told by a run either: marks, settings, comments and the baseline, in every mode."""

from __future__ import annotations

import json

import pytest

from .conftest import RunSuite
from .running import KINDS, Run, run, write

STRICT = "--bulkhead=strict"
SUITE = {
    "test_old.py": """
        import os, pytest
        from helper import put

        def test_new(): os.environ["NEW"] = "x"
        def test_on_its_line():
            os.environ["LINE"] = "x"  # bulkhead: ignore[BH101] the child reads it
        def test_at_its_def():  # bulkhead: ignore[environ] the child reads it
            put("DEF")

        @pytest.mark.parametrize("name", ["DECORATED"])
        # bulkhead: ignore[BH101] the child reads it
        def test_decorated(name):
            put(name)

        @pytest.fixture(scope="module")  # bulkhead: ignore[BH101] all of this file reads it
        def wide():
            put("WIDE")

        def test_under_it(wide): pass
        def test_another_hazard():  # bulkhead: ignore[BH102] that is another thing
            put("OTHER")

        @pytest.mark.bulkhead_allow("environ:MARK*", reason="the child reads it")
        def test_marked():
            put("MARKED")
            put("UNMARKED")
    """,
    "test_whole.py": """
        # bulkhead: ignore-file[BH101] to be mended
        import os
        def test_whole(): os.environ["WHOLE"] = "x"
    """,
    "test_baselined.py": """
        import os
        def test_one(): os.environ["ONE"] = "x"
        def test_two(): os.environ["TWO"] = "x"
        def test_one_again(): os.environ["ONE"] = "y"
    """,
    "helper.py": "import os\ndef put(name): os.environ[name] = 'x'\n",
    "pyproject.toml": '[tool.bulkhead]\nbaseline = "known.json"\n',
}


def baseline(count: int) -> dict[str, str]:
    return {"known.json": json.dumps({"version": 1, "runtime": {"test_baselined.py": {"BH101": count}}})}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def workers(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return KINDS[request.param]


@pytest.fixture(scope="module")
def done(workers: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(write(tmp_path_factory.mktemp("strict"), SUITE | baseline(2)), STRICT, "-v", *workers)


def test_in_strict_only_what_is_new_is_an_error(done: Run) -> None:
    assert {name for _, name in done.leaks} == {"NEW", "OTHER", "UNMARKED"}
    assert {test for test, outcome in done.outcomes.items() if outcome == "error"} == {
        "test_old.py::test_new",
        "test_old.py::test_another_hazard",
        "test_old.py::test_marked",
    }


def test_the_record_says_what_was_tolerated_and_why(done: Run) -> None:
    lines = (done.folder / "test_old.py").read_text().splitlines()
    by_comment = [one for one in done.record.tolerated if one.by == "comment"]
    assert {one.finding.what.name for one in by_comment if one.finding.what} == {
        *("LINE", "DEF", "DECORATED", "WIDE", "WHOLE"),
    }
    assert all("ignore[" in lines[one.line - 1] for one in by_comment if one.path == "test_old.py")
    names = {one.finding.what.name for one in done.record.tolerated if one.finding.what} - {
        one.finding.what.name for one in by_comment if one.finding.what
    }
    assert names == {"ONE", "TWO"}
    assert "tolerated: " in done.output


def test_more_states_than_the_baseline_holds_are_told_and_fail_a_strict_run(
    workers: tuple[str, ...], run_suite: RunSuite
) -> None:
    files = {name: SUITE[name] for name in ("test_baselined.py", "pyproject.toml")} | baseline(1)
    done = run_suite(files, STRICT, *workers)
    assert (done.verdict, done.status) == ("3 passed", 1)
    assert {name for _, name in done.leaks} == {"ONE", "TWO"}
    assert "test_baselined.py leaves 2 states of BH101 changed, and the baseline tolerates 1" in done.output
    assert done.record.end is not None
    assert done.record.end["status"] == 1


def test_more_than_the_baseline_holds_fails_no_other_run(run_suite: RunSuite) -> None:
    done = run_suite(
        {"test_baselined.py": SUITE["test_baselined.py"], "pyproject.toml": SUITE["pyproject.toml"]} | baseline(1)
    )
    assert (done.verdict, done.status) == ("3 passed", 0)
    assert "the baseline tolerates 1" in done.output


@pytest.mark.parametrize("text", [None, "{"])
def test_a_baseline_that_cannot_be_read_tolerates_nothing_and_is_named(text: str | None, run_suite: RunSuite) -> None:
    files = {"test_baselined.py": SUITE["test_baselined.py"], "pyproject.toml": SUITE["pyproject.toml"]}
    done = run_suite(files | ({"known.json": text} if text else {}))
    assert done.status == 0
    assert {name for _, name in done.leaks} == {"ONE", "TWO"}
    assert "known.json" in done.record.notices[0]


ALLOWING = {
    "pytest.ini": "[pytest]\nbulkhead_allow =\n    environ:A*  the child reads it\n    BH102  it is put back later\n",
    "pyproject.toml": """
        [[tool.bulkhead.allow]]
        state = "environ:B"
        reason = "the child reads it"
        tests = ["test_one.py"]
    """,
    "test_one.py": """
        import os, sys
        def test_all():
            os.environ.update(AA="x", B="x")
            sys.path.append("/no/where")
    """,
    "test_two.py": """
        import os
        def test_b():
            del os.environ["B"]
            os.environ.update(B="y", C="x")
    """,
}


def test_settings_and_the_ini_file_allow_states(workers: tuple[str, ...], run_suite: RunSuite) -> None:
    done = run_suite(ALLOWING, "--dist=loadfile", *workers, B="given")
    assert {(finding.test, finding.what.name) for finding in done.findings if finding.what} == {
        ("test_two.py::test_b", "B"),
        ("test_two.py::test_b", "C"),
    }
    assert done.record.tolerated == []


def test_what_is_allowed_wants_a_reason(run_suite: RunSuite) -> None:
    done = run_suite({"pytest.ini": "[pytest]\nbulkhead_allow = environ\n", "test_it.py": "def test_it(): pass"})
    assert done.status == pytest.ExitCode.USAGE_ERROR
    assert "bulkhead_allow: environ wants a reason behind it" in done.output
