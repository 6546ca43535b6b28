"""What was measured of all tests, run by run: millions of numbers, which are moved by the column and not one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, compress
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, case, select

from pytest_bulkhead.history.asking.latest import Shard
from pytest_bulkhead.history.asking.rows import KEY, all_plain, no_search_for_cycles
from pytest_bulkhead.history.schema import attempts
from pytest_bulkhead.history.tallying import IS_GOOD, WALL
from pytest_bulkhead.history.values import Moment, Quantity

_MEASURED: Mapping[Quantity, ColumnElement[Any]] = {
    Quantity.WALL: WALL,
    Quantity.CPU: attempts.c.cpu,
    Quantity.RESIDENT: attempts.c.resident,
    Quantity.GROWTH: attempts.c.grown,
}
_Column = tuple[int | None, ...]


class OfTest(NamedTuple):
    """A test in one environment, by their numbers: in which shards something was measured of it, and what that was."""

    test: int
    environment: int
    made_in: tuple[int, ...]
    values: tuple[int, ...]


class _Measured(NamedTuple):
    """A run in one environment: of each of the tests a shard, and a value, None where there is none."""

    tests: tuple[int, ...]
    made_in: _Column
    values: _Column


_Runs = dict[Quantity, dict[int, list[_Measured]]]
"""By environment, the oldest first."""


def read_series(
    connection: Connection, quantities: Sequence[Quantity], known: Mapping[int, Shard]
) -> Iterator[tuple[Quantity, list[OfTest]]]:
    """What was measured: of each run the last attempt that was good and tells it, the oldest run first.

    Args:
        connection: to the store.
        quantities: what is asked; all of them are read at once.
        known: the parts of the runs that are told, by their numbers.
    """
    with no_search_for_cycles():
        measured = _read(connection, quantities, known)
    for quantity in quantities:
        by_environment = measured.pop(quantity)
        with no_search_for_cycles():
            found = sorted(one for number, some in by_environment.items() for one in _joined(number, some))
        yield quantity, found


def _read(connection: Connection, quantities: Sequence[Quantity], known: Mapping[int, Shard]) -> _Runs:
    measured: _Runs = {one: defaultdict(list) for one in quantities}
    starts = {one.run: one.started for one in known.values()}
    for run in sorted(starts, key=starts.__getitem__):
        rows = all_plain(connection, _question(quantities, run))
        for environment, of_environment in _by_environment(rows, known):
            for quantity, found in zip(quantities, _columns(of_environment, len(quantities)), strict=True):
                measured[quantity][environment].append(found)
    return measured


class Moments:
    """Makes each moment once, and each tuple of them."""

    def __init__(self, known: Mapping[int, Shard]) -> None:
        self._each = {number: Moment(of.run, of.started, of.revision) for number, of in known.items()}
        self._tuples: dict[tuple[int, ...], tuple[Moment, ...]] = {}

    def of(self, made_in: tuple[int, ...]) -> tuple[Moment, ...]:
        """When these shards began."""
        found = self._tuples.get(made_in)
        if found is None:
            found = self._tuples[made_in] = tuple(self._each[shard] for shard in made_in)
        return found


def _question(quantities: Sequence[Quantity], run: int) -> Select[Any]:
    # Attempts that were not good say nothing, and are read all the same: then nearly all runs are of the same tests.
    columns = (case((IS_GOOD, _MEASURED[quantity])) for quantity in quantities)
    return select(attempts.c.test, attempts.c.shard, *columns).where(attempts.c.run == run).order_by(*KEY)


def _by_environment(rows: list[Any], known: Mapping[int, Shard]) -> Iterator[tuple[int, list[Any]]]:
    """Rows of one run; those of shards that are not known are left out."""
    shards = set(map(itemgetter(1), rows))
    environments = {shard: known[shard].environment for shard in shards if shard in known}
    if len(set(environments.values())) == 1 and len(shards) == len(environments):
        yield next(iter(environments.values())), rows
        return
    for environment in sorted(set(environments.values())):
        yield environment, [row for row in rows if environments.get(row[1]) == environment]


def _columns(rows: list[Any], count: int) -> Iterator[_Measured]:
    """Of each quantity a column; nearly always each test is there once, and then the columns are those of the rows."""
    found, made_in, *values = zip(*rows, strict=True)
    if len(set(found)) == len(found):
        for some in values:
            yield _Measured(found, made_in, some)
        return
    for place in range(2, count + 2):
        last: dict[int, tuple[int, int | None]] = {}
        for row in rows:
            if row[place] is not None or row[0] not in last:
                last[row[0]] = (row[1], row[place])
        shards, some = zip(*last.values(), strict=True)
        yield _Measured(tuple(last), shards, some)


def _joined(environment: int, measured: Sequence[_Measured]) -> Iterator[OfTest]:
    """All runs of each test: the columns are laid side by side, and read across."""
    tests = tuple(dict.fromkeys(chain.from_iterable(dict.fromkeys(one.tests for one in measured))))
    aligned = [_aligned(one, tests) for one in measured]
    made_in = zip(*[one.made_in for one in aligned], strict=True)
    values = zip(*[one.values for one in aligned], strict=True)
    for test, shards, some in zip(tests, made_in, values, strict=True):
        yield from _of_test(test, environment, shards, some)


def _aligned(one: _Measured, tests: tuple[int, ...]) -> _Measured:
    """With a place for each of these tests, whether it was run or not."""
    if one.tests == tests:
        return one
    made_in, values = (dict(zip(one.tests, column, strict=True)) for column in one[1:])
    return _Measured(tests, tuple(map(made_in.get, tests)), tuple(map(values.get, tests)))


def _of_test(test: int, environment: int, made_in: _Column, values: _Column) -> Iterator[OfTest]:
    if None in values:
        told = [value is not None for value in values]
        made_in, values = tuple(compress(made_in, told)), tuple(compress(values, told))
    if values:
        yield OfTest(test, environment, made_in, values)  # type: ignore[arg-type]
