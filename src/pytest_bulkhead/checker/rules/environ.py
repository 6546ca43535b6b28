"""BH101: a test, fixture or set-up changes an environment variable and nothing puts it back."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import environ as cases
from pytest_bulkhead.checker.idioms import Role
from pytest_bulkhead.checker.knowledge import module_where
from pytest_bulkhead.checker.module import Function, Module
from pytest_bulkhead.checker.operations import Action, Operation
from pytest_bulkhead.checker.restored import Outcome, Restoring, Verdict
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.states.environ import EnvironState
from pytest_bulkhead.findings import Evidence, Finding, What
from pytest_bulkhead.hazards.catalogue.environ import HAZARD
from pytest_bulkhead.hazards.hazard import Severity

_OWNERS = (Role.TEST, Role.FIXTURE, Role.SETUP, Role.HOOK)


class Environ(Rule):
    hazards = (HAZARD,)
    tokens = ("environ", "putenv", "unsetenv", "dotenv")
    bad = cases.BAD
    good = cases.GOOD

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) not in _OWNERS:
            return
        restoring = file.restoring(EnvironState)
        for change in restoring.changes(function):
            verdict = restoring.verdict(change, function)
            if verdict.outcome is not Outcome.RESTORED:
                yield self._report(change, verdict, function, file)

    @on(ast.Module)
    def at_import(self, node: ast.Module, file: CheckedFile) -> Iterator[Finding]:
        restoring = file.restoring(EnvironState)
        operations = restoring.effects.at_module_level(file.where)
        for change in _left_by_import(operations, restoring):
            mild = _is_conftest(file.module)
            if mild and _is_settled_above(change, file, restoring):
                continue
            message = f"importing this file {_done(change)}, so that collecting it is enough to change it for every test"
            yield self._at(change, file, message, Severity.WARNING if mild else None, ())

    def _report(self, change: Operation, verdict: Verdict, function: Function, file: CheckedFile) -> Finding:
        idioms = file.knowledge.idioms
        evidence = tuple(evidence_at(one.node, one.where.module, one.text) for one in verdict.reasons if one.text)
        severity = None
        if verdict.outcome is Outcome.SKIPPABLE and verdict.cleanup:
            message = f"`{function.name}` {_done(change)}, and what puts it back is skipped when the test fails"
            evidence = (evidence_at(verdict.cleanup.node, verdict.cleanup.where.module, "put back here, outside any `finally`"),)
            severity = Severity.WARNING
        else:
            message = f"`{function.name}` {_done(change)} and nothing puts it back"
            mild = bool(verdict.reasons) and all(reason.mild for reason in verdict.reasons)
            if mild or idioms.is_skipped(function) or _holds_for_all(function, file):
                severity = Severity.WARNING
        return self._at(change, file, message, severity, evidence)

    def _at(
        self, change: Operation, file: CheckedFile, message: str, severity: Severity | None, evidence: tuple[Evidence, ...]
    ) -> Finding:
        node = change.node
        if change.where.module is not file.module:
            helper = evidence_at(change.node, change.where.module, "the helper changes it here")
            node, evidence = _as_place(change.at), (helper, *evidence)
        what = What("environ", change.key.text)
        return file.finding(HAZARD, node, message, what, severity=severity, evidence=evidence)


RULE = Environ()


def _as_place(node: ast.AST) -> ast.expr | ast.stmt:
    assert isinstance(node, (ast.expr, ast.stmt))
    return node


def _done(change: Operation) -> str:
    name = change.key.text
    thing = f"the environment variable {name}" if name else "environment variables"
    if change.action is Action.REMOVE:
        return f"deletes {thing}"
    if change.action is Action.CLEAR:
        return "empties the environment"
    return f"sets {thing}" if change.action is not Action.REPLACE else "replaces the environment"


def _left_by_import(operations: list[Operation], restoring: Restoring) -> Iterator[Operation]:
    for position, change in enumerate(operations):
        if restoring.saved.is_saved(change.value, change.where) or restoring.shields.at_module_level(change):
            continue
        before, after = operations[:position], operations[position + 1 :]
        tidies = change.action is Action.REMOVE and any(change.key.covers(one.key) for one in before)
        if not tidies and not restoring.undoing.at_import(change, after):
            yield change


def _is_conftest(module: Module) -> bool:
    return os.path.basename(module.path) == "conftest.py"


def _is_settled_above(change: Operation, file: CheckedFile, restoring: Restoring) -> bool:
    """Whether the file is the first conftest, loaded before anything runs, or one above it writes the same variable."""
    above = list(file.knowledge.index.conftests(file.module.path))
    if not above:
        return True
    for conftest in above:
        operations = restoring.effects.at_module_level(module_where(conftest))
        if any(one.key.covers(change.key) and one.key.names for one in operations):
            return True
    return False


def _holds_for_all(function: Function, file: CheckedFile) -> bool:
    """Whether it is an autouse fixture of the session in the first conftest: no test ever runs without it."""
    fixture = file.knowledge.idioms.fixture(function)
    if fixture is None or not fixture.autouse or fixture.scope != "session" or not _is_conftest(file.module):
        return False
    return not any(file.knowledge.index.conftests(file.module.path))
