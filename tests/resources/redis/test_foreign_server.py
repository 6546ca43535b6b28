"""On somebody's server nothing is touched but what is free, and what is taken is given back."""

from __future__ import annotations

import contextlib
import json

import pytest
import redis

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.redis.address import Address
from pytest_bulkhead.resources.redis.database import RedisDatabase
from pytest_bulkhead.resources.redis.driver import connect
from pytest_bulkhead.resources.redis.isolation import prove_alone
from pytest_bulkhead.resources.redis.leases import LEASE, RECORDS, Holder, Leases
from pytest_bulkhead.resources.redis.prefixes import own_prefix
from pytest_bulkhead.resources.redis.server import RedisServer
from pytest_bulkhead.resources.this_host import host_identity


@pytest.fixture
def client(redis_server):
    """Of its number 0; keys are in 0 and in 2."""
    with redis.Redis.from_url(redis_server, decode_responses=True) as client:
        client.flushall()
        client.mset({"theirs": "0"})
        with redis.Redis.from_url(f"{redis_server}/2") as other:
            other.set("theirs", "2")
        yield client
        assert client.keys("*") == ["theirs"]
        with redis.Redis.from_url(f"{redis_server}/2") as other:
            assert other.keys("*") == [b"theirs"]
        assert client.acl_users() == ["default"]
        client.flushall()


@pytest.fixture
def servers(redis_server, client):
    """Two that share it, as two workers would."""
    with contextlib.ExitStack() as stack:
        both = [RedisServer(Address.parse(redis_server)) for _ in range(2)]
        for one in both:
            stack.callback(one.close)
        yield both


def test_neither_number_0_nor_one_with_foreign_keys_is_taken(servers):
    with servers[0].database() as one, servers[1].database() as two, servers[0].database() as three:
        assert [one.db, two.db, three.db] == [1, 3, 4]


def test_a_number_stays_with_its_worker_and_is_wiped_between_tests(servers):
    for _ in range(2):
        with servers[0].database() as database:
            assert (database.db, database.client().dbsize()) == (1, 0)
            database.client().set("a", "b")
    with servers[1].database() as database:
        assert database.db == 3


def test_twenty_on_sixteen_numbers_are_all_alone(servers):
    with contextlib.ExitStack() as stack:
        databases = [stack.enter_context(servers[n % 2].database()) for n in range(20)]
        assert len({(database.db, database.prefix) for database in databases}) == 20
        assert sum(database.db == 0 for database in databases) == 6
        for n, database in enumerate(databases):
            database.client().set(f"{database.prefix}mine", n)
        for n, database in enumerate(databases):
            assert database.client(decode_responses=True).get(f"{database.prefix}mine") == str(n)


@pytest.fixture
def prefixed(redis_server, client):
    leases = Leases(client, "here")
    space = own_prefix(Address.parse(redis_server), leases)
    prove_alone(space, client)
    database = RedisDatabase(space)
    yield database
    database.close()
    space.give_back()
    leases.close()


@pytest.mark.parametrize(
    "command",
    [
        *(("SET", "cart", 1), ("GET", "theirs"), ("DEL", "theirs"), ("KEYS", "*"), ("SCAN", 0), ("FLUSHDB",)),
        *(("FLUSHALL",), ("RANDOMKEY",), ("DBSIZE",), ("SELECT", 1), ("PUBLISH", "all", 1), ("ACL", "LIST")),
        *(("EVAL", "return redis.call('get', 'theirs')", 0), ("CONFIG", "GET", "*"), ("SWAPDB", 0, 1)),
    ],
    ids=lambda command: command[0],
)
def test_who_has_a_prefix_reaches_nothing_else(prefixed, command):
    with pytest.raises(redis.RedisError, match=r"(?i)permission|can't access"):
        prefixed.client().execute_command(*command)


def test_what_begins_with_the_prefix_works(prefixed):
    client = prefixed.client(decode_responses=True)
    key = f"{prefixed.prefix}cart"
    with client.pipeline() as pipeline:
        assert pipeline.rpush(key, 1, 2).lrange(key, 0, -1).execute() == [2, ["1", "2"]]
    assert client.register_script("return redis.call('llen', KEYS[1])")(keys=[key]) == 2
    assert client.publish(f"{prefixed.prefix}news", "x") == 0
    prefixed.wipe()
    assert not client.exists(key)


DEAD = json.dumps(Holder("of nobody alive", host_identity(), 1, "a run that died", 0, "gw0"))


def test_what_is_left_by_one_who_died_a_moment_ago_is_wiped_and_taken_over(servers, client, redis_server):
    client.set(f"{LEASE}number:1", DEAD)
    client.hset(RECORDS, "number:1", DEAD)
    with redis.Redis.from_url(f"{redis_server}/1") as dead:
        dead.set("left", "over")
    with servers[0].database() as database:
        assert (database.db, database.client().dbsize()) == (1, 0)


def test_what_was_left_by_the_dead_and_anybody_may_have_used_since_is_passed_by(servers, client, redis_server):
    client.hset(RECORDS, "number:1", DEAD)
    with redis.Redis.from_url(f"{redis_server}/1") as other:
        other.set("precious", "written since")
        with servers[0].database() as database:
            assert database.db == 3
        assert other.get("precious") == b"written since"
        other.delete("precious")
    assert client.hget(RECORDS, "number:1") == DEAD
    client.hdel(RECORDS, "number:1")


def test_a_number_to_which_somebody_is_connected_is_passed_by(servers, redis_server):
    with redis.Redis.from_url(f"{redis_server}/1", single_connection_client=True) as other:
        other.ping()
        with servers[0].database() as database:
            assert database.db == 3


def test_a_number_at_which_another_worker_of_ours_looks_is_not(servers, redis_server):
    with connect(f"{redis_server}/1") as looking:
        looking.ping()
        with servers[0].database() as database:
            assert database.db == 1


def test_a_lease_that_was_lost_is_told_and_the_number_left_alone(servers, client):
    with contextlib.ExitStack() as stack:
        seen = stack.enter_context(servers[0].database()).client()
        seen.set("a", "b")
        client.set(f"{LEASE}number:1", "somebody else")
        with pytest.raises(ServerError, match="lease of number:1 was lost"):
            stack.close()
    assert seen.get("a") == b"b"
    seen.delete("a")
    seen.close()
    client.delete(f"{LEASE}number:1", RECORDS)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://localhost", "begins with http://"),
        ("localhost:6379", "begins with localhost://"),
        ("redis://localhost:6379/5", "names number 5"),
        ("unix:///run/redis.sock?db=3", "names number 3"),
        ("redis://localhost:port", "cannot be read"),
        ("redis://:secret@127.0.0.1:1", "^Redis at 127.0.0.1:1: "),
        ("redis://:secret@127.0.0.1:1?nonsense=1", "^Redis at 127.0.0.1:1: redis-py does not take its URL: .*nonsense"),
        (
            "redis://:secret@127.0.0.1:1?socket_timeout=x",
            "^Redis at 127.0.0.1:1: redis-py does not take .*socket_timeout",
        ),
    ],
)
def test_an_address_that_will_not_do_is_refused_with_the_reason(url, told):
    with pytest.raises(ServerError, match=told) as caught:
        RedisServer(Address.parse(url))
    assert "secret" not in str(caught.value)
