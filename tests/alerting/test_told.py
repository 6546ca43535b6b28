"""Each way to tell alerts tells all of them, and nothing in them is obeyed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.alerting import markdown, open_metrics, terminal
from pytest_bulkhead.alerting.told import Told
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.history.alerts.alert import Alert, Kind, Subject
from pytest_bulkhead.history.alerts.changing import Changes, acknowledge
from pytest_bulkhead.history.regressions.parallel import Limit, SpeedUp, Success
from pytest_bulkhead.history.violations import WEEK, Week
from pytest_bulkhead.outputs.style import Style

FLAKY = Alert(
    Subject(Kind.FLAKY, "tests/test_a.py::test_a[x|y]", "py3.12-linux"),
    "it passed and failed at 2 revisions; fails in 4.0% of runs (1.0% to 9.0%)",
    {"rate": 0.04, "owners": "@us", "cause": "race: BH205 shares out.txt"},
    1_760_000_000_000_000,
)
SLOWER = acknowledge(
    Alert(Subject(Kind.SLOWER, "tests/test_a.py::test_b", "here", "cpu"), "it takes 2 s instead of 1", {}, 1),
    "me",
    "ok",
    2,
)
OVER = Alert(Subject(Kind.BROKEN, "t.py::c", "here"), "it failed", {}, 1, closed=3, ending="it is steady now")
TOLD = Told(
    Changes((FLAKY,), (SLOWER,), (OVER,)),
    weeks=(Week(0, introduced=Counter(BH101=2), standing=Counter(BH101=2), hooks_stopped=1),),
    success={'a "b"\\\n': Success(19, 20)},
    speed_ups={"here": SpeedUp(30_000_000, 10_000_000, 4, Limit.LONGEST_TEST, "t.py::slow alone takes 9 s of 10 s")},
    runs=30,
)
PLAIN = Style()
_ANY = st.text(max_size=20)


def test_the_terminal_tells_what_is_new_open_and_over():
    text = terminal.render_text(TOLD, PLAIN)
    assert f"new [{FLAKY.name}] flaky: tests/test_a.py::test_a[x|y] (py3.12-linux)" in text
    assert "cause: race: BH205 shares out.txt" in text
    assert "since 1970-01-01 00:00, known to me: ok" in text
    assert "over [" in text
    assert "1 new, 1 open, 1 over; after 30 runs" in text
    assert "here: 3.0 × as fast with 4 workers as with one; what it waits for is longest test: t.py::slow alone" in text


def test_a_program_is_told_the_same():
    told = json.loads(terminal.render_json(TOLD, PLAIN))
    counts = {"runs": 30, "opened": 1, "standing": 0, "acknowledged": 1, "closed": 1}
    assert told["summary"] == {**counts, "quarantined": 0, "overdue": 0}
    assert told["opened"][0]["evidence"]["rate"] == 0.04
    assert told["parallel"]["here"]["speed_up"] == 3.0
    assert told["standing"][0]["by"] == "me"
    assert told["closed"][0]["ending"] == "it is steady now"
    (week,) = told["violations"]
    assert (week["week"], week["introduced"], week["hooks_stopped"]) == ("1970-01-01", {"BH101": 2}, 1)


def test_markdown_is_a_table():
    text = markdown.render(TOLD, PLAIN)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 4
    assert all(line.count("|") - line.count("\\|") == 7 for line in rows)
    assert "test_a[x¦y]" in text
    assert "- over: `t.py::c` broken; it is steady now" in text
    assert "- Violations, week of 1970-01-01: 2 \\(BH101 2 ×\\) introduced, 0 mended, 2" in text


def test_the_last_weeks_tell_what_came_and_went():
    counts = Counter(BH104=1, BH102=3, BH103=1, BH101=1)
    weeks = tuple(Week(number * WEEK, introduced=counts, hooks=number, hooks_stopped=1) for number in range(6))
    lines = terminal.render_text(Told(Changes((), (), ()), weeks=weeks), PLAIN).splitlines()[:-1]
    assert [line[:31] for line in lines] == [
        f"Violations, week of 1970-{day}" for day in ("02-05:", "01-29:", "01-22:", "01-15:")
    ]
    assert lines[0].endswith(
        "6 (BH102 3 ×, BH101 1 ×, BH103 1 ×, …) introduced, 0 mended, 0 standing; hooks stopped 1 of 5 commits"
    )


def test_the_summary_of_a_step_is_appended_to(tmp_path):
    path = tmp_path / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    markdown.add_to_step_summary("after\n", markdown.step_summary({"GITHUB_STEP_SUMMARY": str(path)}))
    assert path.read_text(encoding="utf-8") == "before\nafter\n"
    with pytest.raises(UsageError, match="GITHUB_STEP_SUMMARY"):
        markdown.step_summary({})
    with pytest.raises(UsageError, match="cannot be written"):
        markdown.add_to_step_summary("after\n", tmp_path)


def test_metrics_are_families_with_an_end():
    text = open_metrics.render(TOLD)
    lines = text.splitlines()
    assert lines[-1] == "# EOF"
    assert 'bulkhead_alerts{kind="flaky",acknowledged="false"} 1.0' in lines
    assert 'bulkhead_alerts{kind="slower",acknowledged="true"} 1.0' in lines
    assert 'bulkhead_violations_introduced_total{code="BH101"} 2.0' in lines
    assert "bulkhead_hooks_stopped_total 1.0" in lines
    assert r'bulkhead_parallel_success_ratio{environment="a \"b\"\\\n"} 0.95' in lines
    assert 'bulkhead_parallel_speed_up_ratio{environment="here"} 3.0' in lines
    families = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(families) == len(set(families))


def test_metrics_are_put_in_place_whole(tmp_path):
    path = tmp_path / "bulkhead.prom"
    open_metrics.write(TOLD, path)
    open_metrics.write(TOLD, path)
    assert path.read_text(encoding="utf-8") == open_metrics.render(TOLD)
    assert [entry.name for entry in tmp_path.iterdir()] == ["bulkhead.prom"]
    with pytest.raises(UsageError, match="cannot be written"):
        open_metrics.write(TOLD, tmp_path / "missing" / "bulkhead.prom")
    with pytest.raises(UsageError, match="cannot be written"):
        open_metrics.write(TOLD, Path("/"))


def test_a_preview_tells_what_comes_and_goes():
    text = terminal.render_preview([FLAKY], [FLAKY, SLOWER], 40)
    assert "slower            0 → 1" in text
    assert "together          1 → 2" in text
    assert "+ 1970-01-01 00:00 slower: tests/test_a.py::test_b: it takes 2 s instead of 1" in text
    assert "\n- " not in text


@given(_ANY, _ANY, _ANY, _ANY)
def test_what_tests_are_called_is_not_obeyed(test, environment, told, owner):
    alert = Alert(Subject(Kind.FLAKY, test, environment), told, {"owners": owner, "cause": told}, 1)
    some = Told(Changes((alert,), (), ()), success={environment: Success(1, 2)})
    text = terminal.render_text(some, PLAIN)
    assert text.replace("\n", "").isprintable()
    assert json.loads(terminal.render_json(some, PLAIN))["summary"]["opened"] == 1
    (row,) = [line for line in markdown.render(some, PLAIN).split("\n") if line.startswith("| 🔴")]
    assert row.isprintable()
    assert row.count("|") - row.count("\\|") == 7
    metrics = open_metrics.render(some).split("\n")
    assert all(line.startswith(("#", "bulkhead_")) for line in metrics[:-1])
