"""What is written to an SQL server: things that are created, and rows that are committed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile
from pytest_bulkhead.checker.servers.connection import Backend, Connection
from pytest_bulkhead.checker.servers.statements import Statement, Statements, Verb
from pytest_bulkhead.checker.servers.written import Write, Written
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.callers import outermost, places
from pytest_bulkhead.checker.suite.idioms import Role

EXECUTE = frozenset({
    "execute", "executemany", "exec_driver_sql", "fetch", "fetchval", "fetchrow", "fetch_one", "fetch_all", "scalar",
    "executescript", "execute_many", "exec",
})  # fmt: skip
_COMMITS = frozenset({"commit", "begin"})
_COMMIT_BY_THEMSELVES = ("asyncpg.connect", "asyncpg.create_pool")
_ADDS = frozenset({"add", "add_all", "bulk_save_objects", "bulk_insert_mappings"})


class SqlWrites(Written):
    """Finds what is written through engines and connections of SQL servers."""

    def __init__(self, file: CheckedFile, module: Module | None = None) -> None:
        super().__init__(file, module)
        self.statements = Statements(self.likeness)

    def writes(self) -> Iterator[Write]:
        """Every statement of the file that creates what has a fixed name, or commits rows."""
        if self._chooses_schemas():
            return
        for node in self.module.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                for where in places(node, self.module, self.knowledge):
                    for receiver in self._written_through(node, where):
                        yield from (Write(node, self.module, one) for one in self.behind(receiver, where))

    def behind(self, expression: ast.expr, where: Where) -> list[Connection]:
        """The connections to SQL servers that an object leads to."""
        return [one for one in self.connections.behind(expression, where) if one.backend is Backend.SQL]

    def executed(self, call: ast.Call, where: Where) -> list[Statement]:
        """The statements that a call of `execute` runs."""
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in EXECUTE or not call.args:
            return []
        return self.statements.of(call.args[0], where, call.args[1:])

    def _written_through(self, call: ast.Call, where: Where) -> Iterator[ast.expr]:
        """The engines and connections through which a call writes."""
        assert isinstance(call.func, ast.Attribute)
        if self.stand_ins.is_expected_to_fail(call, self.module):
            return
        yield from created_in(call)
        if call.func.attr in EXECUTE and any(self._lasts(one, call) for one in self.executed(call, where)):
            yield call.func.value
        if call.func.attr in _ADDS and self.is_committed(call):
            yield call.func.value

    def _lasts(self, statement: Statement, call: ast.Call) -> bool:
        if not statement.sameness.is_shared:
            return False
        return statement.verb is Verb.CREATE or (statement.verb is Verb.CHANGE and self.is_committed(call))

    def is_committed(self, call: ast.Call) -> bool:
        """Whether rows stay: somebody commits, and nobody who has to do with it rolls back."""
        around = outermost(call, self.module)
        if around is None:
            return True
        involved = [around]
        if self.knowledge.idioms.role(around) in (Role.TEST, Role.FIXTURE, Role.SETUP):
            involved += [fixture.function for fixture in self.knowledge.fixtures.behind(around)]
        if any(_calls(one, "rollback") for one in involved):
            return False
        commits = any(_calls(one, name) for one in involved for name in _COMMITS)
        text = self.module.source.text
        return commits or "autocommit" in text.lower() or any(driver in text for driver in _COMMIT_BY_THEMSELVES)

    def _chooses_schemas(self) -> bool:
        """Whether the file turns its connections to a schema or database that the workers may not share."""
        if "schema_translate_map" in self.module.source.text:
            return True
        return any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in EXECUTE
            and bool(node.args)
            and self.statements.turns_elsewhere(node.args[0], Where(self.module, self.module.scope_at(node)))
            for node in self.module.nodes
        )


def created_in(call: ast.Call) -> Iterator[ast.expr]:
    """The engine or connection in which a call creates the tables of a metadata."""
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr == "create_all":
        bound = next((one.value for one in call.keywords if one.arg == "bind"), None)
        yield from [bound] if bound else call.args[:1]
    if call.func.attr == "run_sync" and call.args:
        first = call.args[0]
        if isinstance(first, ast.Attribute) and first.attr == "create_all":
            yield call.func.value


def _calls(function: Function, name: str) -> bool:
    memo = function.module.memo
    if ("methods called", function) not in memo:
        memo["methods called", function] = frozenset(
            node.func.attr
            for node in ast.walk(function.node)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        )
    called: frozenset[str] = memo["methods called", function]
    return name in called
