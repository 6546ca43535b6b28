"""Which failures of a test the code does not explain, and which it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pytest_bulkhead.history.flaky.runs import Seen


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a test.

    Args:
        contradictions: revisions at which it both failed and did not, whatever the code did.
        lone: failures of a revision on the trunk between two at which it was good: less sure, since a mistake can be
            mended as fast.
        unexplained: the runs of all these failures.
        broken: the runs in which it failed because it is, or was, broken.
        streak: how many runs it has failed in at the end, without a good one.
    """

    contradictions: int
    lone: int
    unexplained: frozenset[int]
    broken: frozenset[int]
    streak: int


@dataclass(frozen=True, slots=True)
class _AtRevision:
    seen: tuple[Seen, ...]

    @property
    def is_good(self) -> bool:
        return any(one.is_good for one in self.seen)

    @property
    def is_bad(self) -> bool:
        return any(one.is_bad for one in self.seen)


def signs(seen: Sequence[Seen], trunk: str) -> Signs:
    """Weigh what became of a test in one environment.

    Args:
        seen: oldest first.
        trunk: the branch on which single failures count.
    """
    revisions = _by_revision(seen)
    contradicted = [one for one in revisions if one.is_good and one.is_bad]
    lone = list(_alone([one for one in revisions if any(run.branch == trunk for run in one.seen)]))
    unexplained = frozenset(run.run for one in (*contradicted, *lone) for run in one.seen if run.is_bad)
    bad = frozenset(one.run for one in seen if one.is_bad)
    return Signs(len(contradicted), len(lone), unexplained, bad - unexplained, _streak(seen, trunk))


def _by_revision(seen: Sequence[Seen]) -> list[_AtRevision]:
    """All runs of a revision together, in the order of their first; a run of no known revision stands alone."""
    grouped: dict[object, list[Seen]] = {}
    for one in seen:
        grouped.setdefault(one.revision or one.run, []).append(one)
    return [_AtRevision(tuple(runs)) for runs in grouped.values()]


def _alone(revisions: Sequence[_AtRevision]) -> Iterator[_AtRevision]:
    """Revisions that failed although those before and after did not."""
    for before, one, after in zip(revisions, revisions[1:], revisions[2:], strict=False):
        if one.is_bad and not one.is_good and before.is_good and after.is_good:
            yield one


def _streak(seen: Sequence[Seen], trunk: str) -> int:
    on_trunk = [one for one in seen if one.branch == trunk]
    for is_good, runs in groupby(reversed(on_trunk), key=lambda one: one.is_good):
        return 0 if is_good else len(list(runs))
    return 0
