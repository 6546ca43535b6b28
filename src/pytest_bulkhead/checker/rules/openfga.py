"""BH204: test code writes to an OpenFGA store that all workers share."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import openfga as cases
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.servers.connection import Backend, last_name
from pytest_bulkhead.checker.servers.openfga_clients import CONFIGURATION
from pytest_bulkhead.checker.servers.openfga_writes import OpenFgaWrites
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.openfga import HAZARD


class OpenFga(Rule):
    hazards = (HAZARD,)
    tokens = ("openfga_sdk",)
    bad = cases.BAD
    good = cases.GOOD

    @on(ast.Call)
    def chooses(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if last_name(call.func) != CONFIGURATION:
            return
        written = OpenFgaWrites(file)
        made = written.connections.made_by(call, Where(file.module, file.module.scope_at(call)))
        if made is None or made.backend is not Backend.OPENFGA or not made.is_shared:
            return
        write = written.through(made)
        if write is None or written.is_excused(call, file.module):
            return
        function = file.module.function_at(call)
        who = f"`{function.name}`" if function else "importing this file"
        evidence = (evidence_at(write.call, write.module, "it is written here"),)
        message = f"{who} writes to an OpenFGA store that all workers use"
        yield file.finding(HAZARD, call, message, What("openfga", ""), evidence=evidence)


RULE = OpenFga()
