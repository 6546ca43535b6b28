"""Files are taken in once, whole or not at all; the order in which they come, and how often, makes no difference."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_bulkhead.errors import BulkheadError, ForeignReportError
from pytest_bulkhead.findings import Finding, Location, Source
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.history.ingesting import Fate, Ingest
from pytest_bulkhead.history.pruning import prune
from pytest_bulkhead.history.schema import DAY
from pytest_bulkhead.history.sightings import Sighting
from pytest_bulkhead.history.sources.part import Given
from pytest_bulkhead.history.store import open_store
from pytest_bulkhead.history.values import Outcome, Quantity
from tests.history.contents import contents
from tests.history.writing import STARTED, junit, record

MEASURED = {"setup_us": 10, "call_us": 100, "teardown_us": 1, "cpu_us": 90, "resident_kb": 5000}
SOON = STARTED + 3600
FINDING = Finding("BH101", "environ", Source.RUNTIME, Severity.ERROR, Location("a.py", 3), "left X", test="a::one")


def result(test: str, outcome: str = "passed", **more: Any) -> dict[str, Any]:
    return {"test": test, "outcome": outcome, **MEASURED, **more}


def fates(ingest: Ingest, *paths: Path) -> list[str]:
    return [ingest.take(path).fate.value for path in paths]


def test_a_file_is_taken_once(ingest, store, tmp_path):
    path = record(tmp_path / "r.jsonl", [result("a::one"), result("a::two", "failed")])
    taken = ingest.take(path)
    assert (taken.fate, taken.attempts) == (Fate.NEW, 2)
    before = contents(store)
    copy = tmp_path / "elsewhere.jsonl"
    copy.write_bytes(path.read_bytes())
    assert fates(ingest, path, copy) == ["known", "known"]
    assert contents(store) == before


def test_a_longer_copy_takes_the_place_of_a_shorter_one_and_never_the_other_way(ingest, store, tmp_path):
    short = record(tmp_path / "s.jsonl", [result("a"), result("b", "failed")], ends=False)
    whole = record(tmp_path / "w.jsonl", [result("a"), result("b", "failed"), result("c")])
    assert fates(ingest, short, whole, short, whole) == ["new", "longer", "known", "known"]
    with open_store(tmp_path / "other.sqlite") as other:
        assert fates(Ingest(other), whole) == ["new"]
        assert contents(other) == contents(store)


def test_what_is_broken_leaves_nothing_behind(ingest, store, tmp_path):
    ingest.take(record(tmp_path / "a.jsonl", [result("a")]))
    before = contents(store)
    broken = record(tmp_path / "b.jsonl", [result(f"b{n}") for n in range(21_000)], run="r2", ends=False)
    broken.write_text(broken.read_text() + "what?\n{}\n")
    with pytest.raises(BulkheadError):
        ingest.take(broken)
    assert contents(store) == before
    # And what was known of it in memory is known no more.
    assert fates(ingest, record(tmp_path / "c.jsonl", [result("b1")], run="r3")) == ["new"]
    assert ("nodeid", "b1") in [pair for row in contents(store)["bulkhead_test"] for pair in row]


def test_a_run_is_all_of_its_shards(ingest, asked, tmp_path):
    ci = {"provider": "github", "run": "own/app/7/1"}
    for shard in range(3):
        started = STARTED + shard
        ingest.take(
            record(
                tmp_path / f"{shard}.jsonl",
                [result(f"t{shard}"), result("all", "failed" if shard == 1 else "passed")],
                run=f"s{shard}",
                started=started,
                ci=ci,
                revision="abc",
                branch="trunk",
                dirty=False,
                workers=2,
            )
        )
    (run,) = asked(lambda reader: reader.totals())
    assert (run.shards, run.workers, run.attempts, run.bad, run.is_complete) == (3, 6, 6, 1, True)
    assert (run.started, run.elapsed) == (int(STARTED * 1e6), 4_500_000)
    assert (run.revision, run.branch, run.is_dirty) == ("abc", "trunk", False)
    (unsteady,) = asked(lambda reader: list(reader.unsteady()))
    assert unsteady.test == "all"
    assert [attempt.outcome for attempt in unsteady.attempts] == [Outcome.PASSED, Outcome.FAILED, Outcome.PASSED]
    strips = {strip.test: strip.marks for strip in asked(lambda reader: list(reader.strips()))}
    assert strips == {"all": "R", "t0": ".", "t1": ".", "t2": "."}


def test_attempts_are_told_as_they_were_made(ingest, asked, tmp_path):
    failed = {"event": "failure", "test": "a", "worker": "odd worker", "when": "call", "message": "assert 3 == 4"}
    last = {"event": "test", "worker": "odd worker", "seconds": 1.0, **result("a", "passed", begun_us=9)}
    again = {"event": "rerun", "worker": "odd worker", "seconds": 1.0, **result("a", "failed", begun_us=5)}
    ingest.take(record(tmp_path / "r.jsonl", [result("b", worker="gw11")], more=[failed, again, last]))
    (runs,) = asked(lambda reader: list(reader.unsteady()))
    first, second = runs.attempts
    assert (first.number, first.outcome, first.worker, first.begun) == (1, Outcome.FAILED, "odd worker", 5)
    assert (second.number, second.outcome, second.wall, second.cpu, second.resident) == (
        2,
        Outcome.PASSED,
        111,
        90,
        5000,
    )
    assert asked(lambda reader: reader.messages({first.signature, second.signature})) == {
        first.signature: "assert # == #"
    }
    (other,) = asked(lambda reader: reader.of_test("b"))
    assert other.attempts[0].worker == "gw11"
    assert [one.test for one in asked(lambda reader: list(reader.of_run(first.run)))] in (["a", "b"], ["b", "a"])


def test_series_hold_one_point_for_each_run_and_only_what_was_good(ingest, asked, tmp_path):
    for number, outcome in enumerate(["passed", "failed", "xfailed"]):
        values = result("a", outcome, call_us=100 * number)
        ingest.take(record(tmp_path / f"{number}.jsonl", [values], run=f"r{number}", started=STARTED + number))
    (series,) = asked(lambda reader: list(reader.series(Quantity.WALL)))
    assert [point.value for point in series.points] == [11, 211]
    (series,) = asked(lambda reader: list(reader.series(Quantity.RESIDENT, last=1)))
    assert [point.value for point in series.points] == [5000]
    (day,) = asked(lambda reader: reader.days())
    assert (day.tests, day.attempts, day.bad, day.good, day.wall, day.cpu) == (1, 3, 1, 2, 222, 180)


def test_findings_are_told_with_how_often(ingest, asked, tmp_path):
    told = {"event": "finding", "finding": FINDING.to_json()}
    for number in range(2):
        started = STARTED + number
        ingest.take(
            record(
                tmp_path / f"{number}.jsonl",
                [result("a::one")],
                run=f"{number}",
                started=started,
                more=[told],
                revision=f"v{number}",
            )
        )
    (known,) = asked(lambda reader: reader.findings())
    first, last = int(STARTED * 1e6), int((STARTED + 1) * 1e6)
    assert (known.finding, known.seen) == (FINDING, Sighting(first, last, "v0", 2))
    (again,) = asked(lambda reader: reader.findings(since=last))
    assert again.seen == Sighting(last, last, "v1", 1)


def test_clocks_that_go_backwards_tell_no_time(ingest, asked, tmp_path):
    ci = {"provider": "x", "run": "1"}
    ingest.take(record(tmp_path / "a.jsonl", [result("a", begun_us=-5)], started=-1e300, ci=ci))
    ingest.take(record(tmp_path / "b.jsonl", [result("a")], run="r2", started=1e300, ci=ci))
    ingest.take(record(tmp_path / "c.jsonl", [result("a", seconds=-1)], run="r3", started=STARTED))
    assert asked(lambda reader: reader.counts()).attempts == 3
    assert all(run.elapsed is None or run.elapsed >= 0 for run in asked(lambda reader: reader.totals()))


def test_a_run_of_a_clock_that_is_ahead_is_not_the_latest_for_years(ingest, asked, tmp_path):
    ahead = record(tmp_path / "a.jsonl", [result("a")], run="ahead", started=time.time() * 2)
    later = record(tmp_path / "b.jsonl", [result("a")], run="later", started=time.time() + 3600)
    assert fates(ingest, ahead, later, ahead) == ["new", "new", "known"]
    first, last = asked(lambda reader: reader.totals())
    assert (first.started < last.started, first.elapsed, last.elapsed) == (True, 2_500_000, 2_500_000)


def test_no_secret_of_a_job_is_kept(ingest, store, tmp_path):
    ci = {"provider": "x", "run": "1", "url": "https://me:hunter22@ci.example/7"}
    labels = {"team": "core", "api_key": "hunter22", "of": "ghp_0123456789abcdef0123"}
    ingest.take(record(tmp_path / "r.jsonl", [result("a")], ci=ci, labels=labels))
    shard = dict(contents(store)["bulkhead_shard"][0])
    assert shard["url"] == "https://me:***@ci.example/7"
    assert json.loads(shard["labels"]) == {"team": "core", "api_key": "***", "of": "***"}


@pytest.mark.parametrize("run", ["\ud800", "a\x00b", "x" * 9999])
def test_any_run_and_any_code_can_be_kept(run, ingest, asked, tmp_path):
    told = {"event": "finding", "finding": {"test": "a", "code": f"BH{run}"}}
    paths = [
        record(tmp_path / name, [result("a")], run=run, started=started, more=[told], ci={"provider": "x", "run": run})
        for name, started in (("1", STARTED), ("2", SOON))
    ]
    assert fates(ingest, *paths, *paths) == ["new", "new", "known", "known"]
    assert asked(lambda reader: reader.counts())[:2] == (1, 2)


@pytest.mark.parametrize(
    "name", ["t[\x00\x1b]", "t[\ud800]", "<script>alert(1)</script>", "'; DROP TABLE x; --", "x" * 99_999]
)
def test_any_test_id_can_be_kept(name, ingest, asked, tmp_path):
    ingest.take(record(tmp_path / "r.jsonl", [result(name, "failed"), result(name)]))
    (runs,) = asked(lambda reader: list(reader.unsteady()))
    assert len(runs.attempts) == 2
    assert runs.test == name or "\\" in runs.test or runs.test.endswith("…")


def test_the_same_junit_file_of_two_runs_is_two_files(store, tmp_path):
    path = junit(tmp_path / "j.xml", '<testcase classname="test_a" name="t"/>')
    first, second = Ingest(store, Given(run="1")), Ingest(store, Given(run="2"))
    assert fates(first, path, path) + fates(second, path) == ["new", "known", "new"]


def test_what_pytest_tells_as_passed_and_was_run_again_says_nothing(ingest, store, asked, tmp_path):
    # As pytest writes attempts that pytest-rerunfailures makes again: with nothing in them.
    once = '<testcase classname="test_a" name="once" time="1"/>'
    again = '<testcase classname="test_a" name="again" time="1"/>'
    failed = '<testcase classname="test_a" name="again" time="1"><failure message="no"/></testcase>'
    taken = ingest.take(junit(tmp_path / "j.xml", again + once + again + failed))
    (runs,) = asked(lambda reader: list(reader.unsteady()))
    assert [attempt.outcome for attempt in runs.attempts] == [Outcome.FAILED]
    (run,) = asked(lambda reader: reader.totals())
    assert (taken.attempts, run.attempts, run.bad, run.wall) == (2, 2, 1, 2_000_000)
    assert sum(day.attempts for day in asked(lambda reader: reader.days())) == 2


TESTS = st.sampled_from(["a", "b", "c[é]", "d"])
OUTCOMES = st.sampled_from(["passed", "failed", "error", "skipped", "xfailed", "xpassed", "crashed"])
RESULTS = st.lists(st.builds(result, TESTS, OUTCOMES, worker=st.sampled_from(["main", "gw0", "gw1"])), max_size=5)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    shards=st.lists(st.tuples(RESULTS, st.integers(0, 2), st.integers(0, 2 * 86_400)), min_size=1, max_size=5),
    seed=st.integers(0, 999),
)
def test_any_order_any_repetition_and_any_detour_over_halves_gives_the_same_store(tmp_path_factory, shards, seed):
    folder = tmp_path_factory.mktemp("any")
    files, halves = [], []
    for number, (results, run, later) in enumerate(shards):
        about = {"run": f"s{number}", "started": STARTED + later, "ci": {"provider": "x", "run": str(run)}}
        files.append(record(folder / f"{number}.jsonl", results, workers=run, **about))
        halves.append(
            record(folder / f"{number}-half.jsonl", results[: len(results) // 2], ends=False, workers=run, **about)
        )
    with open_store(folder / "plain.sqlite") as plain, open_store(folder / "wild.sqlite") as wild:
        ingest = Ingest(plain)
        for path in files:
            ingest.take(path)
        order = [*files, *files, *halves]
        random.Random(seed).shuffle(order)
        for path in order:
            Ingest(wild).take(path)
        ours, theirs = contents(plain), contents(wild)
        assert ours == theirs


def test_what_is_old_is_forgotten_with_its_names(ingest, store, asked, tmp_path):
    told = {"event": "finding", "finding": FINDING.to_json()}
    old = record(tmp_path / "old.jsonl", [result("gone", "failed", worker="odd"), result("both")], more=[told])
    new = record(tmp_path / "new.jsonl", [result("both", "failed")], run="r2", started=STARTED + 86_400)
    with open_store(tmp_path / "other.sqlite") as other:
        Ingest(other).take(new)
        expected = contents(other)
    ingest.take(old)
    ingest.take(new)
    day = int((STARTED + 86_400) * 1e6) // DAY * DAY
    assert prune(store, day + DAY - 1) == (1, 2)
    assert contents(store) == expected
    assert prune(store, day) == (0, 0)
    assert asked(lambda reader: reader.counts()).tests == 1


def test_a_foreign_file_is_refused_and_the_store_stays_usable(ingest, asked, tmp_path):
    (tmp_path / "f").write_text("<html/>")
    with pytest.raises(ForeignReportError):
        ingest.take(tmp_path / "f")
    ingest.take(record(tmp_path / "r.jsonl", [result("a")]))
    assert asked(lambda reader: reader.counts())[:4] == (1, 1, 1, 1)
