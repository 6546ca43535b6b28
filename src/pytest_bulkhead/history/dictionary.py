"""Puts what is long where the rows name it by number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from pytest_bulkhead.history.schema import identity, storable

_MOST_KNOWN = 500_000
"""So many numbers are remembered; texts beyond that are looked for again."""
_AT_ONCE = 10_000


class Dictionary:
    """Of one table, and for one ingest: knows what it has put there."""

    def __init__(self, table: Table) -> None:
        self._table = table
        _, self._content = table.c
        self._numbers: dict[str, int] = {"": 0}
        self._new: dict[int, str] = {}

    def number(self, text: str) -> int:
        """The number of a text, which `write` puts into the table."""
        number = self._numbers.get(text)
        if number is None:
            if len(self._numbers) >= _MOST_KNOWN:
                self._numbers = {"": 0}
            number = self._numbers[text] = identity(text)
            self._new[number] = text
        return number

    def write(self, connection: Connection) -> None:
        """Put what is new into the table."""
        # In one order, so that nobody who writes the same at the same time waits for us while we wait for them.
        new, self._new = sorted(self._new.items()), {}
        for at in range(0, len(new), _AT_ONCE):
            self._write(connection, new[at : at + _AT_ONCE])

    def forget(self) -> None:
        """What was written may not be there: its transaction has come to nothing."""
        self._numbers, self._new = {"": 0}, {}

    def _write(self, connection: Connection, new: list[tuple[int, str]]) -> None:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        if connection.dialect.name == "postgresql":
            new = _missing(connection, self._table, new)
        rows: list[dict[str, Any]] = [{"id": number, self._content.name: storable(text)} for number, text in new]
        if rows:
            connection.execute(dialect.insert(self._table).on_conflict_do_nothing(), rows)


def _missing(connection: Connection, table: Table, new: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """One question to a server that is far away, instead of thousands of answers."""
    wanted = dict(new)
    known = connection.execute(select(table.c.id).where(table.c.id.in_(list(wanted)))).scalars()
    there = set(known)
    return [one for one in wanted.items() if one[0] not in there]
