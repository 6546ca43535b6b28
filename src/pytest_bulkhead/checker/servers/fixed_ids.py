"""Identifiers that stand in a test and are created on a server that all workers use."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile
from pytest_bulkhead.checker.sameness.sameness import Sameness
from pytest_bulkhead.checker.servers.connection import Connection
from pytest_bulkhead.checker.servers.redis_writes import RedisWrites
from pytest_bulkhead.checker.servers.sql_writes import EXECUTE, SqlWrites
from pytest_bulkhead.checker.servers.statements import Verb
from pytest_bulkhead.checker.suite.callers import places

# Each takes the key first and makes it.
KEYED = frozenset({"set", "setex", "psetex", "hset", "hmset", "lpush", "rpush", "sadd", "zadd", "xadd"})


def creates_fixed_id(call: ast.Call, file: CheckedFile) -> list[Connection]:
    """The shared connections through which a call makes something whose identifier stands in the test."""
    if not isinstance(call.func, ast.Attribute) or not call.args:
        return []
    for where in places(call, file.module, file.knowledge):
        if call.func.attr in KEYED:
            written = RedisWrites(file)
            is_fixed = written.likeness.of(call.args[0], where) is Sameness.FIXED
            found = written.clients(call.func.value, where) if is_fixed else []
        elif call.func.attr in EXECUTE:
            found = _inserted(call, where, file)
        else:
            return []
        if found and all(one.is_shared for one in found):
            return found
    return []


def _inserted(call: ast.Call, where: Where, file: CheckedFile) -> list[Connection]:
    """The connections through which a row is inserted and committed whose values stand in the test."""
    assert isinstance(call.func, ast.Attribute)
    written = SqlWrites(file)
    inserts = any(one.verb is Verb.CHANGE and one.sameness is Sameness.FIXED for one in written.executed(call, where))
    if not inserts or written.likeness.of_all(call.args[1:], where) is not Sameness.FIXED:
        return []
    return written.behind(call.func.value, where) if written.is_committed(call) else []
