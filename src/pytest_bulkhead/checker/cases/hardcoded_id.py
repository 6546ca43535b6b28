"""Cases of `hardcoded-id`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a key of Redis": """\
import redis

def test_cached():
    client = redis.Redis()
    client.set("price:apple", 12)  # <- here
    assert client.get("price:apple") == b"12"
""",
    "a key of a server from the environment": """\
import os
import redis

USER = "user:alice"

def test_signed_in():
    client = redis.from_url(os.environ["SHOP_REDIS"])
    client.hset(USER, "name", "Alice")  # <- here
""",
    "a row": """\
import psycopg

def test_signed_in():
    with psycopg.connect("dbname=shop_test", autocommit=True) as connection:
        connection.execute("INSERT INTO users (id, name) VALUES (1, 'alice')")  # <- here
""",
    "a row whose values stand beside it": """\
import pymysql

def test_signed_in():
    connection = pymysql.connect(database="shop_test")
    connection.cursor().execute("INSERT INTO users VALUES (%s, %s)", (1, "alice"))  # <- here
    connection.commit()
""",
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "of the worker": """\
import redis
from pytest_bulkhead.worker import scoped_name

def test_cached():
    client = redis.Redis()
    client.set(scoped_name("price"), 12)
""",
    "a database of the worker": """\
import redis
from pytest_bulkhead.worker import get_worker_redis_db

def test_cached():
    client = redis.Redis(db=get_worker_redis_db())
    client.set("price:apple", 12)
""",
    "a random value": """\
import uuid
import psycopg

def test_signed_in():
    with psycopg.connect("dbname=shop_test", autocommit=True) as connection:
        connection.execute("INSERT INTO users VALUES (%s)", [uuid.uuid4()])
""",
    "rolled back": """\
import psycopg

def test_signed_in():
    connection = psycopg.connect("dbname=shop_test")
    connection.execute("INSERT INTO users VALUES (1, 'alice')")
    connection.rollback()
""",
    "mocks and assertions": """\
from unittest.mock import MagicMock

def test_signed_in():
    client = MagicMock()
    client.set("user:alice", 1)
    client.set.assert_called_with("user:alice", 1)
""",
    "something else that is set": """\
def test_settings(settings, redis_client):
    settings.set("user", "alice")
""",
}
