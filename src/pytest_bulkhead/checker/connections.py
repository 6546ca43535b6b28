"""What a client, engine or connection in test code leads to: which server, and whether all workers share it."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.knowledge import Knowledge
from pytest_bulkhead.checker.module import Module
from pytest_bulkhead.checker.names import Where
from pytest_bulkhead.checker.origins import Origin
from pytest_bulkhead.checker.sameness import Likeness, Sameness, combined

_DEPTH = 6
_REDIS_PACKAGES = frozenset({"redis", "valkey", "aioredis", "coredis", "aredis", "rediscluster"})
_REDIS_MAKERS = frozenset({
    "Redis", "StrictRedis", "RedisCluster", "Valkey", "StrictValkey", "ValkeyCluster", "ConnectionPool",
    "BlockingConnectionPool", "Sentinel", "from_url", "from_pool", "create_redis", "create_redis_pool",
})  # fmt: skip
# Host, port and number stand first.
_REDIS_POSITIONAL = 3
# Keywords that say how to talk, not to whom.
_REDIS_TARGET = frozenset({
    "host", "port", "db", "url", "unix_socket_path", "path", "connection_pool", "startup_nodes", "sentinels", "address",
})  # fmt: skip
# What a client makes that leads to the same place as the client.
_DERIVED = frozenset({
    "client", "pipeline", "master_for", "slave_for", "transaction", "json", "ft", "ts", "bf", "cf", "topk", "connect",
    "begin", "cursor", "acquire", "connection", "getconn", "raw_connection", "execution_options", "__enter__",
    "__aenter__", "scalars", "session", "get_bind",
})  # fmt: skip
_REDIS_SCHEMES = ("redis://", "rediss://", "unix://", "valkey://", "valkeys://", "redis+cluster://")


class Backend(enum.Enum):
    """The kinds of servers that are known here."""

    REDIS = "Redis"
    SQL = "SQL"


@dataclass(frozen=True, slots=True)
class Connection:
    """A client or connection, and where it is made.

    Args:
        made: the expression that makes it, and says where it leads.
        sameness: whether that place is the same for all workers.
    """

    backend: Backend
    made: ast.Call
    where: Where
    sameness: Sameness


class Connections:
    """Recognises what connects to a server, and finds what stands behind the objects that lead there.

    Args:
        module: the file that is looked at.
    """

    def __init__(self, knowledge: Knowledge, module: Module) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.likeness = Likeness(knowledge, module)

    def made_by(self, call: ast.Call, where: Where) -> Connection | None:
        """The connection that a call makes, if it makes one."""
        if self._is_redis(call, where):
            return Connection(Backend.REDIS, call, where, self._redis_target(call, where))
        return None

    def behind(self, expression: ast.expr, where: Where, seen: frozenset[ast.expr] = frozenset()) -> list[Connection]:
        """The connections that an object can lead to; none at all when one of them cannot be told."""
        found: list[Connection] = []
        for origin in self.likeness.origins.of(expression, where):
            is_none = isinstance(origin.node, ast.Constant) and origin.node.value is None
            if is_none or origin.node in seen:
                continue
            more = self._origin(origin, seen | {origin.node})
            if not more:
                return self._held_by_object(expression, where, seen) if isinstance(expression, ast.Attribute) else []
            found.extend(more)
        return found

    def _origin(self, origin: Origin, seen: frozenset[ast.expr]) -> list[Connection]:
        node, where = origin
        if len(seen) > _DEPTH:
            return []
        if isinstance(node, ast.Attribute):
            return self._held_by_object(node, where, seen)
        if not isinstance(node, ast.Call):
            return []
        made = self.made_by(node, where)
        if made:
            return [made]
        if isinstance(node.func, ast.Attribute) and node.func.attr in _DERIVED:
            return self.behind(node.func.value, where, seen)
        return []

    def _held_by_object(self, attribute: ast.Attribute, where: Where, seen: frozenset[ast.expr]) -> list[Connection]:
        """``broker.client`` of what was made with a client, or for an address: it leads there."""
        found: list[Connection] = []
        for origin in self.likeness.origins.of(attribute.value, where):
            if not isinstance(origin.node, ast.Call) or origin.node in seen:
                return []
            more = self._handed_to(origin.node, origin.where, seen | {origin.node})
            if not more:
                return []
            found.extend(more)
        return found

    def _handed_to(self, call: ast.Call, where: Where, seen: frozenset[ast.expr]) -> list[Connection]:
        """The connections that are handed to a call, or the one that the address leads to which it is given."""
        for one in (*call.args, *(keyword.value for keyword in call.keywords)):
            found = self.behind(one, where, seen)
            if found:
                return found
            address = self.knowledge.constants.value(one, where)
            if isinstance(address, str) and address.startswith(_REDIS_SCHEMES):
                return [Connection(Backend.REDIS, call, where, self.likeness.of(one, where))]
        return []

    def _is_redis(self, call: ast.Call, where: Where) -> bool:
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if not last:
            return False
        dotted = self.names.dotted(call.func, where)
        return _is_redis_maker(dotted) or self._is_subclass(call.func, where)

    def _is_subclass(self, func: ast.expr, where: Where) -> bool:
        """Whether a class of the project stands on a client's class."""
        referent = self.names.refer(func, where)
        if referent is None or not isinstance(referent.node, ast.ClassDef) or not referent.node.bases:
            return False
        return any(base.is_external and _is_redis_maker(base.dotted) for base in self.names.bases(referent))

    def _redis_target(self, call: ast.Call, where: Where) -> Sameness:
        """How far host, port and number are shared; what is not given is the default, the same for all."""
        parts = [self._redis_part(one, where) for one in call.args[:_REDIS_POSITIONAL]]
        for keyword in call.keywords:
            if keyword.arg is None:
                parts.extend(self._unpacked(keyword.value, where))
            elif keyword.arg in _REDIS_TARGET:
                parts.append(self._redis_part(keyword.value, where))
        return combined(parts)

    def _redis_part(self, part: ast.expr, where: Where) -> Sameness:
        pools = self.behind(part, where)
        return combined(pool.sameness for pool in pools) if pools else self.likeness.of(part, where)

    def _unpacked(self, mapping: ast.expr, where: Where) -> Iterator[Sameness]:
        """What ``**kwargs`` hands over: the targets of a literal dict, or else the whole."""
        for origin in self.likeness.origins.of(mapping, where):
            if isinstance(origin.node, ast.Name) and origin.where.given is not None:
                yield from self._extra(origin.where)
                continue
            if not isinstance(origin.node, ast.Dict) or None in origin.node.keys:
                yield self.likeness.of(origin.node, origin.where)
                continue
            for key, value in zip(origin.node.keys, origin.node.values, strict=True):
                if not isinstance(key, ast.Constant) or key.value in _REDIS_TARGET:
                    yield self.likeness.of(value, origin.where)

    def _extra(self, inside: Where) -> Iterator[Sameness]:
        """What a call hands to a helper by ``**kwargs`` of the helper's own."""
        for (scope, name), (value, caller) in (inside.given or {}).items():
            if scope is inside.scope and name in _REDIS_TARGET:
                yield self.likeness.of(value, caller)


def _is_redis_maker(dotted: str) -> bool:
    root, _, name = dotted.partition(".")
    return root in _REDIS_PACKAGES and name.rpartition(".")[2] in _REDIS_MAKERS
