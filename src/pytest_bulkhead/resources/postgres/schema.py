"""A schema that one test has to itself, in a database of its worker's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.database import Database
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
def fresh_schema(database: Database, name: str, migrations: tuple[Migration, ...]) -> Iterator[Schema]:
    """Make a schema, and drop it afterwards with all that is in it.

    Raises:
        ServerError: it cannot be made, or names fall through to another one.
    """
    with Session(database.inner) as session:
        session.run("CREATE SCHEMA {:name}", name)
        try:
            schema = Schema(database.address.within((name,)), database.inner.within((name,)), name)
            _prove_bound(schema)
            migrate(schema.address, migrations)
            yield schema
        finally:
            session.run("DROP SCHEMA IF EXISTS {:name} CASCADE", name)


def _prove_bound(schema: Schema) -> None:
    with Session(schema.address) as session:
        ((database, path),) = session.run("SELECT current_database(), array_to_string(current_schemas(false), ' ')")
    if (database, path) != (schema.name, schema.schema):
        raise ServerError(
            f"The URL of the schema {schema.schema} leads to {path or 'no schema'} in the database {database}: what "
            "stands between (a pooler, a proxy) drops the connection's `options`, so tests would meet in `public`. "
            "Name the server itself in the URL, or take postgres_database."
        )
