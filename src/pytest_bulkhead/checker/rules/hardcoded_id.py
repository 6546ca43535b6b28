"""BH207: test code creates something under a fixed identifier on a server that all workers use."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import hardcoded_id as cases
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.servers.connection import last_name
from pytest_bulkhead.checker.servers.fixed_ids import KEYED, creates_fixed_id
from pytest_bulkhead.checker.servers.redis_writes import RedisWrites
from pytest_bulkhead.checker.servers.sql_writes import EXECUTE
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.hardcoded_id import HAZARD


class HardcodedId(Rule):
    hazards = (HAZARD,)
    tokens = ("edis", "alkey", "psycopg", "asyncpg", "aiopg", "pg8000", "mysql", "asyncmy", "create_engine")
    anchors = tuple(f".{method}(" for method in sorted(KEYED | EXECUTE))
    bad = cases.BAD
    good = cases.GOOD

    @on(ast.Call)
    def creates(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        last = last_name(call.func)
        if last not in KEYED and last not in EXECUTE:
            return
        found = creates_fixed_id(call, file)
        if not found or RedisWrites(file).is_excused(call, file.module):
            return
        function = file.module.function_at(call)
        who = f"`{function.name}`" if function else "importing this file"
        evidence = tuple(evidence_at(one.made, one.where.module, "this is where it leads") for one in found)
        message = f"{who} creates a fixed identifier on a server that all workers use"
        yield file.finding(HAZARD, call, message, What("identifier", ""), evidence=evidence)


RULE = HardcodedId()
