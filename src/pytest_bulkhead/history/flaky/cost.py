"""What flaky tests cost: runs that failed for nothing, and the machine time that went with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pytest_bulkhead.history.flaky.runs import Seen


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one test.

    Args:
        wasted: microseconds: of runs that failed for nothing, shared out among the tests to blame, and of attempts that
            only tried once more.
        blocked: runs that failed, with this test among those to blame.
    """

    wasted: int = 0
    blocked: int = 0


def costs(
    seen: Mapping[str, Sequence[Seen]], unexplained: Mapping[str, Collection[int]], durations: Mapping[int, int]
) -> dict[str, Cost]:
    """What each test has cost in one environment.

    A run in which something else failed, too, would have had to be mended anyway, and is not counted as wasted.

    Args:
        seen: the runs of all tests, also of those that are broken.
        unexplained: of each test, the runs in which it failed without a reason in the code.
        durations: of each run, the time of all its attempts together, in microseconds.
    """
    blame, explained = _who_failed(seen, unexplained)
    blocked: dict[str, list[int]] = defaultdict(list)
    for run, tests in blame.items():
        for test in tests:
            blocked[test].append(run)
    found = {}
    for test, runs in seen.items():
        again = sum(one.wall for run in runs for one in run.attempts if one.number > 1)
        lost = sum(durations.get(run, 0) // len(blame[run]) for run in blocked[test] if run not in explained)
        found[test] = Cost(again + lost, len(blocked[test]))
    return found


def _who_failed(
    seen: Mapping[str, Sequence[Seen]], unexplained: Mapping[str, Collection[int]]
) -> tuple[dict[int, set[str]], set[int]]:
    """The tests that made each run fail for nothing; the runs that would have failed anyway."""
    blame: dict[int, set[str]] = defaultdict(set)
    explained = set()
    for test, runs in seen.items():
        for run in runs:
            if run.ended_bad and run.run in unexplained.get(test, ()):
                blame[run.run].add(test)
            elif run.ended_bad:
                explained.add(run.run)
    return blame, explained
