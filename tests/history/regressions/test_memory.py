"""A process that is too large is told once, with the test in which it became so."""

from __future__ import annotations

from pytest_bulkhead.history.regressions.memory import too_large
from pytest_bulkhead.history.values import Outcome, RunsOfTest

from ..runs import attempt

_GB = 1024 * 1024


def ran(test, *places):
    """A test's attempts: run, worker, position, resident size in KiB."""
    attempts = [
        attempt(run, 1, Outcome.PASSED, "r", worker, position)._replace(shard=1, resident=size)
        for run, worker, position, size in places
    ]
    return RunsOfTest(test, "here", tuple(attempts))


def test_a_process_is_told_once_with_who_was_there():
    tests = [
        ran("a", (1, "gw0", 0, _GB), (2, "gw0", 0, 9 * _GB)),
        ran("b", (1, "gw0", 3, 6 * _GB)),
        ran("c", (1, "gw0", 5, 7 * _GB)),
        ran("d", (1, "gw1", 0, _GB)),
        ran("e", (1, "gw1", 1, _GB)),
    ]
    (told,) = too_large(tests, 1, 5 * _GB)
    assert (told.test, told.attempt.worker, told.grown, told.company) == ("b", "gw0", 5 * _GB, ("a",))
    assert too_large(tests, 1, 8 * _GB) == []


def test_where_no_size_is_known_nothing_is_said():
    unknown = RunsOfTest("a", "here", (attempt(1, 1, Outcome.PASSED),))
    assert too_large([unknown], 1, 1) == []
