"""Which processes of a run became too large, and who was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from pytest_bulkhead.history.values import Attempt, RunsOfTest

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


def too_large(tests: Iterable[RunsOfTest], run: int, limit: int) -> list[TooLarge]:
    """The processes of a run that became larger than `limit` KiB, each with the test in which they did.

    Args:
        tests: all of one environment.
        run: which one.
        limit: in KiB.
    """
    tests = tuple(tests)
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
                before = ran[place - 1][0].resident if place else None
                grown = None if before is None else attempt.resident - before
                found.append(TooLarge(test, tests[0].environment, attempt, grown, company))
                break
    return found
