"""psycopg, version 3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

ERRORS = (psycopg.Error,)
_PATIENCE = 15


class Connection:
    """A connection of psycopg."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, connect_timeout=_PATIENCE)

    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        """Run it, and give the rows, if it has any."""
        cursor = self._connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []

    def script(self, text: str) -> None:
        """Run several statements."""
        self._connection.execute(text.encode())

    def quoted(self, text: str, *, name: bool) -> str:
        """A name or a literal as it may stand in a statement."""
        return (sql.Identifier(text) if name else sql.Literal(text)).as_string(self._connection)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


connect = Connection


@contextmanager
def uncommitted(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection in a transaction that is rolled back; its own `commit` and `rollback` are refused by psycopg."""
    connection = psycopg.connect(url, autocommit=True, connect_timeout=_PATIENCE)
    try:
        with connection.transaction(force_rollback=True):
            yield connection
    finally:
        connection.close()
