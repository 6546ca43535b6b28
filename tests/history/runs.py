"""Histories of one test, written as one would note them: a letter for each attempt, a word for each run."""

from __future__ import annotations

from pytest_bulkhead.history.values import Attempt, Outcome, RunsOfTest, RunTotals

_OUTCOMES = {
    ".": Outcome.PASSED,
    "F": Outcome.FAILED,
    "E": Outcome.ERROR,
    "s": Outcome.SKIPPED,
    "x": Outcome.XFAILED,
    "q": Outcome.QUARANTINED,
}
TEST = "tests/test_a.py::test_a"


def runs(text, *, test=TEST, environment="here", revisions="", worker="main", position=0, branch="main"):
    """A test's runs.

    Args:
        text: the runs, with a space between; in each of them a letter for each attempt.
        revisions: a letter for each run; each run has a revision of its own if this is empty.
    """
    names = revisions or [f"r{number}" for number in range(len(text.split()))]
    return RunsOfTest(
        test,
        environment,
        tuple(
            attempt(run, number, _OUTCOMES[letter], revision, worker, position, branch)
            for run, (word, revision) in enumerate(zip(text.split(), names, strict=True))
            for number, letter in enumerate(word, 1)
        ),
    )


def attempt(run, number, outcome, revision="", worker="main", position=0, branch="main"):
    return Attempt(run, run * 1_000_000, revision, branch, False, run, number, worker, position, outcome, 1000)


def totals(run, *, bad=0, attempts=100, environment="here", branch="main", wall=60_000_000, **details):
    """A run that came to its end, with two workers."""
    known = RunTotals(
        run, run * 1_000_000, "", branch, False, environment, 1, 2, attempts, bad, 0, 0, True, wall, wall // 2
    )
    return known._replace(**details)
