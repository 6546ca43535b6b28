"""Databases that are migrated once per run, and cloned from then on."""

from __future__ import annotations

import contextlib
import time

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres import ownership
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.leases import locked
from pytest_bulkhead.resources.postgres.migrations import Migration, key_of, migrate
from pytest_bulkhead.resources.postgres.session import QueryError, Session
from pytest_bulkhead.worker.names import scoped_name

_PAUSE = 0.03
_EMPTY = "template1"


class Maker:
    """Makes templates.

    Args:
        session: with the server's first database.
        inner: its address.
        outer: the same as tests use it.
    """

    def __init__(self, session: Session, inner: Address, outer: Address) -> None:
        self._session = session
        self._inner = inner
        self._outer = outer

    def template(self, migrations: tuple[Migration, ...], extensions: tuple[str, ...]) -> str:
        """The name of a template, once it is whole; a half-made one is never given, but made anew.

        Raises:
            ServerError: it cannot be made.
        """
        if not migrations and not extensions:
            return _EMPTY
        name = scoped_name(f"template_{key_of(migrations, extensions)}", per_worker=False)
        if not self._is_whole(name):
            with locked(self._session, name):
                if not self._is_whole(name):
                    self._make(name, migrations, extensions)
        return name

    def _is_whole(self, name: str) -> bool:
        there = ownership.found(self._session, name)
        return there is not None and there.record is not None and there.record.ready and there.record.is_of_this_run

    def _make(self, name: str, migrations: tuple[Migration, ...], extensions: tuple[str, ...]) -> None:
        ownership.drop(self._session, name, unrecorded=True)  # half made by one who died
        self._session.run("CREATE DATABASE {:name}", name)
        ownership.record(self._session, name)
        try:
            with Session(self._inner.of(name)) as session:
                for extension in extensions:
                    session.run("CREATE EXTENSION {:name} CASCADE", extension)
            migrate(self._outer.of(name), migrations)
            self._close(name)
        except BaseException:
            with contextlib.suppress(ServerError):
                ownership.drop(self._session, name)
            raise
        ownership.record(self._session, name, ready=True)

    def _close(self, name: str) -> None:
        """See that nobody is, or comes to be, connected to it, as cloning demands.

        Raises:
            ServerError: a connection that the migrations left open has not committed.
        """
        self._session.run("ALTER DATABASE {:name} ALLOW_CONNECTIONS false", name)
        for (state,) in self._session.run("SELECT state FROM pg_stat_activity WHERE datname = {}", name):
            if state is not None and state.startswith("idle in transaction"):
                raise ServerError(
                    "The migrations left a connection open in a transaction that was never committed, so what they did "
                    "there would be missing from each clone. Commit, and close the connection (`engine.dispose()`)."
                )
        self._session.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}", name)
        with contextlib.suppress(QueryError):
            while self._session.run("SELECT 1 FROM pg_stat_activity WHERE datname = {}", name):
                time.sleep(_PAUSE)
