"""Causes are what findings tell of a test, and what its order and company make unlikely by chance."""

from __future__ import annotations

from pytest_bulkhead.findings import Evidence, Finding, Location, Source
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.history.flaky.cause import Why, causes, places
from pytest_bulkhead.history.flaky.runs import seen
from pytest_bulkhead.history.values import Outcome, RunsOfTest

from ..runs import TEST, attempt


def finding(source, *, test=None, symbol="", evidence=(), path="tests/test_a.py"):
    return Finding(
        code="BH205",
        hazard="shared-file",
        source=source,
        severity=Severity.ERROR,
        location=Location(path, 3),
        message="shares out.txt",
        symbol=symbol,
        test=test,
        evidence=tuple(Evidence(path, 1, message) for message in evidence),
    )


def why(findings):
    return [one.why for one in causes(TEST, (), (), findings=findings)]


def told(bad, good, **details):
    """What is told of failed and good attempts, all at one revision."""
    some = seen(RunsOfTest(TEST, "here", (*bad, *good)), ())
    return causes(TEST, some, {one.run for one in bad}, **details)


def test_findings_about_the_test_are_joined():
    race = finding(Source.RACE, test="tests/test_b.py::test_b", evidence=(f"{TEST} reads it",))
    assert why([finding(Source.STATIC, symbol="test_a"), finding(Source.RUNTIME, test=TEST), race]) == [
        Why.RACE,
        Why.LEAK,
        Why.CODE,
    ]


def test_findings_about_others_are_not():
    assert why([
        finding(Source.STATIC, symbol="test_b"),
        finding(Source.STATIC),
        finding(Source.STATIC, symbol="test_a", path="tests/other.py"),
        finding(Source.RUNTIME, test=f"{TEST}bc"),
        finding(Source.RACE, test="tests/test_b.py::test_b", evidence=(f"{TEST}bc reads it", f"x/{TEST} reads it")),
    ]) == []  # fmt: skip


def test_whom_it_fails_after_is_a_polluter():
    bad = [attempt(run, 1, Outcome.FAILED, "r", "gw0", 9) for run in range(6)]
    good = [attempt(run, 1, Outcome.PASSED, "r", "gw0", 9) for run in range(6, 20)]
    before = [attempt(run, 1, Outcome.PASSED, "r", "gw0", 3) for run in range(6)]
    elsewhere = [attempt(run, 1, Outcome.PASSED, "r", "gw1", 3) for run in range(20)]
    polluters = {"t.py::polluter": places(before), "t.py::innocent": places(elsewhere), TEST: places(bad)}
    (cause,) = told(bad, good, polluters=polluters)
    assert cause.why is Why.POLLUTER
    assert cause.told == "it failed 6 of 6 times after t.py::polluter, else 0 of 14"


def test_a_worker_in_which_alone_it_fails_is_named():
    bad = [attempt(run, 1, Outcome.FAILED, "r", "gw1", 9) for run in range(6)]
    good = [attempt(run, 1, Outcome.PASSED, "r", f"gw{run % 4 // 2 * 2}", 9) for run in range(6, 30)]
    (cause,) = told(bad, good)
    assert (cause.why, "worker gw1" in cause.told) == (Why.WORKER, True)


def test_late_and_early_are_told_apart():
    for late, word in ((900, "late"), (1, "early")):
        bad = [attempt(run, 1, Outcome.FAILED, "r", "gw0", late + run) for run in range(5)]
        good = [attempt(run, 1, Outcome.PASSED, "r", "gw0", 100 + run) for run in range(5, 30)]
        (cause,) = told(bad, good)
        assert (cause.why, word in cause.told) == (Why.ORDER, True)


def test_what_fails_only_in_company_is_said_so():
    bad = [attempt(run, 1, Outcome.FAILED, "r", f"gw{run % 2}", 9) for run in range(10)]
    good = [attempt(run, 1, Outcome.PASSED, "r", f"gw{run % 2}", 9) for run in range(10, 20)]
    assert told(bad, good, serial=(5, 5)) == ()
    (cause,) = told(bad, good, serial=(0, 30))
    assert cause.why is Why.PARALLEL


def test_two_failures_prove_nothing():
    bad = [attempt(run, 1, Outcome.FAILED, "r", "gw1", 900) for run in range(2)]
    good = [attempt(run, 1, Outcome.PASSED, "r", "gw0", 9) for run in range(2, 90)]
    assert told(bad, good, serial=(0, 90)) == ()
