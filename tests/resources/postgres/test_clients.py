"""Whatever library connects by the URL that it is given is in the test's own database, or schema."""

from __future__ import annotations

import asyncio

import pytest

ASKS = "SELECT current_database() || ' ' || current_schema()"


def by_psycopg(database, statement):
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(database.url) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def by_psycopg2(database, statement):
    psycopg2 = pytest.importorskip("psycopg2")
    connection = psycopg2.connect(database.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def by_asyncpg(database, statement):
    asyncpg = pytest.importorskip("asyncpg")

    async def ask():
        connection = await asyncpg.connect(database.url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


def by_connect(database, statement):
    with database.connect() as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def by_sqlalchemy(database, statement, url=None):
    sqlalchemy = pytest.importorskip("sqlalchemy")
    engine = sqlalchemy.create_engine(url or database.sqlalchemy_url)
    with engine.begin() as connection:
        result = connection.exec_driver_sql(statement)
        value = result.scalar() if result.returns_rows else None
    engine.dispose()
    return value


def by_sqlalchemy_psycopg2(database, statement):
    return by_sqlalchemy(database, statement, database.url_for("postgresql+psycopg2"))


def by_sqlalchemy_async(database, statement, url=None):
    aio = pytest.importorskip("sqlalchemy.ext.asyncio")

    async def ask():
        engine = aio.create_async_engine(url or database.async_sqlalchemy_url)
        async with engine.begin() as connection:
            result = await connection.exec_driver_sql(statement)
            value = result.scalar() if result.returns_rows else None
        await engine.dispose()
        return value

    return asyncio.run(ask())


def by_sqlalchemy_async_psycopg(database, statement):
    return by_sqlalchemy_async(database, statement, database.url_for("postgresql+psycopg"))


CLIENTS = [
    by_psycopg,
    by_psycopg2,
    by_asyncpg,
    by_connect,
    by_sqlalchemy,
    by_sqlalchemy_psycopg2,
    by_sqlalchemy_async,
    by_sqlalchemy_async_psycopg,
]


@pytest.mark.parametrize("ask", CLIENTS)
def test_a_database(server, ask):
    with server.database() as database:
        assert ask(database, ASKS) == f"{database.name} public"


@pytest.mark.parametrize("ask", CLIENTS)
def test_a_schema(server, session, ask):
    with server.schema() as mine, server.schema() as other:
        assert ask(mine, ASKS) == f"{mine.name} {mine.schema}"
        ask(mine, "CREATE TABLE ships (name text)")
        ask(mine, "INSERT INTO ships VALUES ('Ahoy')")
        assert ask(mine, "SELECT name FROM ships") == "Ahoy"
        assert ask(other, "SELECT to_regclass('ships')::text") is None


def test_nothing_falls_through_to_public(server):
    psycopg = pytest.importorskip("psycopg")
    with server.schema() as schema:
        by_psycopg(schema, "CREATE TABLE public.everybodys ()")
        try:
            with pytest.raises(psycopg.errors.UndefinedTable):
                by_psycopg(schema, "SELECT * FROM everybodys")
        finally:
            by_psycopg(schema, "DROP TABLE public.everybodys")
