"""What a page tells is plain values, and the same that the audit tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.store import open_store
from pytest_bulkhead.record.reading import read_record
from pytest_bulkhead.report.data.command import of_tests
from pytest_bulkhead.report.data.whole import page_data
from pytest_bulkhead.report.gathering import gather, run_of_record
from pytest_bulkhead.report.rendering import render
from pytest_bulkhead.report.writing import write_page
from pytest_bulkhead.settings import Settings
from tests.history.writing import STARTED
from tests.report.projects import DAY, NASTY, finding, project, run_of


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = project(tmp_path / "shop")
    monkeypatch.chdir(folder)
    return folder


def told(root: Path, path: Path | None, since: float | None = None, made: float | None = None):
    settings = Settings()
    run, tolerated = run_of_record(read_record(path), path.stem, root, settings) if path else (None, {})
    sources = gather(run, root, settings, "history.sqlite", tolerated=tolerated, since=since).sources
    return page_data(sources._replace(made=made or sources.made))


def remember(*paths: Path) -> None:
    with open_store("history.sqlite") as store:
        for path in paths:
            Ingest(store).take(path)


def test_one_run_alone_is_told_with_source_and_command(root):
    data = told(root, run_of(root))
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["run"]["tests"] == 4
    assert data["run"]["safe"] == "no"
    assert data["trends"] is None
    (entry,) = data["findings"][0]["entries"]
    assert entry["path"] == "tests/test_a.py"
    assert [line["parts"][1] for line in entry["frame"] if line["number"] == 5] == ["os.environ['OFFICE'] = 'open'"]
    assert entry["command"] == "python -m pytest --bulkhead=strict tests/test_a.py::test_leaks"
    assert entry["fix"]["command"].startswith("bulkhead check tests/test_a.py --select BH101 --")
    assert data["first"][0]["target"] == entry["id"]


def test_columns_say_of_each_test_what_its_record_says(root):
    tests = told(root, run_of(root))["tests"]
    names = [f"{tests['files'][file]}::{name}" for file, name in zip(tests["file"], tests["name"], strict=True)]
    assert names[0] == "tests/test_a.py::test_leaks"
    assert names[3] == NASTY
    assert tests["outcome"] == "ppsp"
    assert tests["begun"] == [100, 150, 900, 1000]
    assert tests["megabytes"] == [50.0, 50.0, 50.0, None]
    assert [tests["workers"][worker] for worker in tests["worker"]] == ["gw0", "gw1", "gw0", "gw1"]


def test_marks_of_the_timeline_lead_to_findings_and_crashes_stand_on_it(root):
    crash = {"event": "crash", "worker": "gw1", "test": "tests/test_a.py::test_is_alone", "ended": "killed by SIGSEGV"}
    data = told(root, run_of(root, more=[finding(), crash]))
    assert data["timeline"]["marks"] == [[0, "f1"]]
    assert data["timeline"]["seconds"] == 2.5
    (died,) = data["timeline"]["crashes"]
    assert died["worker"] == "gw1"
    assert "SIGSEGV" in died["told"]
    assert data["first"][0]["kind"] == "crash"


def test_history_brings_strips_trends_and_flaky_tests(root):
    remember(*(run_of(root, number) for number in range(12)))
    data = told(root, run_of(root, 12))
    (one,) = data["flaky"]
    assert one["test"] == "tests/test_a.py::test_is_alone"
    assert one["state"] == "flaky"
    assert set(one["strip"]) == {".", "F"}
    assert len(one["spark"]) == len(one["strip"]) == 12
    assert one["command"] == "python -m pytest tests/test_a.py::test_is_alone"
    (environment,) = data["trends"]["environments"]
    runs = environment["runs"]
    assert [run["failed"] for run in runs] == [0, 1, 0] * 4
    assert [run["findings"] for run in runs] == [1] * 12
    assert runs[-1]["largest"] == 61.0
    assert data["tests"]["strip"][1] == ".F." * 4
    assert any(item["kind"] == "flaky" and "test_is_alone" in item["title"] for item in data["first"])


def test_of_each_finding_is_told_since_when_it_is_known(root):
    other = finding("tests/test_a.py::test_is_alone", what={"kind": "cwd", "name": "."}, code="BH103", hazard="cwd")
    assert told(root, run_of(root))["findings"][0]["entries"][0]["seen"] is None
    remember(*(run_of(root, number) for number in range(5)), latest := run_of(root, 5, more=[finding(), other]))
    entries = [entry for group in told(root, latest)["findings"] for entry in group["entries"]]
    days = [int(STARTED + number * DAY) for number in (0, 5)]
    assert {entry["code"]: entry["seen"] for entry in entries if entry["seen"]} == {
        "BH101": {"first": days[0], "last": days[1], "revision": "abc0", "times": 6},
        "BH103": {"first": days[1], "last": days[1], "revision": "abc1", "times": 1},
    }


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "1" + "0" * 400, '"soon"', "true", "-1e300"])
def test_numbers_that_nothing_holds_are_not_told(number, root):
    path = run_of(root)
    lines = path.read_text().splitlines()
    lines[0] = json.dumps(json.loads(lines[0]) | {"started": "STARTED"}).replace('"STARTED"', number)
    lines[-1] = f'{{"event":"end","status":0,"seconds":{number}}}'
    path.write_text("\n".join(lines) + "\n")
    data = told(root, path)
    assert (data["run"]["started"], data["run"]["seconds"]) == (None, None)
    assert data["timeline"]["seconds"] == 1.4
    assert "unknown" in render(data)


def test_history_alone_makes_a_page(root):
    remember(*(run_of(root, number) for number in range(4)))
    data = told(root, None)
    assert data["run"] is None
    assert len(data["tests"]["name"]) == 4
    assert data["trends"]["runs"] == 4


def test_review_tells_what_got_worse_beside_the_time_before(root):
    """Tests take twice as long from the sixth day on, and one fails in between."""
    runs = []
    for number in range(12):
        slow = 2 if number >= 6 else 1
        results = [
            {
                "test": "tests/test_a.py::test_is_alone",
                "worker": "gw0",
                "outcome": "failed" if number > 6 and number % 2 else "passed",
                "seconds": 1.0 * slow,
                "setup_us": 0,
                "call_us": 1_000_000 * slow,
            }
        ]
        runs.append(run_of(root, number, results=results, more=[], revision="same"))
    remember(*runs)
    data = told(root, runs[-1], since=STARTED + 5.5 * DAY, made=STARTED + 11.5 * DAY)
    review = data["review"]
    assert (review["runs"], review["before"]) == (6, 6)
    worse = {one["name"]: (one["before"], one["now"]) for one in review["worse"]["measured"]}
    assert worse["time of a test"] == (1000.0, 2000.0)
    assert worse["share of runs that failed"] == (0.0, 0.5)
    assert [one["test"] for one in review["worse"]["tests"]] == ["tests/test_a.py::test_is_alone"]
    assert review["better"]["measured"] == []


def test_what_is_tolerated_is_counted_in_the_review(root):
    source = root / "tests" / "test_a.py"
    text = source.read_text()
    source.write_text(text.replace("'open'", "'open'  # bulkhead: ignore[BH101] the office is one for all"))
    path = run_of(root, more=[])
    remember(path)
    review = told(root, path, since=STARTED - DAY, made=STARTED + DAY)["review"]
    assert review["tolerated"]["findings"] == {"comments": 1}


def test_a_record_whose_root_is_elsewhere_is_told_without_source(root, tmp_path):
    path = run_of(root)
    path.write_text(path.read_text().replace(str(root), "/somewhere/else"))
    run, _ = run_of_record(read_record(path), path.stem, Path("/somewhere/else"), Settings())
    data = page_data(gather(run, Path("/somewhere/else"), Settings(), "none.sqlite").sources)
    (entry,) = data["findings"][0]["entries"]
    assert entry["frame"] == []
    assert entry["path"] == "tests/test_a.py"


def test_tests_in_quarantine_are_told_as_debt(root):
    (root / "bulkhead-quarantine.toml").write_text(
        "version = 1\n"
        '[tests."tests/test_a.py::test_is_alone"]\nowner = "@harbour"\nuntil = 2025-01-01\nticket = "H-1"\n'
    )
    (debt,) = told(root, run_of(root))["debt"]
    assert debt["overdue"]
    assert (debt["owner"], debt["until"], debt["ticket"]) == ("@harbour", "2025-01-01", "H-1")


def test_many_broken_tests_are_one_thing_to_do(root):
    def results(outcome):
        return [{"test": f"tests/test_a.py::test_{n}", "outcome": outcome, "seconds": 0.1} for n in range(5)]

    states = ["passed"] * 8 + ["failed"] * 4
    runs = [
        run_of(root, number, results=results(outcome), more=[], revision=f"v{number}")
        for number, outcome in enumerate(states)
    ]
    remember(*runs)
    (item,) = [one for one in told(root, runs[-1])["first"] if one["kind"] == "broken"]
    assert item["title"] == "5 tests are broken"
    assert item["query"] == "status:broken"
    assert "and 2 more" in item["detail"]


def test_what_a_record_calls_a_test_is_no_option_of_pytest():
    assert of_tests(["-p evil", "--rootdir=/"], strict=True).endswith("--bulkhead=strict './-p evil' ./--rootdir=/")


def test_a_page_is_not_written_through_a_link_that_lies_beside_it(root, tmp_path, monkeypatch):
    monkeypatch.setattr("os.getpid", lambda: 7)
    theirs, page = tmp_path / "theirs", tmp_path / "page.html"
    theirs.write_text("mine")
    (tmp_path / ".page.html.7").symlink_to(theirs)
    write_page(told(root, run_of(root)), page)
    assert theirs.read_text() == "mine"
    assert page.read_text().startswith("<!doctype html>")
    assert not page.is_symlink()
