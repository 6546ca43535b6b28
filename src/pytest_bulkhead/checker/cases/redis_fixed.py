"""What becomes of bad cases of `redis` when they are fixed."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.rule import Case

FIXED: Mapping[str, Case] = {
    "fixture with a number, and its flush": """\
import pytest
from pytest_bulkhead.worker import get_worker_redis_db
from redis import Redis

@pytest.fixture
def cache():
    client = Redis(host="localhost", db=get_worker_redis_db())
    yield client
    client.flushdb()
""",
    "address from the environment": """\
import os
import pytest

@pytest.fixture
def redis_uri():
    if uri := os.getenv("SHOP_TEST_REDIS"):
        import redis

        client = redis.from_url(uri, socket_timeout=10)
        client.flushdb()
        yield uri
        client.flushdb()
""",
    "a fixed key of a fixed number": """\
import redis.asyncio as redis
from pytest_bulkhead.worker import get_worker_redis_db

async def test_cached():
    async with redis.Redis(db=get_worker_redis_db()) as client:
        await client.set("price", 12)
        assert await client.get("price") == b"12"
""",
    "through a pipeline": """\
from pytest_bulkhead.worker import get_worker_redis_db
from redis import StrictRedis

def test_cached():
    client = StrictRedis("localhost", 6379, get_worker_redis_db())
    batch = client.pipeline()
    batch.hset("prices", "apple", 12)
    batch.execute()
""",
    "the client of what was made with a client": """\
import pytest
import redis
from pytest_bulkhead.worker import get_worker_redis_db
from shop.tasks import Tiger

@pytest.fixture
def tiger():
    tiger = Tiger(connection=redis.Redis(db=get_worker_redis_db()))
    tiger.connection.flushdb()
    return tiger
""",
    "client of a conftest, written by the tests": {
        "tests/conftest.py": """\
import pytest
import redis
from pytest_bulkhead.worker import get_worker_redis_db

@pytest.fixture(scope="session")
def client():
    return redis.Redis(host="localhost", db=get_worker_redis_db())
""",
    },
    "an address with its number": """\
import redis
from pytest_bulkhead.worker import get_worker_redis_db

def test_cached():
    client = redis.from_url("redis://localhost:6379", decode_responses=True, db=get_worker_redis_db())
    client.set("price", 12)
""",
    "two numbers, which lie apart": """\
import redis

def test_moves():
    here = redis.Redis(db=3)
    there = redis.Redis(db=4)
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
    client = redis.Redis(**OPTIONS)
    client.lpush("queue", "job")
    return client
""",
}
