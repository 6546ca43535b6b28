"""A server on which this run makes databases of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres import ownership
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.database import Database
from pytest_bulkhead.resources.postgres.isolation import prove_alone
from pytest_bulkhead.resources.postgres.migrations import Migrations, listed
from pytest_bulkhead.resources.postgres.schema import Schema, fresh_schema
from pytest_bulkhead.resources.postgres.session import QueryError, Session
from pytest_bulkhead.resources.postgres.template import Maker
from pytest_bulkhead.worker.names import scoped_name

_EXISTS = "42P04"


class PostgresServer:
    """A server of PostgreSQL, with what this process makes there.

    Args:
        address: of a database for tests to begin from, which they leave alone.
        inner: the same for us, where there is a shorter way; else the same.
        is_ours: whether it was started for this run.
    """

    def __init__(self, address: Address, inner: Address | None = None, *, is_ours: bool = False) -> None:
        self.address = address
        self.is_ours = is_ours
        self._inner = inner or address
        self._sessions: dict[int, Session] = {}
        self._numbers = itertools.count(1)
        self._proved: set[str] = set()
        self.version = int(self.session.run("SHOW server_version_num")[0][0])

    @property
    def url(self) -> str:
        """Of a database that only serves to connect to, `postgres` on a server of ours; make others beside it."""
        return self.address.url

    @property
    def session(self) -> Session:
        """This process's connection for statements of ours."""
        pid = os.getpid()  # a forked child must not speak on its parent's
        if pid not in self._sessions:
            self._sessions[pid] = Session(self._inner)
        return self._sessions[pid]

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
        template = self.template(migrations, extensions)
        name = self._create(stem, template)
        try:
            database = Database(self.address.of(name), self._inner.of(name))
            prove_alone(database, self._proved)
            yield database
        finally:
            ownership.drop(self.session, name)

    @contextmanager
    def schema(self, database: Database, stem: str = "schema", *, migrations: Migrations = None) -> Iterator[Schema]:
        """A schema of its own in a database of ours, for as long as the `with` block lasts.

        Args:
            database: which `database` gave.
            stem: begins its name.
            migrations: steps that are taken in it, each time.
        """
        name = scoped_name(f"{stem}_{next(self._numbers)}")
        with fresh_schema(database, name, listed(migrations)) as schema:
            yield schema

    def template(self, migrations: Migrations = None, extensions: Sequence[str] = ()) -> str:
        """The name of a database to clone; whoever of the run comes first makes it.

        Raises:
            ServerError: it cannot be made.
        """
        return Maker(self.session, self._inner, self.address).template(listed(migrations), tuple(extensions))

    def close(self) -> None:
        """End our connections."""
        session = self._sessions.pop(os.getpid(), None)
        if session is not None:
            session.close()

    def _create(self, stem: str, template: str) -> str:
        name = scoped_name(f"{stem}_{next(self._numbers)}")
        # Files are copied by the system, which needs no journal: our server has nothing to flush before it.
        strategy = " STRATEGY file_copy" if self.is_ours and self.version >= 150000 else ""
        statement = "CREATE DATABASE {:name} TEMPLATE {:name}" + strategy
        try:
            self.session.run(statement, name, template)
        except QueryError as error:
            if error.state != _EXISTS:
                raise
            # Of a forked child of ours that died with it: nobody else makes this name.
            ownership.drop(self.session, name, unrecorded=True)
            self.session.run(statement, name, template)
        ownership.record(self.session, name)
        return name


def connected(address: Address, inner: Address | None = None, *, is_ours: bool = False) -> PostgresServer:
    """A server that answers, and lets us make databases.

    Raises:
        ServerError: it does not, or does not let us, or is too old.
    """
    server = PostgresServer(address, inner, is_ours=is_ours)
    if server.version < 130000:
        raise ServerError(
            f"PostgreSQL at {address.place} is of version {server.version // 10000}, but 13 is the oldest that will do."
        )
    rows = server.session.run("SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolcreatedb OR rolsuper)")
    if not rows:
        raise ServerError(
            f"PostgreSQL at {address.place}: this role may not create databases, and in those that are there nothing "
            f"of ours is done. Let it (`ALTER ROLE {address.user} CREATEDB`), or name another role in the URL."
        )
    return server
