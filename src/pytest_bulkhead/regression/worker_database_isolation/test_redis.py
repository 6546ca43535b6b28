"""Two users of one Redis, and what each of them does to the other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from pytest_bulkhead.errors import RedisNumbersExhaustedError
from pytest_bulkhead.regression.children import run_suite
from pytest_bulkhead.worker import get_worker_redis_db, scoped_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.redis.database import RedisDatabase
    from pytest_bulkhead.resources.redis.server import RedisServer
EACH = ("-n", "2", "--dist", "each")


def test_redis_keys_of_the_neighbour(tmp_path: Path, redis_server: RedisServer, redis_db: RedisDatabase) -> None:
    """Two workers with one number count each other's keys.

    `redis_db` is a number (or a prefix) of each worker's own, in real workers of pytest-xdist, on one server.
    """
    done = run_suite(
        tmp_path,
        """
        import os, redis
        from pytest_bulkhead.regression.meeting import meet

        def counted(client, key, stage):
            client.incr(key)
            meet(stage)
            return int(client.get(key))

        def test_shared():
            with redis.Redis.from_url(os.environ["SHARED"]) as client:
                assert counted(client, os.environ["SHARED_PREFIX"] + "visits", "shared") == 1

        def test_own(redis_db):
            assert counted(redis_db.client(), f"{redis_db.prefix}visits", "own") == 1
        """,
        *EACH,
        BULKHEAD_REDIS_URL=redis_server.url,
        SHARED=redis_db.url,
        SHARED_PREFIX=redis_db.prefix,
    )
    assert done.failed == {"test_shared"}, done.output
    assert done.passed == {"test_own"}


def test_redis_flush_takes_all_of_a_number(redis_server: RedisServer) -> None:
    """`FLUSHDB` at the end of a test empties the number for everybody who uses it.

    `wipe`, which the fixture does before and after each test, empties what is the worker's own.
    """
    with redis_server.database() as shared, redis_server.database() as own:
        mine = shared.client()
        mine.set(f"{shared.prefix}cart", "full")
        own.wipe()
        assert mine.get(f"{shared.prefix}cart") == b"full"
        shared.wipe()  # as FLUSHDB by the neighbour, who has the same number
        assert mine.get(f"{shared.prefix}cart") is None


def test_redis_select_on_a_client_with_a_pool(redis_server: RedisServer) -> None:
    """`SELECT` holds for one connection: the next one of the client's pool is in number 0, with everybody.

    A number in the URL holds for all connections of the client.
    """
    with redis_server.database() as own:
        if own.prefix:
            pytest.skip("This Redis has no number left for this worker, which has a prefix: give it more `databases`.")
        with closing(own.client().connection_pool) as pool:
            one = pool.get_connection()
            one.send_command("SELECT", "0")
            assert one.read_response() in (b"OK", "OK")
            one.send_command("CLIENT", "INFO")
            next_of_pool = pool.get_connection()
            next_of_pool.send_command("CLIENT", "INFO")
            said = [str(connection.read_response()) for connection in (one, next_of_pool)]
            pool.release(one)
            pool.release(next_of_pool)
        assert " db=0 " in said[0]
        assert f" db={own.db} " in said[1]


def test_redis_has_no_number_for_the_seventeenth_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stock Redis has 16 numbers, and workers that replace crashed ones have higher ones: `index out of range`.

    The library says so instead of sharing one; `redis_db` goes on with prefixes on any server.
    """
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw16")
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "17")
    monkeypatch.delenv("BULKHEAD_SLOT", raising=False)
    with pytest.raises(RedisNumbersExhaustedError):
        get_worker_redis_db()
    assert get_worker_redis_db(databases=32) == 17


def test_redis_message_crosses_numbers(redis_server: RedisServer) -> None:
    """Channels are the server's, not the number's: a subscriber hears the neighbour although each has its own number.

    The channel's name has to be the worker's own: the prefix, if there is one, and `scoped_name`.
    """
    with redis_server.database() as one, redis_server.database() as other:
        if one.prefix or other.prefix:
            pytest.skip("This Redis has no number left for this worker, which has a prefix: give it more `databases`.")
        own = scoped_name("news")
        with one.client().pubsub(ignore_subscribe_messages=True) as subscriber:
            subscriber.subscribe("bh-news", own)
            while not subscriber.subscribed or subscriber.get_message(timeout=0.2) is not None:
                pass
            assert other.client().publish("bh-news", "from another number") == 1
            assert other.client().publish(scoped_name("news_of_another"), "unheard") == 0
            assert other.client().publish(own, "told") == 1


def test_redis_lock_that_a_test_left(redis_server: RedisServer) -> None:
    """A lock whose holder failed before it gave it back stays until it expires, and the next test waits for it.

    Each test begins with an empty number.
    """
    with redis_server.database() as own:
        key = f"{own.prefix}lock"
        client = own.client()
        assert client.set(key, "test_that_failed", nx=True, ex=600)
        assert not client.set(key, "the next test", nx=True, ex=600)
    with redis_server.database() as own:
        assert own.client().set(f"{own.prefix}lock", "the next test", nx=True, ex=600)
