"""psycopg2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2  # type: ignore[import-untyped]
import psycopg2.extensions  # type: ignore[import-untyped]
from psycopg2 import sql

ERRORS = (psycopg2.Error,)
_PATIENCE = 15


class Connection:
    """A connection of psycopg2."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url, connect_timeout=_PATIENCE)
        self._connection.autocommit = True

    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        """Run it, and give the rows, if it has any."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def script(self, text: str) -> None:
        """Run several statements."""
        with self._connection.cursor() as cursor:
            cursor.execute(text)

    def quoted(self, text: str, *, name: bool) -> str:
        """A name or a literal as it may stand in a statement."""
        return str((sql.Identifier(text) if name else sql.Literal(text)).as_string(self._connection))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


connect = Connection


class _Uncommitted(psycopg2.extensions.connection):  # type: ignore[misc]
    def commit(self) -> None:
        raise psycopg2.ProgrammingError("commit() is refused: this transaction is rolled back at the end of the test")


@contextmanager
def uncommitted(url: str) -> Iterator[Any]:
    """A connection in a transaction that is rolled back; its own `commit` is refused."""
    connection = psycopg2.connect(url, connect_timeout=_PATIENCE, connection_factory=_Uncommitted)
    try:
        yield connection
    finally:
        connection.close()  # which rolls back
