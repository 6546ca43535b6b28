"""A test in quarantine runs, and its failure fails no run: serially and in workers, however it fails."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from ..plugin.running import KINDS, Run, run, write

FILE = "bulkhead-quarantine.toml"
SUITE = """
    import os, pytest, unittest

    @pytest.fixture
    def broken(): raise RuntimeError("no server")
    @pytest.fixture
    def unclosed():
        yield
        raise RuntimeError("still open")

    def test_call(): assert 1 == 2, "secret=x"
    def test_setup(broken): pass
    def test_teardown(unclosed): pass
    def test_twice(unclosed): assert 0
    @pytest.mark.parametrize("x", [1, 2])
    def test_one(x): assert x == 3
    @pytest.mark.parametrize("x", [1, 2])
    def test_all(x): assert x == 3
    @pytest.mark.xfail(strict=True)
    def test_strict(): pass
    class TestUnit(unittest.TestCase):
        def test_it(self): self.fail("unit")
        def test_sub(self):
            for i in range(3):
                with self.subTest(i=i): self.assertEqual(i, 1)
    def test_leak(): os.environ["LEAK"] = "1"
    @pytest.mark.xdist_group("a")
    def test_grouped(): assert 0
    def test_well(): pass
    def test_late(): assert 0
    def test_free(): assert 0
"""
HERE = [
    *("call", "setup", "teardown", "twice", "all", "strict", "leak", "grouped"),
    *("well", "renamed"),
]
SHELTERED = [*(f"test_t.py::test_{name}" for name in HERE), "test_t.py::test_one[1]"]
UNIT = [f"test_t.py::TestUnit::test_{name}" for name in ("it", "sub")]


def entries(*tests: str, until: str = "2999-01-01") -> str:
    return "".join(f'[tests."{test}"]\nowner = "ann"\nuntil = {until}\nticket = "T-1"\n' for test in tests)


def quarantine(*tests: str, overdue: tuple[str, ...] = ()) -> str:
    return "version = 1\n" + entries(*tests) + entries(*overdue, until="2020-01-01")


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    write(folder, {"test_t.py": SUITE})
    (folder / FILE).write_text(quarantine(*SHELTERED, *UNIT, overdue=("test_t.py::test_late",)))
    workers = (*KINDS[request.param], "--dist", "loadgroup") if KINDS[request.param] else ()
    return run(folder, "--bulkhead=strict", "--junitxml=j.xml", *workers)


def test_only_who_is_not_there_or_overdue_fails_the_run(done: Run) -> None:
    assert done.status == 1
    outcomes = done.outcomes
    assert {test for test, outcome in outcomes.items() if outcome in ("failed", "error")} == {
        "test_t.py::test_one[2]",
        "test_t.py::test_late",
        "test_t.py::test_free",
    }
    assert outcomes["test_t.py::test_well"] == "passed"
    others = {test for test, outcome in outcomes.items() if outcome == "quarantined"}
    names = ("call", "setup", "teardown", "twice", "strict", "leak", "grouped", "one[1]", "all[1]", "all[2]")
    assert others == {*(f"test_t.py::test_{name}" for name in names), *UNIT}


def test_the_summary_says_who_why_and_until_when(done: Run) -> None:
    told = [line for line in done.output.splitlines() if line.startswith(("quarantined: ", "overdue: ", "gone: "))]
    assert (
        "quarantined: test_t.py::test_setup (setup): RuntimeError: no server [until 2999-01-01, owner ann, T-1]" in told
    )
    assert any("test_t.py::test_leak (teardown): BH101" in line for line in told)
    assert told[-2].startswith(
        "overdue: test_t.py::test_late (until 2020-01-01, owner ann, T-1): its failures count again"
    )
    assert told[-1].startswith("gone: test_t.py::test_renamed")
    assert "bulkhead quarantine: 14 tests, 1 overdue" in done.output
    assert done.verdict.startswith("3 failed, ")
    assert " quarantined" in done.verdict


def test_the_record_names_all_of_them(done: Run) -> None:
    assert set(done.record.quarantined) == {*SHELTERED, *UNIT}
    assert done.record.overdue == ["test_t.py::test_late"]
    assert done.record.failed == 3


def test_the_junit_file_calls_it_an_expected_failure(done: Run) -> None:
    cases = {case.get("name"): case for case in ElementTree.parse(done.folder / "j.xml").iter("testcase")}
    skipped = cases["test_teardown"].find("skipped")
    assert skipped is not None
    assert skipped.get("type") == "pytest.xfail"
    assert skipped.get("message") == "quarantined until 2999-01-01, owner ann, T-1: RuntimeError: still open"
    assert cases["test_late"].find("failure") is not None


def test_who_is_well_lets_the_run_pass_and_v_shows_the_whole_failure(tmp_path) -> None:
    write(tmp_path, {"test_a.py": "def test_a():\n    x = 1\n    assert x == 2\n"})
    (tmp_path / FILE).write_text(quarantine("test_a.py::test_a"))
    done = run(tmp_path, "-v", "-x")
    assert done.status == 0
    assert "test_a.py::test_a QUARANTINED" in done.output
    assert re.search(r"^> +assert x == 2", done.output, re.MULTILINE)


def test_off_knows_nothing_of_it_and_collection_errors_count(tmp_path) -> None:
    write(tmp_path, {"test_a.py": "def test_a(): assert 0\n", "test_b.py": "import missing_thing\n"})
    (tmp_path / FILE).write_text(quarantine("test_a.py::test_a", "test_b.py::test_b"))
    off = run(tmp_path, "--bulkhead=off", "test_a.py")
    assert (off.status, off.verdict) == (1, "1 failed")
    assert run(tmp_path, "--continue-on-collection-errors").status == 1


def test_a_broken_file_stops_the_run_with_what_is_wrong(tmp_path) -> None:
    write(tmp_path, {"test_a.py": "def test_a(): pass\n"})
    (tmp_path / FILE).write_text("version = 1\n<<<<<<<\n")
    done = run(tmp_path)
    assert done.status == 4
    assert "is broken" in done.output
    assert "Traceback" not in done.output


def test_the_history_keeps_the_failure(done: Run, tmp_path) -> None:
    pytest.importorskip("sqlalchemy")
    from pytest_bulkhead.history.sources.part import Given
    from pytest_bulkhead.history.sources.recognising import opened

    for path in (*done.records, done.folder / "j.xml"):
        with opened(path, Given()) as told:
            outcomes = {one.test: one.outcome.name for one in told.results}
        assert outcomes["test_t.py::test_call"] == "QUARANTINED", json.dumps(outcomes)
        assert outcomes["test_t.py::test_well"] == "PASSED"
