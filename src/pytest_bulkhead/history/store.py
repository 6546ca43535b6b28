"""The store: an SQLite file, or a PostgreSQL database that many add to at once. Its faults are told in our words."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event, exc, inspect, text

from pytest_bulkhead.errors import StoreError
from pytest_bulkhead.history.migrating import GATE, VERSION, migrate, version_of
from pytest_bulkhead.record.folder import prepare_folder

_PATIENCE = 60
"""In seconds: how long to wait for others who write, or for a server to answer."""


class Store:
    """A place that is known to hold our tables, in the schema of this version."""

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self.place = place
        """As it may be shown: without a password."""

    @property
    def is_postgres(self) -> bool:
        """Whether others can add at the same time."""
        return self._engine.dialect.name == "postgresql"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the store, whatever others add meanwhile.

        Raises:
            StoreError: it cannot be read any more.
        """
        with _told(self.place), self._engine.connect() as connection:
            if self.is_postgres:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield connection

    @contextlib.contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Connection]:
        """A transaction: all of it is kept, or nothing.

        Args:
            alone: whether nobody else may add meanwhile.

        Raises:
            StoreError: it cannot be written any more.
        """
        with _told(self.place), self._engine.execution_options(writes=True).connect() as connection, connection.begin():
            if self.is_postgres:
                lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
                connection.execute(text(f"SELECT {lock}(:gate)"), {"gate": GATE})
            yield connection

    @contextlib.contextmanager
    def aside(self, connection: Connection) -> Iterator[Connection]:
        """A transaction for what others may need at once; in SQLite, where one alone writes, the one that is there."""
        if not self.is_postgres:
            yield connection
            return
        with self._engine.begin() as other:
            yield other

    def compact(self) -> None:
        """Give back the room that removed rows have left; PostgreSQL does that by itself.

        Raises:
            StoreError: it cannot be written.
        """
        if self.is_postgres:
            return
        with _told(self.place), self._engine.connect() as connection:
            dbapi: Any = connection.connection.driver_connection
            connection.rollback()
            dbapi.execute("VACUUM")
            dbapi.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


@contextlib.contextmanager
def open_store(place: str | Path, *, creates: bool = True) -> Iterator[Store]:
    """Open a store, and bring it to the schema of this version.

    Args:
        place: the path of an SQLite file, or the URL of a PostgreSQL database.
        creates: whether to make it where there is none.

    Raises:
        StoreError: there is none, or what is there cannot be used.
    """
    place = str(place)
    is_server = "://" in place
    engine, shown = _server(place) if is_server else _file(Path(place), creates=creates)
    store = Store(engine, shown)
    try:
        if _version(store, engine) != VERSION:
            with store.writing(alone=True) as connection:
                migrate(connection, shown)
        yield store
    finally:
        store.close()


def _version(store: Store, engine: Engine) -> int:
    with store.reading() as connection:
        version = version_of(connection, store.place)
        if not version and not store.is_postgres and inspect(engine).get_table_names():
            raise StoreError(
                f"{store.place} is an SQLite file of somebody else, and no store of bulkhead. Name another."
            )
        return version


def _server(url: str) -> tuple[Engine, str]:
    try:
        parsed = sqlalchemy.make_url(url)
    except (exc.ArgumentError, ValueError):
        raise StoreError(
            "The URL of the store cannot be read: it is postgresql://user:password@host:port/database, with special "
            "characters of the password percent-encoded."
        ) from None
    shown = parsed.set(query={}).render_as_string(hide_password=True)
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise StoreError(f"{shown} is no URL of PostgreSQL, and a store is that, or the path of an SQLite file.")
    try:
        import psycopg  # noqa: F401 - SQLAlchemy says less clearly that it is missing
    except ImportError:
        raise StoreError(
            f"{shown} needs the driver of PostgreSQL, which is not installed: pip install 'pytest-bulkhead[postgres]'."
        ) from None
    waits = {"connect_timeout": str(_PATIENCE), **{k: v for k, v in parsed.query.items() if isinstance(v, str)}}
    return sqlalchemy.create_engine(parsed.set(drivername="postgresql+psycopg", query=waits)), shown


def _file(path: Path, *, creates: bool) -> tuple[Engine, str]:
    shown = os.path.relpath(path).replace(os.sep, "/")
    try:
        mode = path.stat().st_mode if path.exists() else None
        if mode is not None and not stat.S_ISREG(mode):
            raise StoreError(f"{shown} is no file, and a store is an SQLite file or the URL of a PostgreSQL database.")
        if mode is None:
            if not creates:
                raise StoreError(
                    f"Nothing is remembered yet: there is no {shown}. `bulkhead audit` and `bulkhead history ingest` "
                    "make it; --store names another."
                )
            prepare_folder(path.parent / "runs") if path.parent.name == ".bulkhead" else path.parent.mkdir(
                parents=True, exist_ok=True
            )
    except OSError as error:
        raise StoreError(f"{shown} cannot be used as a store: {error.strerror}.") from None
    engine = sqlalchemy.create_engine("sqlite://", creator=_connects(path), poolclass=sqlalchemy.pool.NullPool)
    event.listen(engine, "begin", _begin)
    return engine, shown


def _connects(path: Path) -> Any:
    import sqlite3

    def connect() -> sqlite3.Connection:
        # Transactions are begun by ours alone, also around changes of the schema.
        uri = f"{path.absolute().as_uri()}?{_access(path)}"
        connection = sqlite3.connect(uri, timeout=_PATIENCE, isolation_level=None, uri=True, check_same_thread=False)
        with contextlib.suppress(sqlite3.OperationalError):  # of a file that can only be read
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-65536")
        connection.execute("PRAGMA trusted_schema=OFF")
        return connection

    return connect


def _access(path: Path) -> str:
    if not path.exists() or os.access(path, os.W_OK):
        return "mode=rwc"
    # Where no file can be made beside it, SQLite does not read it unless it is told that nobody writes it either.
    is_still = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return "mode=ro&immutable=1" if is_still else "mode=ro"


def _begin(connection: Connection) -> None:
    # One that will write takes its place at once: to wait for it later may be a deadlock.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def _told(place: str) -> Iterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        raise StoreError(_in_words(place, error)) from None
    except exc.SQLAlchemyError as error:
        raise StoreError(f"{place} cannot be used ({type(error).__name__}: {error!s:.200}).") from None


def _in_words(place: str, error: exc.DBAPIError) -> str:
    said = " ".join(str(error.orig).split())[:300]
    lower = said.lower()
    if "not a database" in lower or "malformed" in lower or "disk image" in lower:
        return f"{place} is no store of bulkhead, or is damaged: {said}. Name another, or move it away."
    if "locked" in lower:
        return f"{place} is locked by another process, and stayed so for {_PATIENCE} s. Nothing was lost: try again."
    if "readonly" in lower or "unable to open" in lower or "permission denied" in lower:
        return f"{place} cannot be written: {said}. Nothing of what was under way is kept."
    if "full" in lower or "no space" in lower:
        return f"{place} cannot grow: {said}. Nothing of what was under way is kept."
    if error.connection_invalidated or isinstance(error, exc.OperationalError | exc.InterfaceError):
        return f"{place} does not answer ({said}). Nothing of what was under way is kept: do it again."
    return f"{place} refuses what bulkhead does ({said}). Nothing of what was under way is kept."
