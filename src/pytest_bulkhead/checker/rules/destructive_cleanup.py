"""BH208: a fixture or teardown deletes more than its worker made, from what workers share."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases.destructive_cleanup import BAD
from pytest_bulkhead.checker.cases.destructive_cleanup_fine import GOOD
from pytest_bulkhead.checker.flow.cleanup import finally_of
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.paths.compose import COMMANDS, stops_containers
from pytest_bulkhead.checker.paths.fixed_folders import removes_fixed_folder
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.servers.connection import last_name
from pytest_bulkhead.checker.servers.redis_writes import RedisWrites
from pytest_bulkhead.checker.servers.sql_deletes import Deletion, SqlDeletes, may_delete
from pytest_bulkhead.checker.servers.sql_writes import SqlWrites
from pytest_bulkhead.checker.suite.callers import outermost
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.destructive_cleanup import HAZARD

# Who speaks of these sees to it that only one worker, or the last one, cleans up.
_CARE = (
    "FileLock",
    "filelock",
    "workerinput",
    "PYTEST_XDIST_WORKER",
    "worker_id",
    "is_xdist_",
    ".decr(",
    "is_scoped_name",
)


class DestructiveCleanup(Rule):
    hazards = (HAZARD,)
    tokens = (
        "TRUNCATE", "truncate", "DELETE FROM", "delete from", "DROP ", "drop_all", "drop_database", "(delete(",
        "= delete(", ".delete()", ".delete(*", ".unlink(*", "scan_iter(", "rmtree(", "compose", "DropSchema",
        "drop table", "drop schema", "drop database",
    )  # fmt: skip
    bad = BAD
    good = GOOD

    @on(ast.Call)
    def deletes_from_database(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if not may_delete(call) or not _cleans_up(call, file):
            return
        found = _deletion(call, file)
        if found is None or _follows_another(call, file) or SqlWrites(file).is_excused(call, file.module):
            return
        evidence = tuple(evidence_at(one.made, one.where.module, "this is where it leads") for one in found.connections)
        message = f"{_who(call, file)} {found.deed} in a database that all workers use"
        yield file.finding(HAZARD, call, message, What("database", ""), evidence=evidence)

    @on(ast.Call)
    def deletes_keys(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if last_name(call.func) not in ("delete", "unlink") or not any(map(_is_variable, call.args)):
            return
        if not _cleans_up(call, file):
            return
        written = RedisWrites(file)
        found = written.scanned(call)
        if found and not written.is_excused(call, file.module):
            evidence = tuple(evidence_at(one.made, one.where.module, "this is where it leads") for one in found)
            message = f"{_who(call, file)} deletes the keys that it finds in a Redis database that all workers use"
            yield file.finding(HAZARD, call, message, What("redis", ""), evidence=evidence)

    @on(ast.Call)
    def removes_folder(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if last_name(call.func) != "rmtree" or not _cleans_up(call, file) or _is_of_test(call, file):
            return
        before = _calls_before(call, file)
        if removes_fixed_folder(call, file) and not any(last_name(one.func) == "rmtree" for one in before):
            message = f"{_who(call, file)} removes a folder that all workers use"
            yield file.finding(HAZARD, call, message, What("file", ""))

    @on(ast.Call)
    def stops_services(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if last_name(call.func) not in COMMANDS or not call.args or not _cleans_up(call, file):
            return
        written = SqlWrites(file)
        where = Where(file.module, file.module.scope_at(call))
        if stops_containers(call, where, written.likeness) and not written.is_excused(call, file.module):
            message = f"{_who(call, file)} stops containers that all workers use, once in each worker"
            yield file.finding(HAZARD, call, message, What("container", ""))


RULE = DestructiveCleanup()


def _cleans_up(call: ast.Call, file: CheckedFile) -> bool:
    """Whether a call stands where setting up or cleaning up is done, and nobody takes care of the other workers."""
    function = outermost(call, file.module)
    if function is None:
        return False
    inner = file.module.function_at(call)
    if file.knowledge.idioms.role(function) is Role.TEST and inner is function and finally_of(function, call) is None:
        return False
    if ("takes care", function) not in file.module.memo:
        text = file.module.source.segment(function.node)
        file.module.memo["takes care", function] = any(word in text for word in _CARE)
    return not file.module.memo["takes care", function]


def _is_variable(argument: ast.expr) -> bool:
    """Whether an argument can hold keys that were found."""
    return isinstance(argument, (ast.Name, ast.Starred))


def _is_of_test(call: ast.Call, file: CheckedFile) -> bool:
    """Whether a test tidies up after itself: a folder of its own is a matter of where it writes."""
    function = outermost(call, file.module)
    return function is not None and file.knowledge.idioms.role(function) is Role.TEST


def _deletion(call: ast.Call, file: CheckedFile) -> Deletion | None:
    memo = file.module.memo
    if ("deletion", call) not in memo:
        memo["deletion", call] = SqlDeletes(SqlWrites(file)).of(call)
    found: Deletion | None = memo["deletion", call]
    return found


def _follows_another(call: ast.Call, file: CheckedFile) -> bool:
    """Whether the statement right before deletes, too: one place is told once."""
    return any(_deletion(one, file) is not None for one in _calls_before(call, file) if may_delete(one))


def _calls_before(call: ast.Call, file: CheckedFile) -> list[ast.Call]:
    """The calls of the statement right before the one of a call."""
    statement = file.module.statement(call)
    block = file.module.parent(statement)
    for held in (getattr(block, name, None) for name in ("body", "orelse", "finalbody")):
        if isinstance(held, list) and statement in held[1:]:
            return [one for one in ast.walk(held[held.index(statement) - 1]) if isinstance(one, ast.Call)]
    return []


def _who(call: ast.Call, file: CheckedFile) -> str:
    function = file.module.function_at(call)
    return f"`{function.name}`" if function else "importing this file"
