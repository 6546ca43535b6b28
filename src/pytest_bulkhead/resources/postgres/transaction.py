"""A transaction that one test has to itself, in its worker's database, and that is always rolled back."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.database import Database
from pytest_bulkhead.resources.postgres.session import Session, driver_name

_BEGIN = "SELECT CAST(pg_current_xact_id() AS text)"


class CommittedError(ServerError):
    """A transaction that was to be rolled back was committed."""


class Transaction(Database):
    """The worker's database, and connections to it in transactions that end with the test.

    What one connection writes the others do not see: take one of them.

    Args:
        database: of the worker.
        closing: what is to be done at the end.
    """

    def __init__(self, database: Database, closing: ExitStack) -> None:
        super().__init__(database.address, database.inner)
        self._closing = closing
        self._begun: list[str] = []
        self._connection: Any = None
        self._sqlalchemy: Any = None

    @property
    def connection(self) -> Any:
        """A connection of psycopg, or of psycopg2 where only that is installed, which cannot commit.

        With psycopg, `with connection.transaction():` makes a savepoint.
        """
        if self._connection is None:
            module = importlib.import_module(f"pytest_bulkhead.resources.postgres.drivers.{driver_name()}_driver")
            if not hasattr(module, "uncommitted"):
                raise ServerError("Transactions want psycopg, psycopg2 or SQLAlchemy: install one of them.")
            self._connection = self._closing.enter_context(module.uncommitted(self.url))
            with self._connection.cursor() as cursor:
                cursor.execute(_BEGIN)
                self._begun.append(str(cursor.fetchone()[0]))
        return self._connection

    @property
    def sqlalchemy_connection(self) -> Any:
        """A connection of SQLAlchemy: `Session(it, join_transaction_mode="create_savepoint")` may commit at will."""
        if self._sqlalchemy is None:
            sqlalchemy = importlib.import_module("sqlalchemy")
            engine = sqlalchemy.create_engine(self.sqlalchemy_url, poolclass=sqlalchemy.NullPool)
            self._closing.callback(engine.dispose)
            connection = self._closing.enter_context(engine.connect())
            self._closing.callback(connection.begin().rollback)
            self._begun.append(str(connection.exec_driver_sql(_BEGIN).scalar_one()))
            self._sqlalchemy = connection
        return self._sqlalchemy

    def committed(self) -> bool:
        """Whether one of them was committed in spite of all."""
        if not self._begun:
            return False
        with Session(self.inner) as session:
            ask = "SELECT pg_xact_status(CAST({} AS xid8))"
            return any(session.run(ask, number) == [("committed",)] for number in self._begun)


@contextmanager
def rolled_back(database: Database) -> Iterator[Transaction]:
    """A transaction for as long as the `with` block lasts.

    Raises:
        CommittedError: at the end, if it was committed: the database is no longer what it was.
    """
    with ExitStack() as closing:
        transaction = Transaction(database, closing)
        yield transaction
    if transaction.committed():
        raise CommittedError(
            f"The transaction of this test was committed, so what it wrote is in {database.name}, which is replaced. "
            "Commit through `with connection.transaction()` or a SQLAlchemy session that joins by savepoint, or take "
            "postgres_database for code that must commit."
        )
