"""A database that one test, or one worker, has to itself."""

from __future__ import annotations

import importlib
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.session import driver_name


class Database:
    """Where it is, and how to connect to it.

    Args:
        address: as tests use it.
        inner: as we do.
    """

    def __init__(self, address: Address, inner: Address) -> None:
        self.address = address
        self.inner = inner

    @property
    def name(self) -> str:
        """Of the database."""
        return self.address.database

    @property
    def url(self) -> str:
        """For psycopg, psycopg2, asyncpg, psql and all that read URLs as libpq does."""
        return self.address.url

    @property
    def sqlalchemy_url(self) -> str:
        """For SQLAlchemy's `create_engine`, by the library that is installed."""
        name = driver_name()
        return self.url_for("postgresql+psycopg2" if name == "psycopg2" else "postgresql+psycopg")

    @property
    def async_sqlalchemy_url(self) -> str:
        """For SQLAlchemy's `create_async_engine`: by asyncpg where it is installed, else by psycopg."""
        try:
            importlib.import_module("asyncpg")
        except ImportError:
            return self.url_for("postgresql+psycopg")
        return self.url_for("postgresql+asyncpg")

    def url_for(self, dialect: str) -> str:
        """For SQLAlchemy, with the dialect named: `postgresql+psycopg`, `postgresql+psycopg2`, `postgresql+asyncpg`."""
        return self.address.url_for(dialect)

    def connect(self, **options: Any) -> Any:
        """A connection by psycopg, or by psycopg2 where only that is installed; close it, or use it in a `with` block.

        Args:
            options: for the library's own `connect`.

        Raises:
            ServerError: neither is installed.
        """
        name = driver_name()
        if name == "asyncpg":
            raise ServerError(
                "Of the libraries for PostgreSQL only asyncpg is installed: `await asyncpg.connect(database.url)`."
            )
        return importlib.import_module(name).connect(self.url, **options)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} at {self.address.place}>"  # never the password
