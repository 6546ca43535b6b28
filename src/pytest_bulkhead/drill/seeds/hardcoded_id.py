"""BH207: fixed identifiers in a backend that workers share."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import Examination, Seed

SEEDS = (
    Seed(
        code="BH207",
        name="fixed key of a shared number",
        bad={
            "test_berth_of_alice.py": """\
import os

import redis


def test_alice_has_a_berth():
    with redis.from_url(os.environ["REDIS_URL"]) as client:
        client.hset("drill:user:alice", "berth", 7)
        assert client.hget("drill:user:alice", "berth") == b"7"
""",
        },
        good={
            "test_berth_of_alice.py": """\
import os

import redis

from pytest_bulkhead.worker import scoped_name


def test_alice_has_a_berth():
    alice = scoped_name("alice")
    with redis.from_url(os.environ["REDIS_URL"]) as client:
        client.hset(alice, "berth", 7)
        assert client.hget(alice, "berth") == b"7"
        client.delete(alice)
""",
        },
        caught_by=frozenset({Examination.CHECK}),
        needs=frozenset({"redis"}),
        also=frozenset({"BH203"}),
    ),
)
