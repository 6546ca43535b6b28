"""Which calls make a client of a Redis server, and which of its numbered databases that uses."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.sameness import Sameness, combined
from pytest_bulkhead.checker.servers.connection import Backend, Connection, Follower, last_name, targets

SCHEMES = ("redis://", "rediss://", "unix://", "valkey://", "valkeys://", "redis+cluster://")
CLIENTS = frozenset({
    "Redis", "StrictRedis", "RedisCluster", "Valkey", "StrictValkey", "ValkeyCluster", "from_url", "create_redis",
    "create_redis_pool",
})  # fmt: skip
_PACKAGES = frozenset({"redis", "valkey", "aioredis", "coredis", "aredis", "rediscluster"})
_MAKERS = CLIENTS | {"ConnectionPool", "BlockingConnectionPool", "Sentinel", "from_pool"}
# Host, port and number stand first.
_POSITIONAL = 3
# The other keywords say how to talk, not to whom.
_TARGET = frozenset({
    "host", "port", "db", "url", "unix_socket_path", "path", "connection_pool", "startup_nodes", "sentinels", "address",
})  # fmt: skip


def redis_connection(call: ast.Call, where: Where, follower: Follower) -> Connection | None:
    """The client or pool that a call makes; what it is not told is the default, the same for all workers."""
    if not _makes_client(call.func, where, follower):
        return None
    parts: list[Sameness] = []
    for target, home in targets(call, where, _TARGET, _POSITIONAL, follower.likeness):
        pools = follower.behind(target, home)
        parts.extend(pool.sameness for pool in pools)
        if not pools:
            parts.append(follower.likeness.of(target, home))
    return Connection(Backend.REDIS, call, where, combined(parts))


def _makes_client(func: ast.expr, where: Where, follower: Follower) -> bool:
    names = follower.knowledge.names
    if not last_name(func):
        return False
    if _is_maker(names.dotted(func, where)):
        return True
    referent = names.refer(func, where)
    if referent is None or not isinstance(referent.node, ast.ClassDef) or not referent.node.bases:
        return False
    return any(base.is_external and _is_maker(base.dotted) for base in names.bases(referent))


def _is_maker(dotted: str) -> bool:
    root, _, name = dotted.partition(".")
    return root in _PACKAGES and name.rpartition(".")[2] in _MAKERS
