"""BH203: test code writes to, or empties, a Redis database that all workers share."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases.redis import BAD
from pytest_bulkhead.checker.cases.redis_fine import GOOD
from pytest_bulkhead.checker.cases.redis_fixed import FIXED
from pytest_bulkhead.checker.fixing import unsafe
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.sameness.sameness import Sameness
from pytest_bulkhead.checker.servers.connection import Backend, Connection, last_name
from pytest_bulkhead.checker.servers.redis_clients import CLIENTS
from pytest_bulkhead.checker.servers.redis_numbers import number_of_worker
from pytest_bulkhead.checker.servers.redis_writes import FLUSHES, RedisWrites
from pytest_bulkhead.checker.servers.written import Write
from pytest_bulkhead.findings import Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.redis import HAZARD


class Redis(Rule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = (
        "flushdb(", "flushall(", "Redis(", "RedisCluster(", "Valkey(", "ValkeyCluster(", "redis.from_url",
        "Redis.from_url", "valkey.from_url", "Valkey.from_url", "RedisCluster.from_url", "create_redis",
    )  # fmt: skip
    bad = BAD
    good = GOOD
    fixed = FIXED

    @on(ast.Call)
    def empties(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in FLUSHES:
            return
        written = RedisWrites(file)
        found = written.emptied(call)
        here = (one.made for one in found if one.where.module is file.module)
        if not found or any(written.is_excused(one, file.module) for one in (call, *here)):
            return
        evidence = tuple(evidence_at(one.made, one.where.module, "this is where it leads") for one in found)
        message = f"{_who(call, file)} empties the Redis database that all workers use"
        fix = _fix(found, file) if len(found) == 1 else None
        yield file.finding(HAZARD, call, message, What("redis", ""), evidence=evidence, fix=fix)

    @on(ast.Call)
    def connects(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if last_name(call.func) not in CLIENTS:
            return
        written = RedisWrites(file)
        made = written.connections.made_by(call, Where(file.module, file.module.scope_at(call)))
        if made is None or made.backend is not Backend.REDIS or not made.is_shared:
            return
        write = written.through(made)
        if write is None or _is_told_at_the_flush(made, write) or written.is_excused(call, file.module):
            return
        message = f"{_who(call, file)} writes to a Redis database that all workers use"
        evidence = (evidence_at(write.call, write.module, "it is written here"),)
        yield file.finding(HAZARD, call, message, What("redis", ""), evidence=evidence, fix=_fix([made], file))


RULE = Redis()


def _is_told_at_the_flush(made: Connection, write: Write) -> bool:
    """Whether the address comes from outside: nothing here wants mending but what empties the database."""
    return made.sameness is Sameness.OUTSIDE and last_name(write.call.func) in FLUSHES


def _fix(found: list[Connection], file: CheckedFile) -> Fix | None:
    """The worker's own number, where all that it leads to is written in this file."""
    made = found[0]
    if made.where.module is not file.module:
        return None
    # What else uses the number, such as a server that the tests ask, does not follow.
    return unsafe(number_of_worker(made.made, file.module))


def _who(call: ast.Call, file: CheckedFile) -> str:
    function = file.module.function_at(call)
    return f"`{function.name}`" if function else "importing this file"
