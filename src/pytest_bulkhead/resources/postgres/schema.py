"""A schema that one test has to itself, in a database of its worker's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.database import Database
from pytest_bulkhead.resources.postgres.isolation import prove_bound
from pytest_bulkhead.resources.postgres.migrations import Migration, migrate
from pytest_bulkhead.resources.postgres.session import Session


class Schema(Database):
    """A database seen through one schema: all its URLs and connections look there for names, and nowhere else.

    Args:
        address: as tests use it.
        inner: as we do.
        schema: its name.
    """

    def __init__(self, address: Address, inner: Address, schema: str) -> None:
        super().__init__(address, inner)
        self.schema = schema


@contextmanager
def used_schema(session: Session, database: Database, name: str, migrations: tuple[Migration, ...]) -> Iterator[Schema]:
    """Give a schema that was just made, and drop it afterwards with all that is in it.

    Args:
        session: with the database.
        database: a database of this process's own.
        name: of the schema.
        migrations: steps to take in it.

    Raises:
        ServerError: a step fails, or names fall through to another one.
    """
    schema = Schema(database.address.within((name,)), database.inner.within((name,)), name)
    try:
        prove_bound(schema.address, name)
        migrate(schema.address, migrations)
        yield schema
    finally:
        session.run("DROP SCHEMA IF EXISTS {:name} CASCADE", name)
