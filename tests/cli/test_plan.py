"""`bulkhead plan`: from a record to a file that the plugin reads, and what it means for the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.plan_file import read_plan
from pytest_bulkhead.touch import Touched

from ..plugin.races.touching import ran, touch
from .test_findings import event, record

PLAN = Path("bulkhead-plan.json")
WRITERS = [f"tests/test_a.py::test_{name}" for name in "abc"]
FREE = [f"tests/test_b.py::test_{number}" for number in range(40)]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()


def racing(what: str = "file:out.txt") -> list[Touched]:
    return [ran(test, touch(what, "w")) for test in WRITERS]


def a_run(*touched: Touched, name: str = "20260101T000000-aaaa", seconds: float = 0.5, **more: str) -> Path:
    tests = [*WRITERS, *FREE]
    return record(
        name,
        event("dist", dist=""),
        *(event("test", test=test, worker="main", outcome=more.get(test, "passed"), seconds=seconds) for test in tests),
        *(event("touches", **one.to_json()) for one in touched),
    )


def said(capsys: pytest.CaptureFixture[str]) -> str:
    read = capsys.readouterr()
    return read.out + read.err


def test_a_plan_is_written_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    a_run(*racing())
    assert main(["plan"]) == 0
    (group,) = read_plan(PLAN).groups
    assert (group.name, group.because, group.tests) == ("file-out.txt", ("file out.txt",), tuple(WRITERS))
    out = said(capsys)
    assert "1 group keeps 3 of 43 tests from racing" in out
    assert "No number of workers makes it shorter than 1.50 s: the group file-out.txt, 3 tests." in out
    assert "Written to bulkhead-plan.json" in out


def test_the_same_run_gives_the_same_file() -> None:
    a_run(*racing())
    main(["plan"])
    before = PLAN.read_bytes()
    main(["plan"])
    assert PLAN.read_bytes() == before


def test_where_nothing_races_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    a_run()
    assert main(["plan"]) == 0
    assert not PLAN.exists()
    assert "No groups are needed" in said(capsys)


def test_a_plan_that_is_not_needed_any_more_becomes_empty() -> None:
    a_run(*racing())
    main(["plan"])
    a_run(name="20260101T000001-bbbb")
    assert main(["plan"]) == 0
    assert read_plan(PLAN).groups == ()


def test_groups_that_the_plan_itself_has_made_are_planned_again() -> None:
    a_run(*racing())
    main(["plan"])
    before = PLAN.read_text()
    a_run(
        *(one._replace(party=one.party._replace(group="file-out.txt")) for one in racing()), name="20260101T000001-bbbb"
    )
    main(["plan"])
    assert PLAN.read_text() == before


def test_what_the_settings_call_harmless_is_not_planned() -> None:
    Path("bulkhead.toml").write_text('harmless = [{ path = "out.txt", reason = "always the same" }]\n')
    a_run(*racing())
    main(["plan"])
    assert not PLAN.exists()


def test_the_settings_say_where_the_plan_is() -> None:
    Path("bulkhead.toml").write_text('plan = "ci/plan.json"\n')
    Path("ci").mkdir()
    a_run(*racing())
    assert main(["plan"]) == 0
    assert read_plan(Path("ci/plan.json")).groups


def test_another_file_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    a_run(*racing())
    assert main(["plan", "-o", "other.json"]) == 0
    assert read_plan(Path("other.json")).groups
    assert 'plan = "other.json"' in said(capsys)


def test_a_run_and_a_project_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    a_run(*racing())
    a_run(name="20260101T000001-bbbb")
    assert main(["plan", "20260101T000000", "."]) == 0
    assert PLAN.exists()
    PLAN.unlink()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["plan", str(tmp_path)]) == 0


def test_as_json_it_has_all_figures(capsys: pytest.CaptureFixture[str]) -> None:
    a_run(*racing(), seconds=1.0)
    main(["plan", "--output-format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == 1
    assert [group["name"] for group in document["groups"]] == ["file-out.txt"]
    assert [one["workers"] for one in document["makespans"]] == [2, 4, 8, 16]
    assert document["summary"]["longest"] == {"name": "file-out.txt", "tests": 3, "seconds": 3.0}
    assert (document["summary"]["grouped"], document["summary"]["tests"]) == (3, 43)


def test_as_markdown_names_stay_in_their_cells(capsys: pytest.CaptureFixture[str]) -> None:
    a_run(*racing("file:a|b<i>.txt"))
    main(["plan", "--output-format", "markdown"])
    assert "| file-a-b-i-.txt | 3 tests | 1.50 s | file a\\|b&lt;i>.txt |" in capsys.readouterr().out


def test_what_the_record_does_not_know_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    a_run(*(one._replace(beyond=9) for one in racing()), **{WRITERS[0]: "failed"})
    main(["plan"])
    out = said(capsys)
    assert "note: 1 test failed" in out
    assert "note: 3 tests or fixtures touched more than is kept" in out


def test_tests_that_did_not_run_this_time_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    a_run(*racing())
    main(["plan"])
    PLAN.write_text(PLAN.read_text().replace("test_c", "test_gone"))
    capsys.readouterr()
    main(["plan"])
    assert "note: 1 test of the plan that was there did not run" in said(capsys)


def test_a_run_that_did_not_follow_touches_is_no_use(capsys: pytest.CaptureFixture[str]) -> None:
    record("20260101T000000-aaaa")
    assert main(["plan"]) == 2
    assert "did not follow who touches what" in said(capsys)
    assert not PLAN.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"name": "a package"}', '{"version": 9, "groups": {}}'])
def test_a_file_that_is_no_plan_is_not_replaced(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    a_run(*racing())
    PLAN.write_text(text)
    assert main(["plan"]) == 2
    assert PLAN.read_text() == text
    Path("other.json").write_text(text)
    PLAN.unlink()
    assert main(["plan", "-o", "other.json"]) == 2
    assert Path("other.json").read_text() == text
    assert "other.json" in said(capsys)


def test_no_run_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan"]) == 2
    assert "no run record" in said(capsys)


def test_marks_are_shown_before_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tests").mkdir()
    source = Path("tests/test_a.py")
    source.write_text("import pytest\n\n\n" + "".join(f"def test_{name}(): pass\n" for name in "abc"))
    before = source.read_text()
    a_run(*racing())
    assert main(["plan", "--write", "--diff"]) == 1
    assert capsys.readouterr().out.count('\n+@pytest.mark.xdist_group("file-out.txt")') == 3
    assert source.read_text() == before
    assert main(["plan", "--write"]) == 0
    assert "Marked 3 test functions in 1 file." in said(capsys)
    assert source.read_text().count("xdist_group") == 3
    assert main(["plan", "--write"]) == 0
    assert "No mark is missing." in said(capsys)
    assert main(["plan", "--write", "--diff"]) == 0
    assert not PLAN.exists()


def test_tests_that_cannot_be_marked_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    a_run(*racing())
    assert main(["plan", "--write"]) == 2
    assert "not marked: tests/test_a.py::test_a is not found in its file" in said(capsys)


@pytest.mark.parametrize("wrong", [["--diff"], ["--write", "-o", "x.json"]])
def test_options_that_do_not_go_together(wrong: list[str]) -> None:
    a_run(*racing())
    assert main(["plan", *wrong]) == 2


def test_of_several_runs_the_latest_that_followed_touches_is_used() -> None:
    a_run(*racing())
    record("20260101T000001-bbbb")
    assert main(["plan"]) == 0
    assert PLAN.exists()


def test_a_path_that_no_file_can_have_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = [f"tests/\0{name}.py::test_it" for name in "ab"]
    record(
        "20260101T000000-aaaa",
        *(event("test", test=test, worker="main", outcome="passed", seconds=0.1) for test in hostile),
        *(event("touches", **ran(test, touch("file:out.txt", "w")).to_json()) for test in hostile),
    )
    assert main(["plan", "--write", "--diff"]) == 0
    assert "is not found in its file" in said(capsys)
