"""BH203: test code writes to, or empties, a Redis database that all workers share."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from pytest_bulkhead.checker.callers import places
from pytest_bulkhead.checker.cases.redis import BAD
from pytest_bulkhead.checker.cases.redis_fine import GOOD
from pytest_bulkhead.checker.connections import Backend, Connection
from pytest_bulkhead.checker.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.sameness import Sameness
from pytest_bulkhead.checker.stand_ins import StandIns
from pytest_bulkhead.checker.written import FLUSHES, Write, Written
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.redis import HAZARD

_GIVE_FIXTURES = ("conftest.py", "__init__.py")
_MAKERS = frozenset({
    "Redis", "StrictRedis", "RedisCluster", "Valkey", "StrictValkey", "ValkeyCluster", "from_url", "create_redis",
    "create_redis_pool",
})  # fmt: skip


class Redis(Rule):
    hazards = (HAZARD,)
    tokens = (
        "flushdb(", "flushall(", "Redis(", "RedisCluster(", "Valkey(", "ValkeyCluster(", "redis.from_url",
        "Redis.from_url", "valkey.from_url", "Valkey.from_url", "RedisCluster.from_url", "create_redis",
    )  # fmt: skip
    bad = BAD
    good = GOOD

    @on(ast.Call)
    def empties(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in FLUSHES:
            return
        found = _emptied(call, file)
        if not found or _is_excused(call, file):
            return
        if any(_is_excused(one.made, file) for one in found if one.where.module is file.module):
            return
        who = _who(call, file)
        evidence = tuple(evidence_at(one.made, one.where.module, "this is where it leads") for one in found)
        message = f"{who} empties the Redis database that all workers use"
        yield file.finding(HAZARD, call, message, What("redis", ""), evidence=evidence)

    @on(ast.Call)
    def connects(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if last not in _MAKERS:
            return
        written = Written(file.knowledge, file.module)
        made = written.connections.made_by(call, Where(file.module, file.module.scope_at(call)))
        if made is None or not _is_shared(made) or _is_excused(call, file):
            return
        write = _write(made, written, file)
        if write is None or _is_told_at_the_flush(made, write):
            return
        message = f"{_who(call, file)} writes to a Redis database that all workers use"
        evidence = (evidence_at(write.call, write.module, "it is written here"),)
        yield file.finding(HAZARD, call, message, What("redis", ""), evidence=evidence)


RULE = Redis()


def _emptied(call: ast.Call, file: CheckedFile) -> list[Connection]:
    """The connections through which a call empties what all workers share."""
    assert isinstance(call.func, ast.Attribute)
    connections = Written(file.knowledge, file.module).connections
    for where in places(call, file.module, file.knowledge):
        found = connections.behind(call.func.value, where)
        if found and all(_is_shared(one) for one in found):
            return found
    return []


def _write(made: Connection, written: Written, file: CheckedFile) -> Write | None:
    """A statement that writes through a connection: in this file, or where the fixture that makes it is asked for."""
    here = written.through(made)
    function = file.module.function_at(made.made)
    fixture = file.knowledge.idioms.fixture(function) if function else None
    if here or fixture is None or made.sameness is not Sameness.FIXED:
        return here
    if os.path.basename(file.module.path) not in _GIVE_FIXTURES and file.module.path in file.test_files():
        return None
    for path in file.test_files():
        if path == file.module.path or not file.knowledge.index.mentions(path, fixture.name.encode()):
            continue
        module = file.knowledge.index.module(path)
        found = Written(file.knowledge, module).through(made) if module else None
        if found:
            return found
    return None


def _is_shared(connection: Connection) -> bool:
    return connection.backend is Backend.REDIS and connection.sameness.is_shared


def _is_told_at_the_flush(made: Connection, write: Write) -> bool:
    """Whether the address comes from outside: nothing here wants mending but what empties the database."""
    assert isinstance(write.call.func, ast.Attribute)
    return made.sameness is Sameness.OUTSIDE and write.call.func.attr in FLUSHES


def _is_excused(call: ast.Call, file: CheckedFile) -> bool:
    function = file.module.function_at(call)
    where = Where(file.module, file.module.scope)
    for mark in file.knowledge.idioms.marks(function) if function else ():
        called = mark.func if isinstance(mark, ast.Call) else mark
        if file.knowledge.names.dotted(called, where) == "pytest.mark.xdist_group":
            return True
    stand_ins = StandIns(file.knowledge)
    return stand_ins.is_expected_to_fail(call, file.module) or stand_ins.replaces(call, file.module)


def _who(call: ast.Call, file: CheckedFile) -> str:
    function = file.module.function_at(call)
    return f"`{function.name}`" if function else "importing this file"
