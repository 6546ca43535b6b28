"""Bad cases of `postgres`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "tables of a fixture": """\
import psycopg
import pytest

@pytest.fixture(scope="session")
def database():
    with psycopg.connect("postgresql://localhost/shop_test", autocommit=True) as connection:  # <- here
        connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, total numeric)")
        yield connection
        connection.execute("DROP TABLE orders")
""",
    "tables of a metadata": """\
import pytest
from sqlalchemy import create_engine
from shop.models import Base

URL = "postgresql+psycopg://shop:shop@localhost:5432/shop_test"

@pytest.fixture
def engine():
    engine = create_engine(URL)  # <- here
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()
""",
    "tables of a metadata, asynchronously": """\
import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from shop.models import Base

@pytest.fixture
async def engine():
    engine = create_async_engine("mysql+asyncmy://shop:shop@localhost/shop_test")  # <- here
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
""",
    "a schema": """\
import pytest
from sqlalchemy import create_engine, text

@pytest.fixture
def store():
    engine = create_engine("postgresql+psycopg://localhost/shop_test")  # <- here
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS prices"))
    yield engine
""",
    "parts from the environment, with defaults": """\
import os
import psycopg
import pytest

class TestPrices:
    @pytest.fixture(autouse=True)
    def connect(self):
        host = os.environ.get("SHOP_PG_HOST", "localhost")
        name = os.environ.get("SHOP_PG_DB", "shop")
        self.connection = psycopg.connect(f"host={host} dbname={name}", autocommit=True)  # <- here
        self.connection.execute(\"\"\"
            -- what the tests read
            CREATE TABLE prices (name text)
        \"\"\")
        yield
        self.connection.close()
""",
    "through a cursor of a helper's connection": """\
import mysql.connector

database = "shop_test"

def _create():
    connection = mysql.connector.connect(host="localhost", port=3306, autocommit=True)  # <- here
    connection.cursor().execute("CREATE DATABASE IF NOT EXISTS %s" % database)

_create()

def test_empty():
    assert tables() == []
""",
    "parameters in a dict that a function returns": """\
import os
import pymysql
import pytest

def settings():
    return {"host": os.environ.get("MYSQL_HOST", "localhost"), "database": "shop_tests"}

@pytest.fixture
def connection():
    connection = pymysql.connect(**settings())  # <- here
    connection.cursor().execute("CREATE TABLE `prices` (`name` varchar(5))")
    yield connection
""",
    "rows that are committed": """\
import psycopg2

def test_total():
    connection = psycopg2.connect("dbname=shop_test")  # <- here
    cursor = connection.cursor()
    cursor.execute("INSERT INTO orders VALUES (1, 12)")
    connection.commit()
    assert total() == 12
""",
    "rows of a session": """\
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from shop.models import Order

Session = sessionmaker(bind=create_engine("postgresql://localhost/shop_test"))  # <- here

def test_total():
    with Session() as session:
        session.add(Order(total=12))
        session.commit()
""",
    "rows, with an asynchronous driver that commits by itself": """\
import asyncpg

async def test_total():
    connection = await asyncpg.connect(database="shop_test")  # <- here
    await connection.execute("CREATE TABLE orders (total int)")
    await connection.fetchval("INSERT INTO orders VALUES (12) RETURNING total")
""",
    "one of several engines": """\
import pytest
from sqlalchemy import create_engine
from shop.models import Base

first = create_engine("postgresql+psycopg2://localhost/shop_test")  # <- here
second = create_engine("postgresql+pg8000://localhost/shop_test")
engines = [first, second]

Base.metadata.create_all(engines[0])

def test_empty():
    assert not orders(second)
""",
    "engine of a conftest, tables of a test file": {
        "tests/conftest.py": """\
import pytest
from sqlalchemy import create_engine

@pytest.fixture(scope="session")
def engine():
    return create_engine("postgresql://localhost/shop_test")  # <- here
""",
        "tests/test_orders.py": """\
from shop.models import Base

def test_tables(engine):
    Base.metadata.create_all(engine)
""",
    },
    "engine of the product, whose address has a default": {
        "shop/__init__.py": "",
        "shop/database.py": """\
import os
from sqlalchemy import create_engine

engine = create_engine(os.environ.get("DATABASE_URL", "postgresql://localhost/shop"))
""",
        "tests/conftest.py": """\
import pytest
from shop.database import engine
from shop.models import Base

@pytest.fixture(scope="session", autouse=True)
def tables():
    Base.metadata.create_all(bind=engine)  # <- here
    yield
""",
    },
    "engine of the product, whose address is a setting": {
        "shop/__init__.py": "",
        "shop/database.py": """\
from pydantic import PostgresDsn
from pydantic_settings import BaseSettings
from sqlmodel import create_engine

class Settings(BaseSettings):
    database_url: PostgresDsn

settings = Settings()
engine = create_engine(str(settings.database_url))
""",
        "tests/conftest.py": """\
import pytest
from shop.database import engine
from sqlmodel import SQLModel

@pytest.fixture(scope="session", autouse=True)
def tables():
    SQLModel.metadata.create_all(engine)  # <- here
""",
    },
    "a database of sqlalchemy-utils": """\
import pytest
from sqlalchemy_utils import create_database, drop_database

@pytest.fixture(scope="session")
def database():
    url = "postgresql://localhost/shop_test"
    create_database(url)  # <- here
    yield url
    drop_database(url)
""",
    "a module that may be absent": """\
import pytest

psycopg = pytest.importorskip("psycopg")

@pytest.fixture
def connection():
    with psycopg.connect("dbname=shop_test") as connection:  # <- here
        connection.execute("CREATE TABLE orders (total int)")
        yield connection
""",
}
