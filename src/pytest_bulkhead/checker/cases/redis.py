"""Bad cases of `redis`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "fixture with a number, and its flush": """\
import pytest
from redis import Redis

@pytest.fixture
def cache():
    client = Redis(host="localhost", db=0)  # <- here
    yield client
    client.flushdb()  # <- here
""",
    "client of a test class": """\
import pytest
import redis

class TestCache:
    @pytest.fixture(autouse=True)
    def setup(self):
        self.client = redis.Redis(host="localhost", port=6379, db=1)  # <- here
        self.client.flushdb()  # <- here

    def teardown_method(self):
        self.client.flushdb()  # <- here
""",
    "address from the environment": """\
import os
import pytest

@pytest.fixture
def redis_uri():
    if uri := os.getenv("SHOP_TEST_REDIS"):
        import redis

        client = redis.from_url(uri, socket_timeout=10)
        client.flushdb()  # <- here
        yield uri
        client.flushdb()  # <- here
""",
    "cluster of the environment": """\
import os
from redis.asyncio.cluster import RedisCluster

async def test_messages():
    url = os.environ["CLUSTER_URL"].replace("redis+cluster://", "redis://", 1)
    client = RedisCluster.from_url(url)
    await client.flushall()  # <- here
""",
    "a fixed key of a fixed number": """\
import redis.asyncio as redis

async def test_cached():
    async with redis.Redis() as client:  # <- here
        await client.set("price", 12)
        assert await client.get("price") == b"12"
""",
    "through a pipeline": """\
from redis import StrictRedis

def test_cached():
    client = StrictRedis("localhost", 6379, 3)  # <- here
    batch = client.pipeline()
    batch.hset("prices", "apple", 12)
    batch.execute()
""",
    "a helper that flushes what it is given": """\
import pytest
import redis

async def _flush(url):
    client = redis.asyncio.from_url(url)
    await client.flushdb()  # <- here

@pytest.fixture
def redis_url():
    yield "redis://localhost:6379/14"

async def test_limits(redis_url):
    await _flush(redis_url)
""",
    "a helper that makes clients, with a finalizer": """\
import pytest
import redis
from redis.connection import parse_url

def _client(cls, request, **kwargs):
    options = parse_url(request.config.getoption("--redis-url"))
    options.update(kwargs)
    pool = redis.ConnectionPool(**options)
    client = cls(connection_pool=pool)
    client = client.client()

    def teardown():
        client.flushdb()  # <- here

    request.addfinalizer(teardown)
    return client

@pytest.fixture
def client(request):
    return _client(redis.Redis, request, decode_responses=True)

def test_starts_empty(client):
    client.flushall()  # <- here
    assert client.dbsize() == 0
""",
    "a factory that a fixture hands out": """\
import pytest
from redis import Redis

@pytest.fixture
def make_client():
    def make(db=2):
        return Redis(db=db)
    return make

def test_starts_empty(make_client):
    client = make_client()
    client.flushdb()  # <- here
""",
    "the client of what was made for an address": """\
import pytest
from shop.brokers import RedisBroker

@pytest.fixture
async def broker():
    broker = RedisBroker("redis://localhost:6379")
    await broker._client.flushdb()  # <- here
    return broker
""",
    "the client of what was made with a client": """\
import pytest
import redis
from shop.tasks import Tiger

@pytest.fixture
def tiger():
    tiger = Tiger(connection=redis.Redis(db=7))  # <- here
    tiger.connection.flushdb()  # <- here
    return tiger
""",
    "the default of the product's own class": {
        "shop/__init__.py": "",
        "shop/broker.py": """\
import redis

class Broker:
    def __init__(self, url=None, client=None, **parameters):
        if url:
            parameters["connection_pool"] = redis.ConnectionPool.from_url(url)
        self.client = client or redis.Redis(**parameters)
""",
        "tests/conftest.py": """\
import pytest
from shop.broker import Broker

@pytest.fixture
def broker():
    broker = Broker()
    broker.client.flushall()  # <- here
    yield broker
""",
    },
    "client of a conftest, written by the tests": {
        "tests/conftest.py": """\
import pytest
import redis

@pytest.fixture(scope="session")
def client():
    return redis.Redis(host="localhost")  # <- here
""",
        "tests/test_prices.py": """\
def test_cached(client):
    client.set("price", 12)
""",
    },
    "valkey": """\
import valkey

def test_starts_empty():
    client = valkey.Valkey(port=6380)  # <- here
    client.flushall()  # <- here
""",
    "the server's own class of a project": {
        "shop/__init__.py": "",
        "shop/cache.py": "import redis\n\nclass Cache(redis.Redis):\n    pass\n",
        "tests/test_cache.py": """\
from shop.cache import Cache

def test_starts_empty():
    Cache(db=3).flushdb()  # <- here
""",
    },
    "an address with its number": """\
import redis

def test_cached():
    client = redis.from_url("redis://localhost:6379/3", decode_responses=True)  # <- here
    client.set("price", 12)
""",
    "two numbers, which lie apart": """\
import redis

def test_moves():
    here = redis.Redis(db=3)  # <- here
    there = redis.Redis(db=4)  # <- here
    here.set("price", 12)
    there.set("price", 13)
    assert here.get("price") != there.get("price")
""",
    "the number in a keyword of its own": """\
import pytest
import redis

OPTIONS = {"host": "localhost", "db": 5}

@pytest.fixture
def client():
    client = redis.Redis(**OPTIONS)  # <- here
    client.lpush("queue", "job")
    return client
""",
}
