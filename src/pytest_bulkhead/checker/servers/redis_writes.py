"""What is written to Redis: keys whose names are the same in every worker, and whole databases that are emptied."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.sameness import Sameness
from pytest_bulkhead.checker.servers.connection import Backend, Connection, last_name
from pytest_bulkhead.checker.servers.written import Write, Written
from pytest_bulkhead.checker.suite.callers import places

_SEARCHES = frozenset({"keys", "scan_iter"})
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
                    yield from (Write(node, self.module, one) for one in self.clients(node.func.value, where))

    def emptied(self, flush: ast.Call) -> list[Connection]:
        """The clients through which a flush empties what all workers share."""
        assert isinstance(flush.func, ast.Attribute)
        for where in places(flush, self.module, self.knowledge):
            found = self.clients(flush.func.value, where)
            if found and all(one.is_shared for one in found):
                return found
        return []

    def scanned(self, deletion: ast.Call) -> list[Connection]:
        """The clients through which keys are deleted that were found by a pattern which all workers share."""
        if not isinstance(deletion.func, ast.Attribute):
            return []
        for where in places(deletion, self.module, self.knowledge):
            for one in deletion.args:
                search = self._search(one.value if isinstance(one, ast.Starred) else one, where)
                if search is None or not self.likeness.of_all(_pattern(search[0]), search[1]).is_shared:
                    continue
                found = self.clients(deletion.func.value, where)
                if found and all(client.is_shared for client in found):
                    return found
        return []

    def _search(self, keys: ast.expr, where: Where) -> tuple[ast.Call, Where] | None:
        """The call that looked for the keys: ``keys``, ``scan_iter``, or a loop over one of them."""
        looped = self.knowledge.constants.loop(keys, where)
        if looped and looped[0].value is not None:
            keys, where = looped[0].value, looped[1]
        for node, home in self.likeness.origins.of(keys, where):
            while isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                node = node.args[0]  # `list(client.scan_iter())`
            if isinstance(node, ast.Call) and last_name(node.func) in _SEARCHES:
                return node, home
        return None

    def clients(self, expression: ast.expr, where: Where) -> list[Connection]:
        """The clients of Redis that an object leads to."""
        return [one for one in self.connections.behind(expression, where) if one.backend is Backend.REDIS]

    def _is_fixed_key(self, call: ast.Call, where: Where) -> bool:
        """Whether the key that is written stands in the test code; ``nx`` asks whether somebody else has it."""
        if not call.args or isinstance(call.args[0], ast.Starred):
            return False
        if any(keyword.arg == "nx" for keyword in call.keywords):
            return False
        return self.likeness.of(call.args[0], where) is Sameness.FIXED


def _pattern(search: ast.Call) -> list[ast.expr]:
    return [*search.args[:1], *(keyword.value for keyword in search.keywords if keyword.arg in ("match", "pattern"))]
