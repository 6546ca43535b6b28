"""How well a suite runs in parallel: how often it passes, how much faster it is, and what it waits for."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from pytest_bulkhead.history.values import RunTotals

_PARALLEL = 2


class Success(NamedTuple):
    """How many of some runs passed."""

    passed: int
    runs: int

    @property
    def rate(self) -> float | None:
        """None without a run."""
        return self.passed / self.runs if self.runs else None


class Limit(enum.Enum):
    """What keeps a run from being over sooner."""

    LONGEST_TEST = "longest test"
    GROUP = "group"
    FIXTURES = "fixtures per worker"
    UNEVEN = "uneven shares"
    START = "start of workers"


class Ran(NamedTuple):
    """An attempt of one run, as far as its time goes, in microseconds.

    Args:
        shard: the part of the run.
        worker: of that part.
        setup: of `wall`, what its set-up took.
        group: the tests that are kept together with it, by any name; empty where it is alone.
    """

    test: str
    shard: int
    worker: str
    wall: int
    setup: int = 0
    group: str = ""


class SpeedUp(NamedTuple):
    """What several workers brought, in microseconds.

    Args:
        serial: all attempts, one after the other, in one process, which sets wide fixtures up only once.
        elapsed: what it took instead.
        workers: how many there were.
        limit: what kept it from taking less.
        because: in one sentence without a full stop.
    """

    serial: int
    elapsed: int
    workers: int
    limit: Limit
    because: str

    @property
    def factor(self) -> float:
        """How many times as fast as in one process."""
        return self.serial / self.elapsed if self.elapsed else 1.0


def success(totals: Iterable[RunTotals], without: Collection[int], *, parallel: bool) -> Success:
    """How many runs passed, of those with several workers or of those with none or one.

    Args:
        totals: of runs.
        without: those that say nothing.
        parallel: which of the two.
    """
    some = [run for run in totals if run.run not in without and (run.workers >= _PARALLEL) is parallel]
    return Success(sum(not (run.bad or run.crashes or run.collect_errors) for run in some), len(some))


def speed_up(ran: Sequence[Ran], elapsed: int) -> SpeedUp | None:
    """What several workers brought to one run, and what limits it.

    No schedule is shorter than its longest indivisible piece, nor than its fair share of all work (Graham, "Bounds on
    Multiprocessing Timing Anomalies", 1969). What a run took beyond that share is put down to what explains most of it.
    The set-up of the first test of each worker stands for the fixtures that each worker makes for itself.

    Args:
        ran: all attempts of the run, those of each worker in their order.
        elapsed: from its start to its end.

    Returns:
        None where there were no two workers, or no time is known.
    """
    first = list({(one.shard, one.worker): one.setup for one in reversed(ran)}.values())
    if len(first) < _PARALLEL or elapsed <= 0:
        return None
    serial = sum(one.wall for one in ran) - sum(first) + max(first)
    lost = _lost(ran, elapsed, len(first), sorted(first)[len(first) // 2])
    limit = max(lost, key=lambda name: lost[name][0])
    return SpeedUp(serial, elapsed, len(first), limit, lost[limit][1])


def _lost(ran: Sequence[Ran], elapsed: int, workers: int, fixtures: int) -> dict[Limit, tuple[float, str]]:
    """What each limit cost, and how that is told."""
    busiest = max(_sums(ran, lambda one: (one.shard, one.worker)).values())
    fair = sum(one.wall for one in ran) / workers
    longest = max(ran, key=lambda one: (one.wall, one.test))
    groups = _sums([one for one in ran if one.group], lambda one: (one.shard, one.group))
    group, together = max(groups.items(), key=lambda item: item[1], default=((0, ""), 0))
    piece = max(longest.wall, together, fair) - fair
    all_of_it = _seconds(elapsed)
    return {
        Limit.LONGEST_TEST: (
            piece if longest.wall >= together else 0.0,
            f"{longest.test} alone takes {_seconds(longest.wall)} of {all_of_it}",
        ),
        Limit.GROUP: (
            piece if together > longest.wall else 0.0,
            f"the group {group[1]} takes {_seconds(together)} of {all_of_it}, in one worker",
        ),
        Limit.FIXTURES: (fixtures, f"each worker sets fixtures up for {_seconds(fixtures)} of {all_of_it} by itself"),
        Limit.UNEVEN: (
            busiest - fair - piece,
            f"the busiest worker has tests for {_seconds(busiest)}, and a fair share is {_seconds(fair)}",
        ),
        Limit.START: (
            elapsed - busiest,
            f"{_seconds(elapsed - busiest)} of {all_of_it} are no test's, as the start of workers and collection are",
        ),
    }


def _sums(ran: Sequence[Ran], key: Callable[[Ran], tuple[int, str]]) -> Mapping[tuple[int, str], int]:
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for one in ran:
        sums[key(one)] += one.wall
    return sums


def _seconds(microseconds: float) -> str:
    return f"{microseconds / 1e6:.3g} s"
