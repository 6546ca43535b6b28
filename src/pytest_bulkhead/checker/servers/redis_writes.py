"""What is written to Redis: keys whose names are the same in every worker, and whole databases that are emptied."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.callers import places
from pytest_bulkhead.checker.names import Where
from pytest_bulkhead.checker.sameness import Sameness
from pytest_bulkhead.checker.servers.connection import Backend, Connection
from pytest_bulkhead.checker.servers.written import Write, Written

FLUSHES = frozenset({"flushdb", "flushall"})
# Each with the key first. Counters and locks are how workers come to terms: no harm is meant by those.
_KEYED = frozenset({
    "set", "setex", "psetex", "mset", "getset", "append", "hset", "hmset", "hsetnx", "hdel", "lpush", "rpush", "lpop",
    "rpop", "lset", "ltrim", "lrem", "sadd", "srem", "spop", "zadd", "zrem", "xadd", "xdel", "xtrim", "delete",
    "unlink", "rename", "expire", "persist", "setrange", "setbit", "pfadd", "geoadd", "publish", "json_set",
})  # fmt: skip


class RedisWrites(Written):
    """Finds what is written through clients of Redis."""

    def writes(self) -> Iterator[Write]:
        """Every statement of the file that sets a fixed key, or empties a database."""
        for node in self.module.nodes:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in FLUSHES and node.func.attr not in _KEYED:
                continue
            if self.stand_ins.is_expected_to_fail(node, self.module):
                continue
            for where in places(node, self.module, self.knowledge):
                if node.func.attr in FLUSHES or self._is_fixed_key(node, where):
                    yield from (Write(node, self.module, one) for one in self._clients(node.func.value, where))

    def emptied(self, flush: ast.Call) -> list[Connection]:
        """The clients through which a flush empties what all workers share."""
        assert isinstance(flush.func, ast.Attribute)
        for where in places(flush, self.module, self.knowledge):
            found = self._clients(flush.func.value, where)
            if found and all(one.is_shared for one in found):
                return found
        return []

    def _clients(self, expression: ast.expr, where: Where) -> list[Connection]:
        return [one for one in self.connections.behind(expression, where) if one.backend is Backend.REDIS]

    def _is_fixed_key(self, call: ast.Call, where: Where) -> bool:
        """Whether the key that is written stands in the test code; ``nx`` asks whether somebody else has it."""
        if not call.args or isinstance(call.args[0], ast.Starred):
            return False
        if any(keyword.arg == "nx" for keyword in call.keywords):
            return False
        return self.likeness.of(call.args[0], where) is Sameness.FIXED
