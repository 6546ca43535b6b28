"""A server on which this run makes databases of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres import ownership
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.database import Database
from pytest_bulkhead.resources.postgres.isolation import prove_alone
from pytest_bulkhead.resources.postgres.migrations import Migrations, listed
from pytest_bulkhead.resources.postgres.schema import Schema, used_schema
from pytest_bulkhead.resources.postgres.session import QueryError, Session
from pytest_bulkhead.resources.postgres.template import Maker
from pytest_bulkhead.resources.postgres.transaction import CommittedError, Transaction, rolled_back
from pytest_bulkhead.worker.names import scoped_name

_EXISTS, _SCHEMA_EXISTS, _IN_USE = "42P04", "42P06", "55006"
_NUMBERS = itertools.count(1)
"""Of this process, whichever server it is for."""


class PostgresServer:
    """A server of PostgreSQL, with what this process makes there; its methods serve fixtures of any scope.

    Args:
        address: of a database for tests to begin from, which they leave alone.
        inner: the same for us, where there is a shorter way; else the same.
        is_ours: whether it was started for this run.
    """

    def __init__(self, address: Address, inner: Address | None = None, *, is_ours: bool = False) -> None:
        self.address = address
        self.is_ours = is_ours
        self._inner = inner or address
        self._sessions: dict[tuple[int, str], Session] = {}
        self._kept: dict[tuple[str, ...], tuple[Database, ExitStack]] = {}
        self._is_proved = False
        self.version = int(self._session().run("SHOW server_version_num")[0][0])

    @property
    def url(self) -> str:
        """Of a database that only serves to connect to; make others beside it."""
        return self.address.url

    @contextmanager
    def database(
        self, stem: str = "db", *, migrations: Migrations = None, extensions: Sequence[str] = ()
    ) -> Iterator[Database]:
        """A database of its own, for as long as the `with` block lasts; then whatever uses it is cut off.

        Args:
            stem: begins its name, `bh_<stem>_…`: lower-case letters, digits and underscores.
            migrations: the state it begins in, which is made once per run and cloned from then on.
            extensions: that it has; they are part of the template, too.

        Raises:
            ServerError: it cannot be made, or others can see it.
        """
        template = Maker(self._session(), self._inner, self.address).template(listed(migrations), tuple(extensions))
        name = self._create(stem, template)
        try:
            database = Database(self.address.of(name), self._inner.of(name))
            if not self._is_proved:  # what stands between does the same to all names
                prove_alone(database, self.address)
                self._is_proved = True
            yield database
        finally:
            ownership.drop(self._session(), name)

    @contextmanager
    def schema(self, stem: str = "schema", *, migrations: Migrations = None) -> Iterator[Schema]:
        """A schema of its own in a database of this worker's, for as long as the `with` block lasts.

        Args:
            stem: begins its name.
            migrations: steps that are taken in it, each time; it is empty without.

        Raises:
            ServerError: it cannot be made, or names fall through to another one.
        """
        database = self._worker_database(None, ())
        session = self._session(database.name)
        name = _new(stem, _SCHEMA_EXISTS, lambda name: session.run("CREATE SCHEMA {:name}", name))
        with used_schema(session, database, name, listed(migrations)) as schema:
            yield schema

    @contextmanager
    def transaction(self, *, migrations: Migrations = None, extensions: Sequence[str] = ()) -> Iterator[Transaction]:
        """A transaction in a database of this worker's, which is rolled back at the end of the `with` block.

        Args:
            migrations: the state that the worker's database is in.
            extensions: likewise.

        Raises:
            CommittedError: it was committed; the worker gets another database.
        """
        database = self._worker_database(migrations, tuple(extensions))
        try:
            with rolled_back(database) as transaction:
                yield transaction
        except CommittedError:
            self._discard(database)
            raise

    def close(self) -> None:
        """Drop what this worker kept, and end our connections."""
        try:
            for database, _ in [*self._kept.values()]:
                self._discard(database)
        finally:
            for key in [key for key in self._sessions if key[0] == os.getpid()]:
                self._sessions.pop(key).close()

    def _session(self, database: str = "") -> Session:
        key = (os.getpid(), database)  # a forked child must not speak on its parent's
        if key not in self._sessions:
            self._sessions[key] = Session(self._inner.of(database) if database else self._inner)
        return self._sessions[key]

    def _worker_database(self, migrations: Migrations, extensions: tuple[str, ...]) -> Database:
        key = (*map(repr, listed(migrations)), "", *extensions)
        if key not in self._kept:
            with ExitStack() as closing:
                made = self.database("worker", migrations=migrations, extensions=extensions)
                self._kept[key] = closing.enter_context(made), closing.pop_all()
        return self._kept[key][0]

    def _discard(self, database: Database) -> None:
        session = self._sessions.pop((os.getpid(), database.name), None)
        if session is not None:
            session.close()
        for key in [key for key, (kept, _) in self._kept.items() if kept is database]:
            self._kept.pop(key)[1].close()

    def _create(self, stem: str, template: str) -> str:
        # Files are copied by the system, which needs no journal: our server has nothing to flush before it.
        strategy = " STRATEGY file_copy" if self.is_ours and self.version >= 150000 else ""
        session = self._session()
        statement = "CREATE DATABASE {:name} TEMPLATE {:name}" + strategy
        try:
            name = _new(stem, _EXISTS, lambda name: session.run(statement, name, template))
        except QueryError as error:
            if error.state == _IN_USE:
                raise ServerError(
                    f"{error} Nobody may be connected to the template {template} while it is cloned: close what is."
                ) from None
            raise
        ownership.record(session, name)
        return name


def _new(stem: str, exists: str, make: Callable[[str], object]) -> str:
    """A name that is not taken, once something is made that bears it.

    Forked children count on from where their parent was, and so may meet what others of them left.
    """
    while True:
        name = scoped_name(f"{stem}_{next(_NUMBERS)}")
        try:
            make(name)
        except QueryError as error:
            if error.state != exists:
                raise
            continue
        return name


def connected(address: Address, inner: Address | None = None, *, is_ours: bool = False) -> PostgresServer:
    """A server that answers, and lets us make databases.

    Raises:
        ServerError: it does not, or does not let us, or is too old.
    """
    server = PostgresServer(address, inner, is_ours=is_ours)
    fault = _fault(server)
    if fault:
        server.close()
        raise ServerError(f"PostgreSQL at {address.place}: {fault}")
    return server


def _fault(server: PostgresServer) -> str:
    if server.version < 130000:
        return f"it is of version {server.version // 10000}, but 13 is the oldest that will do."
    with Session(server.address) as session:
        if session.run("SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolcreatedb OR rolsuper)"):
            return ""
    return (
        "this role may not create databases, and in those that are there nothing of ours is done. Let it "
        f"(`ALTER ROLE {server.address.user} CREATEDB`), or name another role in the URL."
    )
