"""Good cases of `redis`."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "number of the worker": """\
import pytest
from pytest_bulkhead.worker import get_worker_redis_db
from redis import Redis

@pytest.fixture
def cache():
    client = Redis(host="localhost", db=get_worker_redis_db())
    yield client
    client.flushdb()
""",
    "address made of the worker's id": """\
import pytest
import redis

@pytest.fixture
def cache(worker_id):
    number = 0 if worker_id == "master" else int(worker_id[2:]) + 1
    client = redis.from_url(f"redis://localhost/{number}")
    client.flushdb()
    return client
""",
    "number from the worker's own variable": """\
import os
import redis

NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])

def test_starts_empty():
    redis.Redis(db=NUMBER).flushdb()
""",
    "a variable that the conftest sets for each worker": {
        "tests/conftest.py": """\
import os

def pytest_configure(config):
    worker = config.workerinput["workerid"]
    os.environ["SHOP_REDIS"] = f"redis://localhost/{worker[2:]}"
""",
        "tests/test_cache.py": """\
import os
import redis

def test_starts_empty():
    redis.from_url(os.environ["SHOP_REDIS"]).flushdb()
""",
    },
    "a number that another fixture sets for each worker": {
        "shop/__init__.py": "",
        "shop/client.py": """\
import redis
from shop.settings import Settings

def get_client():
    settings = Settings()
    return redis.Redis(db=settings.db)
""",
        "shop/settings.py": """\
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    db: int = 0
""",
        "tests/conftest.py": """\
import pytest
from shop.client import get_client

@pytest.fixture(autouse=True)
def number(worker_id, monkeypatch):
    monkeypatch.setenv("DB", worker_id[2:])

@pytest.fixture(autouse=True)
def cache(number):
    client = get_client()
    client.flushdb()
    yield client
""",
    },
    "a prefix of the worker": """\
import pytest
import redis
from pytest_bulkhead.worker import scoped_name

@pytest.fixture
def cache():
    client = redis.Redis(db=0)
    client.set(scoped_name("price"), 12)
    return client
""",
    "a random key": """\
import uuid
import redis

def test_cached():
    client = redis.Redis()
    key = f"price:{uuid.uuid4()}"
    client.set(key, 12)
    client.delete(key)
""",
    "fakeredis": """\
import pytest
from fakeredis import FakeRedis, FakeAsyncRedis

@pytest.fixture
def cache():
    client = FakeRedis(db=0)
    client.flushall()
    yield client

@pytest.fixture
async def slow_cache():
    client = FakeAsyncRedis()
    await client.flushall()
    yield client
""",
    "mock": """\
from unittest.mock import MagicMock

def test_flushes():
    client = MagicMock()
    client.flushdb()
    client.flushdb.assert_called_once()
""",
    "class replaced by the test": """\
from unittest.mock import patch
import redis

@patch("redis.Redis")
def test_flushes(cls):
    client = redis.Redis(db=0)
    client.flushdb()

def test_connects():
    with patch("redis.Redis.from_url"):
        client = redis.Redis.from_url("redis://localhost:6379")
        client.set("price", 12)
""",
    "class replaced by a fixture": """\
import fakeredis, pytest, redis

@pytest.fixture(autouse=True)
def fake(monkeypatch):
    monkeypatch.setattr(redis, "Redis", fakeredis.FakeRedis)

def test_cached():
    redis.Redis().set("price", 12)
""",
    "socket replaced by the set-up": """\
from unittest.mock import patch
from redis import Redis

class TestErrors:
    def setup_method(self):
        self.patcher = patch("socket.socket")
        self.patcher.start()

    def teardown_method(self):
        self.patcher.stop()

    def test_error(self):
        client = Redis()
        client.set("hello", "world")
""",
    "server in a container": """\
import pytest
import redis
from testcontainers.redis import RedisContainer

@pytest.fixture(scope="session")
def server():
    with RedisContainer() as container:
        yield container

@pytest.fixture
def cache(server):
    client = redis.Redis(host=server.get_container_host_ip(), port=int(server.get_exposed_port(6379)))
    client.flushall()
    yield client
""",
    "server of pytest-redis": """\
def test_cached(redisdb):
    redisdb.set("price", 12)
    redisdb.flushall()
""",
    "only read": """\
import redis

def is_there():
    client = redis.Redis(host="localhost", socket_timeout=1)
    return "search" in {module["name"] for module in client.module_list()}

def test_info():
    assert redis.Redis().info()
""",
    "never connected": """\
from redis import Redis, ConnectionPool
from shop.pools import describe

def test_describes():
    assert describe(Redis(ssl=True)).ssl
    assert describe(Redis(connection_pool=ConnectionPool(path="/tmp/x.sock"))).path
""",
    "expected to fail": """\
import pytest, redis

def test_nobody_there():
    client = redis.Redis(port=1)
    with pytest.raises(redis.ConnectionError):
        client.flushdb()
""",
    "texts": """\
def test_address():
    assert parse("redis://localhost:6379/0").db == 0
    assert "FLUSHDB" in ["FLUSHDB"]
""",
    "handed to something else that nobody knows": """\
from redis import Redis
from shop.cache import Cache

def test_unreachable():
    cache = Cache(Redis(host="nonexistent", socket_timeout=0.1))
    assert cache.get("price") is None
""",
    "a number that is looked for": """\
from redis import Redis

def empty_database():
    for number in range(4, 17):
        client = Redis(db=number)
        if client.dbsize() == 0:
            return client

def test_queue():
    empty_database().flushdb()
""",
    "a count of users among workers, and a lock": """\
import pytest, redis

@pytest.fixture(scope="session", autouse=True)
def clean():
    client = redis.Redis()
    client.incr("users")
    client.set("lock", 1, nx=True)
    yield
    if client.decr("users") == 0:
        clean_up(client)
""",
    "kept together on one worker": """\
import pytest, redis

@pytest.mark.xdist_group("redis")
def test_cached():
    client = redis.Redis()
    client.flushdb()
""",
    "the name is used for something else later": """\
import uuid
import redis

def test_two():
    client = redis.Redis(db=uuid.uuid4().int % 16)
    client.set("price", 12)
    client = redis.Redis(ssl=True)
    assert client.connection_pool.connection_kwargs["ssl"]
""",
}
