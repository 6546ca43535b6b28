"""What became of each test in the latest runs, a character for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, select

from pytest_bulkhead.history.asking.latest import Shard
from pytest_bulkhead.history.asking.rows import KEY, plain
from pytest_bulkhead.history.schema import attempts
from pytest_bulkhead.history.values import Outcome

_MARKS = {int(one): "F" if one.is_bad else "." if one.is_good else "s" for one in Outcome}
_NEXT = {(known, mark): mark for known in " s" for mark in "F.s"} | {
    (".", "."): ".",
    (".", "s"): ".",
    (".", "F"): "R",
    ("F", "F"): "F",
    ("F", "s"): "F",
    ("F", "."): "R",
    **{("R", mark): "R" for mark in "F.s"},
}
"""What a mark becomes with one more attempt."""


def read_strips(connection: Connection, known: Mapping[int, Shard]) -> Iterator[tuple[int, int, str]]:
    """The numbers of a test and of an environment, and the marks of that test there, in their order.

    Args:
        connection: to the store.
        known: the parts of the runs that are told, by their numbers.
    """
    begins = {(one.environment, one.run): one.started for one in sorted(known.values(), key=_start, reverse=True)}
    places: dict[tuple[int, int], int] = {}
    widths: dict[int, int] = defaultdict(int)
    for environment, run in sorted(begins, key=begins.__getitem__):
        places[environment, run] = widths[environment]
        widths[environment] += 1
    marks: dict[tuple[int, int], list[str]] = {}
    for run in {run for _, run in places}:
        query = select(attempts.c.test, attempts.c.shard, attempts.c.outcome).where(attempts.c.run == run)
        for test, shard, outcome in plain(connection, query.order_by(*KEY)):
            of = known.get(shard)
            if of is None:
                continue
            strip = marks.get((test, of.environment))
            if strip is None:
                strip = marks[test, of.environment] = [" "] * widths[of.environment]
            at = places[of.environment, run]
            strip[at] = _NEXT[strip[at], _MARKS[outcome]]
    for (test, environment), strip in sorted(marks.items()):
        yield test, environment, "".join(strip)


def _start(shard: Shard) -> int:
    return shard.started
