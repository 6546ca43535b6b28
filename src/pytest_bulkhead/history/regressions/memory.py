"""How much memory tests take: what each makes its process grow, and who was there when one became too large."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_bulkhead.history.values import Attempt, Point, Quantity, RunsOfTest, Series

_Process = tuple[int, int, str]


class TooLarge(NamedTuple):
    """A process of a run that became too large: told at once, since the next step is the kernel's.

    Args:
        test: at whose end it was first seen.
        environment: likewise.
        attempt: of that test.
        grown: by how much the process had grown in it, in KiB; None where that is not known.
        company: tests of the process before it, the latest first.
    """

    test: str
    environment: str
    attempt: Attempt
    grown: int | None
    company: tuple[str, ...]


def growth(tests: Iterable[RunsOfTest]) -> Iterator[Series]:
    """What each test made its process grow, one measurement for each run; shrinking counts as nothing.

    The size of a process belongs to all tests before, too, so that its growth alone can be compared.

    Args:
        tests: all of one environment, since each is measured against the one before it.
    """
    tests = tuple(tests)
    sizes = _sizes(tests)
    for one in tests:
        points: dict[int, Point] = {}
        for attempt in one.attempts:
            grown = _grown(attempt, sizes)
            if grown is not None and attempt.outcome.is_good:
                points[attempt.run] = Point(attempt.run, attempt.started, attempt.revision, max(grown, 0))
        if points:
            yield Series(one.test, one.environment, Quantity.GROWTH, tuple(points.values()))


def too_large(tests: Iterable[RunsOfTest], run: int, limit: int) -> list[TooLarge]:
    """The processes of a run that became larger than `limit` KiB, each with the test in which they did.

    Args:
        tests: all of one environment.
        run: which one.
        limit: in KiB.
    """
    tests = tuple(tests)
    sizes = _sizes(tests)
    by_process: dict[_Process, list[tuple[Attempt, str]]] = defaultdict(list)
    for one in tests:
        for attempt in one.attempts:
            if attempt.run == run:
                by_process[run, attempt.shard, attempt.worker].append((attempt, one.test))
    found = []
    for _, ran in sorted(by_process.items()):
        ran.sort(key=lambda item: item[0].position)
        for place, (attempt, test) in enumerate(ran):
            if attempt.resident is not None and attempt.resident > limit:
                company = tuple(name for _, name in reversed(ran[max(0, place - 3) : place]))
                found.append(TooLarge(test, tests[0].environment, attempt, _grown(attempt, sizes), company))
                break
    return found


def _sizes(tests: Iterable[RunsOfTest]) -> dict[tuple[int, int, str, int], int]:
    return {
        (one.run, one.shard, one.worker, one.position): one.resident
        for test in tests
        for one in test.attempts
        if one.resident is not None
    }


def _grown(attempt: Attempt, sizes: dict[tuple[int, int, str, int], int]) -> int | None:
    before = sizes.get((attempt.run, attempt.shard, attempt.worker, attempt.position - 1))
    return None if before is None or attempt.resident is None else attempt.resident - before
