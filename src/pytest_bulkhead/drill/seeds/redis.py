"""BH203: Redis numbers and keys that all workers write."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_NEEDS = frozenset({"redis"})

SEEDS = (
    Seed(
        code="BH203",
        name="number that a fixture flushes",
        bad={
            "test_signal_cache.py": """\
import os

import pytest
from redis import Redis


@pytest.fixture
def signals():
    client = Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
    yield client
    client.flushdb()
    client.close()


def test_hoists(signals):
    signals.set("flag", "blue peter")
    assert signals.get("flag") == "blue peter"


def test_strikes(signals):
    assert signals.get("pennant") is None
""",
        },
        good={
            "test_signal_cache.py": """\
import os

import pytest
from redis import Redis

from pytest_bulkhead.worker import get_worker_redis_db


@pytest.fixture
def signals():
    client = Redis.from_url(os.environ["REDIS_URL"], db=get_worker_redis_db(), decode_responses=True)
    yield client
    client.flushdb()
    client.close()


def test_hoists(signals):
    signals.set("flag", "blue peter")
    assert signals.get("flag") == "blue peter"


def test_strikes(signals):
    assert signals.get("pennant") is None
""",
        },
        caught_by=READING | RUNNING,
        needs=_NEEDS,
        also=frozenset({"BH208"}),
    ),
    Seed(
        code="BH203",
        name="key that two tests write",
        bad={
            "test_watch_keys.py": """\
import os

import pytest
from redis import Redis


@pytest.fixture
def watches():
    with Redis(host=os.environ["REDIS_HOST"], port=int(os.environ["REDIS_PORT"]), db=1) as client:
        yield client


def test_begins_the_watch(watches):
    watches.set("drill:on-watch", "mate")
    assert watches.get("drill:on-watch") == b"mate"


def test_ends_the_watch(watches):
    watches.set("drill:on-watch", "nobody")
    assert watches.get("drill:on-watch") == b"nobody"
""",
        },
        good={
            "test_watch_keys.py": """\
import os

import pytest
from redis import Redis

from pytest_bulkhead.worker import get_worker_redis_db


@pytest.fixture
def watches():
    number = get_worker_redis_db()
    with Redis(host=os.environ["REDIS_HOST"], port=int(os.environ["REDIS_PORT"]), db=number) as client:
        yield client


def test_begins_the_watch(watches):
    watches.set("drill:on-watch", "mate")
    assert watches.get("drill:on-watch") == b"mate"


def test_ends_the_watch(watches):
    watches.set("drill:on-watch", "nobody")
    assert watches.get("drill:on-watch") == b"nobody"
""",
        },
        caught_by=READING | RUNNING,
        needs=_NEEDS,
    ),
)
