"""Bad cases of `destructive-cleanup`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a table is emptied": """\
import psycopg
import pytest

@pytest.fixture
def connection():
    with psycopg.connect("dbname=shop_test", autocommit=True) as connection:
        yield connection
        connection.execute("TRUNCATE orders")  # <- here
""",
    "tables are emptied before each test; one place is told once": """\
import pytest
from psycopg import AsyncConnection

URI = "postgres://postgres@localhost:5441/postgres"

@pytest.fixture
async def connection():
    async with await AsyncConnection.connect(URI, autocommit=True) as connection:
        yield connection

@pytest.fixture(autouse=True)
async def empty(connection):
    await connection.execute("DELETE FROM orders")  # <- here
    await connection.execute("DELETE FROM prices")
""",
    "a schema is dropped": """\
import pytest
from sqlalchemy import create_engine, text

@pytest.fixture
def engine():
    engine = create_engine("postgresql+psycopg://localhost:5532/shop")
    yield engine
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS test_schema CASCADE"))  # <- here
        connection.commit()
""",
    "rows of a fixed name": """\
import pymysql

class TestOrders:
    def teardown_method(self):
        connection = pymysql.connect(host="localhost", database="shop", autocommit=True)
        connection.cursor().execute("DELETE FROM users WHERE name = 'alice'")  # <- here
""",
    "several tables in a loop of a helper": """\
import pymysql
import pytest

def _empty(cursor):
    tables = ["orders", "prices"]
    [cursor.execute(f"TRUNCATE TABLE {table};") for table in tables]  # <- here

@pytest.fixture
def connection():
    connection = pymysql.connect(host="localhost", database="shop", autocommit=True)
    _empty(connection.cursor())
    yield connection
""",
    "all rows, built by functions, at the end of the session": {
        "shop/__init__.py": "",
        "shop/database.py": """\
from pydantic import PostgresDsn
from pydantic_settings import BaseSettings
from sqlmodel import create_engine

class Settings(BaseSettings):
    DATABASE_URL: PostgresDsn

settings = Settings()
engine = create_engine(str(settings.DATABASE_URL))
""",
        "tests/conftest.py": """\
import pytest
from shop.database import engine
from shop.models import Item, User
from sqlmodel import Session, delete

@pytest.fixture(scope="session", autouse=True)
def database():
    with Session(engine) as session:
        yield session
        statement = delete(Item)
        session.execute(statement)  # <- here
        statement = delete(User)
        session.execute(statement)  # <- here
        session.commit()
""",
    },
    "all rows of a query": """\
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from shop.models import Item

engine = create_engine("postgresql://localhost/shop_test")

@pytest.fixture(autouse=True)
def items():
    yield
    with Session(engine) as session:
        session.query(Item).delete()  # <- here
        session.commit()
""",
    "all tables of the product": {
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
def database():
    migrate()
    yield
    Base.metadata.drop_all(engine)  # <- here
""",
    },
    "a database of sqlalchemy-utils": """\
import pytest
from sqlalchemy_utils import drop_database

@pytest.fixture(scope="session")
def database():
    yield
    drop_database("postgresql://localhost/shop_test")  # <- here
""",
    "found keys are deleted": """\
import pytest
import redis

@pytest.fixture
def cache():
    client = redis.Redis(db=0)
    yield client
    keys = client.keys("prices:*")
    if keys:
        client.delete(*keys)  # <- here
""",
    "found keys are deleted one by one": """\
import os
import redis

client = redis.from_url(os.environ["SHOP_REDIS"])

def teardown_module():
    for key in client.scan_iter(match="*"):
        client.delete(key)  # <- here
""",
    "a fixed folder": """\
import os
import pytest
import shutil

@pytest.fixture
def profile():
    path = "/tmp/profile"
    if os.path.exists(path):
        shutil.rmtree(path)  # <- here
    os.mkdir(path)
    return path
""",
    "a folder beside the tests": """\
import pathlib
import pytest
import shutil

FOLDER = pathlib.Path(__file__).parent / "results"

@pytest.fixture(scope="session", autouse=True)
def results():
    yield FOLDER
    shutil.rmtree(FOLDER, ignore_errors=True)  # <- here
""",
    "a folder by a relative path": """\
import shutil

class TestCache:
    def setup_method(self):
        self.folder = "cache"

    def teardown_method(self):
        shutil.rmtree(self.folder, ignore_errors=True)  # <- here
""",
    "compose down in a session fixture": """\
import pytest
import subprocess

@pytest.fixture(scope="session")
def services():
    subprocess.run(["docker", "compose", "up", "-d"], check=True)
    yield
    subprocess.run(["docker", "compose", "down", "-v"], check=True)  # <- here
""",
    "compose down by a command line": """\
import os, subprocess, pytest
from pathlib import Path

FILE = Path(__file__).parent / "docker-compose.yml"

@pytest.fixture(scope="session")
def services(request):
    os.system(f"docker-compose -f {FILE} up -d")

    def stop():
        subprocess.call(f"docker-compose -f {FILE} down".split())  # <- here

    request.addfinalizer(stop)
""",
}
