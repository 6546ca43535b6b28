"""Good cases of `destructive-cleanup`."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "rows of the worker": """\
import psycopg
import pytest
from pytest_bulkhead.worker import scoped_name

@pytest.fixture
def tenant():
    name = scoped_name("acme")
    with psycopg.connect("dbname=shop_test", autocommit=True) as connection:
        yield name
        connection.execute("DELETE FROM orders WHERE tenant = %s", [name])
""",
    "rows that the test has made": """\
import psycopg
import pytest

@pytest.fixture
def order():
    with psycopg.connect("dbname=shop_test", autocommit=True) as connection:
        number = connection.execute("SELECT nextval('orders')").fetchone()[0]
        yield number
        connection.execute(f"DELETE FROM orders WHERE number = {number}")
""",
    "a schema of the process": """\
import os
import pytest
from sqlalchemy import create_engine, text

SCHEMA = f"shop_test_{os.getpid()}"

@pytest.fixture(scope="session")
def engine():
    engine = create_engine("postgresql://localhost/shop")
    yield engine
    with engine.begin() as connection:
        connection.execute(text(f'DROP SCHEMA IF EXISTS "{SCHEMA}" CASCADE'))
""",
    "a database of the worker": """\
import pytest
from sqlalchemy import create_engine, text

@pytest.fixture
def engine(worker_id):
    engine = create_engine(f"postgresql://localhost/shop_{worker_id}")
    yield engine
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE orders"))
""",
    "a database in memory": """\
import pytest
from sqlalchemy import create_engine, text
from shop.models import Base

@pytest.fixture
def engine():
    engine = create_engine("sqlite://")
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM orders"))
    Base.metadata.drop_all(engine)
""",
    "a server in a container": """\
import pytest
from sqlalchemy import create_engine
from testcontainers.postgres import PostgresContainer
from shop.models import Base

@pytest.fixture(scope="session")
def engine():
    with PostgresContainer() as server:
        engine = create_engine(server.get_connection_url())
        yield engine
        Base.metadata.drop_all(engine)
""",
    "a connection that nobody knows": """\
import pytest

@pytest.fixture
def orders(database):
    yield
    database.execute("TRUNCATE orders")
""",
    "rolled back": """\
import psycopg2, pytest

@pytest.fixture
def empty():
    connection = psycopg2.connect("dbname=shop")
    connection.cursor().execute("DELETE FROM orders")
    yield connection
    connection.rollback()
""",
    "what is tested": """\
import psycopg

def test_truncates():
    with psycopg.connect("dbname=shop", autocommit=True) as connection:
        connection.execute("TRUNCATE orders")
""",
    "keys of the worker": """\
import pytest
import redis
from pytest_bulkhead.worker import scoped_name

@pytest.fixture
def cache():
    client = redis.Redis(db=0)
    yield client
    keys = client.keys(scoped_name("prices") + "*")
    if keys:
        client.delete(*keys)
""",
    "by the last user alone": """\
import pytest
import redis

@pytest.fixture(scope="session", autouse=True)
def clean():
    client = redis.Redis()
    client.incr("users")
    yield
    if client.decr("users") == 0:
        client.delete(*client.keys("prices:*"))
""",
    "by the controller alone": """\
import subprocess

def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        subprocess.run(["docker", "compose", "down"], check=True)
""",
    "a project of the worker": """\
import pytest
import subprocess

@pytest.fixture(scope="session")
def services(worker_id):
    command = ["docker", "compose", f"--project-name=shop-{worker_id}"]
    subprocess.run([*command, "up", "-d"], check=True)
    yield
    subprocess.run([*command, "down"], check=True)
""",
    "under a lock": """\
import pytest, subprocess
from filelock import FileLock

@pytest.fixture(scope="session")
def services(tmp_path_factory):
    with FileLock(tmp_path_factory.getbasetemp().parent / "lock"):
        subprocess.run(["docker", "compose", "up", "-d"], check=True)
    yield
    with FileLock(tmp_path_factory.getbasetemp().parent / "lock"):
        subprocess.run(["docker", "compose", "down"], check=True)
""",
    "folders of one's own": """\
import os
import pytest
import shutil
import tempfile

@pytest.fixture
def folder():
    folder = tempfile.mkdtemp()
    yield folder
    shutil.rmtree(folder)

@pytest.fixture
def below(tmp_path):
    yield tmp_path / "below"
    shutil.rmtree(os.path.join(tmp_path, "below"))

@pytest.fixture
def inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    shutil.rmtree("out")

@pytest.fixture
def of_process():
    folder = f"/tmp/shop-{os.getpid()}"
    yield folder
    shutil.rmtree(folder)
""",
    "a relative path where somebody unknown may stand": """\
import pytest
import shutil

def make(tmp_dir):
    tmp_dir.generate("out")
    shutil.rmtree("out")

@pytest.fixture
def emptied(tmp_dir):
    shutil.rmtree("out")
""",
    "a test's own folder": """\
import os, shutil

def test_loads():
    os.makedirs("project")
    try:
        assert load("project")
    finally:
        shutil.rmtree("project")
""",
    "removal is a mock": """\
import pytest, shutil

@pytest.fixture
def removal(mocker):
    mocker.patch("shutil.rmtree")
    shutil.rmtree("/etc/shop")
""",
}
