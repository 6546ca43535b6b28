"""Through which connections a file's code writes to a server, where it matters that others use that server, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.callers import places
from pytest_bulkhead.checker.connections import Backend, Connection, Connections
from pytest_bulkhead.checker.knowledge import Knowledge
from pytest_bulkhead.checker.module import Module
from pytest_bulkhead.checker.names import Where
from pytest_bulkhead.checker.sameness import Sameness
from pytest_bulkhead.checker.stand_ins import StandIns

FLUSHES = frozenset({"flushdb", "flushall"})
# Each with the key first. Counters and locks are how workers come to terms: no harm is meant by those.
_KEYED = frozenset({
    "set", "setex", "psetex", "mset", "getset", "append", "hset", "hmset", "hsetnx", "hdel", "lpush", "rpush", "lpop",
    "rpop", "lset", "ltrim", "lrem", "sadd", "srem", "spop", "zadd", "zrem", "xadd", "xdel", "xtrim", "delete",
    "unlink", "rename", "expire", "persist", "setrange", "setbit", "pfadd", "geoadd", "publish", "json_set",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Write:
    """One statement that writes, and the connection through which it does."""

    call: ast.Call
    module: Module
    connection: Connection


class Written:
    """Finds what is written through connections."""

    def __init__(self, knowledge: Knowledge, module: Module) -> None:
        self.knowledge = knowledge
        self.module = module
        self.connections = Connections(knowledge, module)
        self.stand_ins = StandIns(knowledge)

    def through(self, connection: Connection) -> Write | None:
        """The first statement of the file that writes through a connection."""
        return self._of(self.module).get(connection.made)

    def _of(self, module: Module) -> dict[ast.Call, Write]:
        if "written" not in module.memo:
            found: dict[ast.Call, Write] = {}
            module.memo["written"] = found
            for write in self._writes(module):
                found.setdefault(write.connection.made, write)
        written: dict[ast.Call, Write] = module.memo["written"]
        return written

    def _writes(self, module: Module) -> Iterator[Write]:
        for node in module.nodes:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in FLUSHES and node.func.attr not in _KEYED:
                continue
            if self.stand_ins.is_expected_to_fail(node, module):
                continue
            for where in places(node, module, self.knowledge):
                if node.func.attr in FLUSHES or self._is_fixed_key(node, where):
                    for connection in self.connections.behind(node.func.value, where):
                        if connection.backend is Backend.REDIS:
                            yield Write(node, module, connection)

    def _is_fixed_key(self, call: ast.Call, where: Where) -> bool:
        """Whether the key that is written stands in the test code; ``nx`` asks whether somebody else has it."""
        if (
            not call.args
            or isinstance(call.args[0], ast.Starred)
            or any(keyword.arg == "nx" for keyword in call.keywords)
        ):
            return False
        return self.connections.likeness.of(call.args[0], where) is Sameness.FIXED
