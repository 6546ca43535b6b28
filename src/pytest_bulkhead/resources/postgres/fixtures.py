"""The fixtures for PostgreSQL; what they do is imported when a test asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.postgres.database import Database
    from pytest_bulkhead.resources.postgres.migrations import Migrations
    from pytest_bulkhead.resources.postgres.schema import Schema
    from pytest_bulkhead.resources.postgres.server import PostgresServer
    from pytest_bulkhead.resources.postgres.transaction import Transaction


@pytest.fixture(scope="session")
def postgres_settings() -> dict[str, str]:
    """Settings for a server of our own, as in postgresql.conf. Override it; it must be the same in all workers."""
    return {}


@pytest.fixture(scope="session")
def postgres_migrations() -> Migrations:
    """What `postgres_database` begins with: files of SQL, functions that take a URL, or a list of them. Override it."""
    return None


@pytest.fixture(scope="session")
def postgres_extensions() -> tuple[str, ...]:
    """The extensions that `postgres_database` has before it is migrated. Override it."""
    return ()


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest, postgres_settings: dict[str, str]) -> Iterator[PostgresServer]:
    """The server: the one that the settings name, else one that is started for the run and shared by its workers."""
    from pytest_bulkhead.resources.availability import opened
    from pytest_bulkhead.resources.postgres.finding import found_server

    with opened("postgres", request.config, found_server(request.config, postgres_settings)) as server:
        yield server


@pytest.fixture
def postgres_database(
    request: pytest.FixtureRequest,
    postgres_server: PostgresServer,
    postgres_migrations: Migrations,
    postgres_extensions: tuple[str, ...],
) -> Iterator[Database]:
    """A database of this test's own, cloned from one that was migrated once for the run."""
    from pytest_bulkhead.resources.availability import opened

    made = postgres_server.database(migrations=postgres_migrations, extensions=postgres_extensions)
    with opened("postgres", request.config, made) as database:
        yield database


@pytest.fixture
def postgres_schema(request: pytest.FixtureRequest, postgres_server: PostgresServer) -> Iterator[Schema]:
    """An empty schema of this test's own, to which its URLs and connections are bound."""
    from pytest_bulkhead.resources.availability import opened

    with opened("postgres", request.config, postgres_server.schema()) as schema:
        yield schema


@pytest.fixture
def postgres_transaction(
    request: pytest.FixtureRequest,
    postgres_server: PostgresServer,
    postgres_migrations: Migrations,
    postgres_extensions: tuple[str, ...],
) -> Iterator[Transaction]:
    """A transaction in this worker's clone of the migrated database, which is rolled back after the test."""
    from pytest_bulkhead.resources.availability import opened

    made = postgres_server.transaction(migrations=postgres_migrations, extensions=postgres_extensions)
    with opened("postgres", request.config, made) as transaction:
        yield transaction
