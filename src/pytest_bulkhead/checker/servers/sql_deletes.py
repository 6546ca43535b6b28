"""What deletes from an SQL server more than one worker can have made there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.servers.connection import Connection, last_name
from pytest_bulkhead.checker.servers.sql_engines import is_server_address
from pytest_bulkhead.checker.servers.sql_writes import EXECUTE, SqlWrites
from pytest_bulkhead.checker.servers.statements import Statement, Verb
from pytest_bulkhead.checker.suite.callers import places

_CALLS = EXECUTE | {"drop_all", "run_sync", "drop_database", "delete"}
_DESTRUCTIVE = {
    Verb.DROP: "drops",
    Verb.TRUNCATE: "empties",
    Verb.DELETE: "deletes from",
}


def may_delete(call: ast.Call) -> bool:
    """Whether a call is worth a look, by its name alone."""
    last = last_name(call.func)
    if last == "delete":
        return not call.args and isinstance(call.func, ast.Attribute) and _is_query(call.func.value)
    return last in _CALLS


@dataclass(frozen=True, slots=True)
class Deletion:
    """One call that deletes.

    Args:
        deed: what it does, in words.
        connections: where that is done; empty when the call names the place itself.
    """

    deed: str
    connections: tuple[Connection, ...] = ()


class SqlDeletes:
    """Finds what is deleted through engines and connections of SQL servers."""

    def __init__(self, writes: SqlWrites) -> None:
        self.writes = writes
        self.likeness = writes.likeness

    def of(self, call: ast.Call) -> Deletion | None:
        """What a call deletes from a server that all workers use."""
        for where in places(call, self.writes.module, self.writes.knowledge):
            for receiver, deed in self._deeds(call, where):
                if receiver is None:
                    return Deletion(deed)
                found = self.writes.behind(receiver, where)
                if found and all(one.is_shared for one in found):
                    return Deletion(deed, tuple(found))
        return None

    def _deeds(self, call: ast.Call, where: Where) -> Iterator[tuple[ast.expr | None, str]]:
        last = last_name(call.func)
        if last == "drop_database" and call.args:
            yield from self._database(call, where)
        if not isinstance(call.func, ast.Attribute):
            return
        if "drop_all" in (last, *(last_name(one) for one in call.args[:1])) and self._creates_tables():
            return  # that is told where it connects
        if last == "drop_all":
            bound = next((one.value for one in call.keywords if one.arg == "bind"), None)
            yield from ((one, "drops all tables") for one in ([bound] if bound else call.args[:1]))
        elif last == "run_sync" and call.args and last_name(call.args[0]) == "drop_all":
            yield call.func.value, "drops all tables"
        elif last == "delete" and not call.args and _is_query(call.func.value) and self.writes.is_committed(call):
            yield call.func.value, "deletes all rows"
        elif last in EXECUTE:
            for statement in self.writes.executed(call, where):
                if self._is_too_much(statement, call):
                    yield call.func.value, _deed(statement)

    def _database(self, call: ast.Call, where: Where) -> Iterator[tuple[None, str]]:
        if not self.writes.knowledge.names.dotted(call.func, where).startswith("sqlalchemy_utils."):
            return
        address = call.args[0]
        if is_server_address(address, where, self.writes.connections) and self.likeness.of(address, where).is_shared:
            yield None, "drops a database of one name for all workers"

    def _is_too_much(self, statement: Statement, call: ast.Call) -> bool:
        """Whether a statement deletes what others have, too; what the file itself creates is told where it connects."""
        if statement.verb not in _DESTRUCTIVE or not statement.sameness.is_shared:
            return False
        if statement.verb is not Verb.DROP and not self.writes.is_committed(call):
            return False
        return statement.thing not in self._created()

    def _created(self) -> frozenset[str]:
        memo = self.writes.module.memo
        if "created" not in memo:
            memo["created"] = frozenset(self._things_created())
        created: frozenset[str] = memo["created"]
        return created

    def _things_created(self) -> Iterator[str]:
        module = self.writes.module
        for node in module.nodes:
            if isinstance(node, ast.Call) and last_name(node.func) in EXECUTE:
                for statement in self.writes.executed(node, Where(module, module.scope_at(node))):
                    if statement.verb is Verb.CREATE:
                        yield statement.thing

    def _creates_tables(self) -> bool:
        return "create_all" in self.writes.module.source.text


def _deed(statement: Statement) -> str:
    plain = statement.thing.replace("_", "").replace(".", "").isalnum()
    if not plain:
        return f"{_DESTRUCTIVE[statement.verb]} what is there"
    kind = f"{statement.kind} " if statement.kind else ""
    return f"{_DESTRUCTIVE[statement.verb]} {kind}`{statement.thing}`"


def _is_query(expression: ast.expr) -> bool:
    """``session.query(User)``: all rows, if nothing filters them."""
    return isinstance(expression, ast.Call) and last_name(expression.func) == "query"
