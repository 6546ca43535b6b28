"""A connection for statements of ours, through whichever library the user has."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.availability import MissingError
from pytest_bulkhead.resources.postgres.address import Address

_Result = TypeVar("_Result")

DRIVERS = ("psycopg", "psycopg2", "asyncpg")


class QueryError(ServerError):
    """The server refused a statement of ours, or a connection.

    Args:
        message: of the error.
        state: the SQLSTATE, empty where there is none.
    """

    def __init__(self, message: str, state: str = "") -> None:
        super().__init__(message)
        self.state = state


class Driver(Protocol):
    """What we need of a connection, whatever the library; each statement is a transaction of its own."""

    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        """Run it, and give the rows, if it has any."""
        ...

    def script(self, text: str) -> None:
        """Run several statements."""
        ...

    def quoted(self, text: str, *, name: bool) -> str:
        """A name or a literal as it may stand in a statement, by the library's own means."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


class Session:
    """A connection whose errors are ours."""

    def __init__(self, address: Address) -> None:
        self.address = address
        name = driver_name()
        module = importlib.import_module(f"pytest_bulkhead.resources.postgres.drivers.{name}_driver")
        self._errors: tuple[type[BaseException], ...] = module.ERRORS
        self._driver: Driver = self._guarded(f"PostgreSQL at {address.place}", lambda: module.connect(address.url))

    def run(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        """Run one statement.

        Args:
            statement: with `{}` for each literal, and `{:name}` for each name.
            values: that are quoted and put there.

        Raises:
            QueryError: the server refuses it.
        """
        text = statement.format(*(_Quoted(self._driver, value) for value in values))
        return self._guarded(f"PostgreSQL, asked to {text.split('(')[0][:90]!r},", lambda: self._driver.fetch(text))

    def script(self, text: str, origin: str) -> None:
        """Run the statements of a file.

        Raises:
            QueryError: the server refuses one of them.
        """
        self._guarded(f"PostgreSQL, given {origin},", lambda: self._driver.script(text))

    def close(self) -> None:
        """End the connection."""
        self._driver.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _guarded(self, what: str, call: Callable[[], _Result]) -> _Result:
        try:
            return call()
        except self._errors as error:
            state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or ""
            raise QueryError(f"{what} says: {' '.join(str(error).split())}", str(state)) from None


class _Quoted:
    def __init__(self, driver: Driver, value: str) -> None:
        self._driver = driver
        self._value = value

    def __format__(self, kind: str) -> str:
        return self._driver.quoted(self._value, name=kind == "name")


def driver_name() -> str:
    """The library that is there, the first of those that we know.

    Raises:
        MissingError: none is.
    """
    for name in DRIVERS:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        return name
    raise MissingError(
        "No library for PostgreSQL is installed here: install one of psycopg (`psycopg[binary]`), psycopg2 and asyncpg."
    )
