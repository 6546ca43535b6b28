"""What became of one test, run by run: what a verdict about it looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from pytest_bulkhead.history.values import BAD, FAILS_RUN, GOOD, Attempt, RunsOfTest, RunTotals

_TELLING = GOOD | BAD


@dataclass(frozen=True, slots=True)
class Seen:
    """A test in one run: all its attempts there together.

    Args:
        run: as in `Attempt`.
        started: likewise.
        revision: likewise, and empty where the files were not those of the revision.
        branch: likewise.
        is_good: whether an attempt was good.
        is_bad: whether one was not.
        ended_bad: whether the last one was not, so that the run failed; never for a test in quarantine.
        attempts: all of them, as they were made.
    """

    run: int
    started: int
    revision: str
    branch: str
    is_good: bool
    is_bad: bool
    ended_bad: bool
    attempts: tuple[Attempt, ...]

    @property
    def contradicts_itself(self) -> bool:
        """Whether it went both ways in the one run."""
        return self.is_good and self.is_bad


@dataclass(frozen=True, slots=True)
class Fit:
    """When a run says something about its tests: not when the machine, the network or a server was to blame.

    Args:
        share: the run is left out when more than this share of its attempts failed,
        least: and at least so many.
    """

    share: float = 0.2
    least: int = 10


def left_out(totals: Iterable[RunTotals], fit: Fit) -> frozenset[int]:
    """Runs that say nothing about single tests: cut off, workers gone, or too much failed at once."""
    return frozenset(run.run for run in totals if _is_unfit(run, fit))


def trunk(totals: Iterable[RunTotals]) -> str:
    """The branch on which most runs are: what fails there, and then does not, was on its way to everybody."""
    branches = Counter(run.branch for run in totals)
    return max(branches, key=lambda name: (branches[name], name), default="")


def seen(runs: RunsOfTest, without: Collection[int]) -> tuple[Seen, ...]:
    """What the runs say, oldest first.

    Args:
        runs: of one test in one environment.
        without: runs that are left out.
    """
    return tuple(_seen(runs, without))


def _seen(runs: RunsOfTest, without: Collection[int]) -> Iterator[Seen]:
    ran = [one for one in runs.attempts if one.run not in without and one.outcome in _TELLING]
    started = {one.run: one.started for one in reversed(ran)}
    ran.sort(key=lambda one: (started[one.run], one.run, one.started, one.shard, one.number))
    for run, group in groupby(ran, key=lambda one: one.run):
        attempts = tuple(group)
        first, outcomes = attempts[0], {one.outcome for one in attempts}
        last = {one.shard: one for one in attempts}
        yield Seen(
            run,
            first.started,
            "" if first.is_dirty else first.revision,
            first.branch,
            not outcomes.isdisjoint(GOOD),
            not outcomes.isdisjoint(BAD),
            not FAILS_RUN.isdisjoint([one.outcome for one in last.values()]),
            attempts,
        )


def _is_unfit(run: RunTotals, fit: Fit) -> bool:
    most_workers_died = run.crashes > 0 and run.crashes * 2 >= run.workers
    too_much_failed = run.bad >= fit.least and run.bad > fit.share * run.attempts
    return not run.is_complete or most_workers_died or too_much_failed
