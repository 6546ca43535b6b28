"""Good cases of `postgres`."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "database of the worker": """\
import psycopg
import pytest

@pytest.fixture(scope="session")
def database(worker_id):
    with psycopg.connect(f"postgresql://localhost/shop_{worker_id}", autocommit=True) as connection:
        connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, total numeric)")
        yield connection
""",
    "schema of the worker": """\
import psycopg
import pytest
from psycopg import sql
from pytest_bulkhead.worker import get_worker_postgres_schema

@pytest.fixture(scope="session")
def database():
    schema = get_worker_postgres_schema()
    own = f"-c search_path={schema}"
    with psycopg.connect("postgresql://localhost/shop_test", options=own, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, total numeric)")
        yield connection
""",
    "a search path of the worker, set later": """\
import pytest
from sqlalchemy import create_engine, text
from pytest_bulkhead.worker import get_worker_postgres_schema

@pytest.fixture
def connection():
    engine = create_engine("postgresql://localhost/shop_test")
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {get_worker_postgres_schema()}"))
        connection.execute(text(f"SET search_path TO {get_worker_postgres_schema()}"))
        connection.execute(text("CREATE TABLE orders (total numeric)"))
        yield connection
""",
    "random names": """\
import contextlib, os, uuid
import asyncpg
from sqlalchemy import create_engine, text

SCHEMA = f"shop_{os.getpid()}"

@contextlib.asynccontextmanager
async def database(address="postgres://localhost:5432/postgres"):
    name = f"shop_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(address)
    await connection.execute(f"CREATE DATABASE {name}")
    yield name
    await connection.execute(f"DROP DATABASE {name}")

def test_schema():
    engine = create_engine("postgresql://localhost/shop_test")
    with engine.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{SCHEMA}"'))
""",
    "sqlite": """\
import pytest
from sqlalchemy import create_engine
from shop.models import Base

@pytest.fixture
def engine():
    engine = create_engine("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    yield engine
""",
    "sqlite, or what the environment says": """\
import os
import pytest
from sqlalchemy import create_engine
from shop.models import Base

@pytest.fixture
def engine():
    engine = create_engine(os.environ.get("SHOP_DATABASE", "sqlite://"))
    Base.metadata.create_all(engine)
    yield engine
""",
    "only read": """\
import psycopg
import pytest

@pytest.fixture
def connection():
    with psycopg.connect("dbname=shop") as connection:
        yield connection

def is_there():
    return psycopg.connect("dbname=shop").execute("SELECT version()").fetchone()
""",
    "a temporary table, which its connection alone sees": """\
import os
import psycopg
import pytest

@pytest.fixture
def prices():
    with psycopg.connect(os.environ["SHOP_PG"], autocommit=True) as connection:
        connection.execute("CREATE TEMPORARY TABLE IF NOT EXISTS prices (name text)")
        yield connection

def test_sells(prices):
    prices.execute("INSERT INTO prices VALUES ('tea')")
""",
    "rolled back": """\
import psycopg2, pytest

@pytest.fixture
def connection():
    connection = psycopg2.connect("dbname=shop_test")
    yield connection
    connection.rollback()
    connection.close()

def test_total(connection):
    connection.cursor().execute("INSERT INTO orders VALUES (1, 12)")
    connection.commit()
""",
    "never committed": """\
import psycopg2

def test_total():
    connection = psycopg2.connect("dbname=shop_test")
    connection.cursor().execute("INSERT INTO orders VALUES (1, 12)")
    connection.close()
""",
    "tables of the connection alone": """\
import pymysql

def test_types():
    connection = pymysql.connect(database="shop_test")
    connection.cursor().execute("CREATE TEMPORARY TABLE prices (name text)")
""",
    "never connected": """\
from sqlalchemy import create_engine
from shop.stores import Store

def test_shown():
    engine = create_engine("postgresql+psycopg://shop:secret@localhost/shop")
    assert str(Store(engine)) == "Store('postgresql+psycopg://shop:***@localhost/shop')"
""",
    "texts": """\
from shop.urls import parse

def test_parse():
    assert parse("postgresql://localhost/shop").name == "shop"
    assert "CREATE TABLE orders" in script()
""",
    "driver replaced by the test": """\
from unittest.mock import patch
import psycopg

def test_connects():
    with patch("psycopg.connect") as connect:
        connection = psycopg.connect("dbname=shop")
        connection.execute("CREATE TABLE orders (total int)")
        connect.assert_called_once()
""",
    "server in a container": """\
import pytest
from sqlalchemy import create_engine
from testcontainers.postgres import PostgresContainer
from shop.models import Base

@pytest.fixture(scope="session")
def engine():
    with PostgresContainer("postgres:16") as server:
        engine = create_engine(server.get_connection_url())
        Base.metadata.create_all(engine)
        yield engine
""",
    "server of pytest-postgresql": """\
import pytest
from sqlalchemy import create_engine
from shop.models import Base

@pytest.fixture
def engine(postgresql):
    engine = create_engine(f"postgresql+psycopg://{postgresql.info.user}@/{postgresql.info.dbname}")
    Base.metadata.create_all(engine)
    yield engine
""",
    "expected to fail": """\
import psycopg, pytest

def test_refused():
    connection = psycopg.connect("dbname=shop_test", autocommit=True)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE orders (total int)")
""",
    "a variable that the conftest sets for each worker": {
        "tests/conftest.py": """\
import os

os.environ["SHOP_DATABASE"] = "postgresql://localhost/shop_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
""",
        "tests/test_orders.py": """\
import os
import psycopg

def test_tables():
    with psycopg.connect(os.environ["SHOP_DATABASE"]) as connection:
        connection.execute("CREATE TABLE orders (total int)")
""",
    },
    "engine of the product in a suite that knows workers": {
        "shop/__init__.py": "",
        "shop/database.py": """\
from sqlalchemy import create_engine

URL = "postgresql://localhost/shop"
engine = create_engine(URL)
""",
        "tests/conftest.py": """\
import pytest
from shop import database
from shop.models import Base

@pytest.fixture(scope="session", autouse=True)
def tables(worker_id):
    database.URL += worker_id
    Base.metadata.create_all(database.engine)
""",
    },
    "a method of the suite's own class": """\
from shop.testing import ServerCase

class TestPool(ServerCase):
    async def test_executes(self):
        async with self.create_pool(database="postgres") as pool:
            await pool.execute("CREATE TABLE many (a text)")
""",
    "kept together on one worker": """\
import psycopg, pytest

pytestmark = pytest.mark.xdist_group("database")

def test_tables():
    with psycopg.connect("dbname=shop_test") as connection:
        connection.execute("CREATE TABLE orders (total int)")
""",
}
