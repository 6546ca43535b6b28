"""BH202: test code writes to a PostgreSQL or MySQL database that all workers share."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases.postgres import BAD
from pytest_bulkhead.checker.cases.postgres_fine import GOOD
from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.servers.connection import Backend, last_name
from pytest_bulkhead.checker.servers.sql_engines import ENGINES, MAKERS, is_server_address
from pytest_bulkhead.checker.servers.sql_writes import SqlWrites, created_in
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.postgres import HAZARD


class Postgres(Rule):
    hazards = (HAZARD,)
    tokens = (
        "psycopg", "asyncpg", "aiopg", "pg8000", "pymysql", "MySQLdb", "mysql", "asyncmy", "create_engine(",
        "create_async_engine(", "create_all", "create_database(", "mariadb",
    )  # fmt: skip
    bad = BAD
    good = GOOD

    @on(ast.Call)
    def connects(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        last = last_name(call.func)
        if last not in MAKERS and last not in ENGINES:
            return
        written = SqlWrites(file)
        made = written.connections.made_by(call, Where(file.module, file.module.scope_at(call)))
        if made is None or made.backend is not Backend.SQL or not made.is_shared:
            return
        write = written.through(made)
        if write is None or written.is_excused(call, file.module):
            return
        message = f"{_who(call, file)} writes to a database that all workers use"
        evidence = (evidence_at(write.call, write.module, "it is written here"),)
        yield file.finding(HAZARD, call, message, What("database", ""), evidence=evidence)

    @on(ast.Call)
    def creates(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        """Tables that are created through an engine of the product's, whose address comes from its settings."""
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("create_all", "run_sync"):
            return
        written = SqlWrites(file)
        where = Where(file.module, file.module.scope_at(call))
        for receiver in created_in(call):
            found = written.behind(receiver, where)
            here = any(is_test_path(one.where.module.path) for one in found)
            if not found or here or not all(one.is_shared for one in found) or written.likeness.knows_workers():
                continue
            if written.is_excused(call, file.module):
                continue
            message = f"{_who(call, file)} creates tables in a database that all workers use"
            evidence = tuple(evidence_at(one.made, one.where.module, "this is where it leads") for one in found)
            yield file.finding(HAZARD, call, message, What("database", ""), evidence=evidence)

    @on(ast.Call)
    def creates_database(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if last_name(call.func) != "create_database" or not call.args:
            return
        where = Where(file.module, file.module.scope_at(call))
        if not file.knowledge.names.dotted(call.func, where).startswith("sqlalchemy_utils."):
            return
        written = SqlWrites(file)
        if not is_server_address(call.args[0], where, written.connections):
            return
        if written.likeness.of(call.args[0], where).is_shared and not written.is_excused(call, file.module):
            message = f"{_who(call, file)} creates a database whose name is the same in every worker"
            yield file.finding(HAZARD, call, message, What("database", ""))


RULE = Postgres()


def _who(call: ast.Call, file: CheckedFile) -> str:
    function = file.module.function_at(call)
    return f"`{function.name}`" if function else "importing this file"
