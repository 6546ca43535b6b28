"""BH101: a test, fixture or set-up changes an environment variable and nothing puts it back."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from typing import ClassVar

from pytest_bulkhead.checker.cases import environ as cases
from pytest_bulkhead.checker.cases import environ_fine, environ_restored_around
from pytest_bulkhead.checker.elsewhere import runs_elsewhere
from pytest_bulkhead.checker.idioms import Role
from pytest_bulkhead.checker.knowledge import module_where
from pytest_bulkhead.checker.module import Function, Module
from pytest_bulkhead.checker.operations import Action, Operation
from pytest_bulkhead.checker.restored import Outcome, Restoring, Verdict
from pytest_bulkhead.checker.rule import Case, CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.states.environ import EnvironState
from pytest_bulkhead.findings import Evidence, Finding, What
from pytest_bulkhead.hazards.catalogue.environ import HAZARD
from pytest_bulkhead.hazards.hazard import Severity

_NAMED = 4
_OWNERS = (Role.TEST, Role.FIXTURE, Role.SETUP, Role.HOOK)


class Environ(Rule):
    hazards = (HAZARD,)
    tokens = ("environ", "putenv", "unsetenv", "dotenv")
    bad = cases.BAD
    good: ClassVar[Mapping[str, Case]] = {**environ_fine.GOOD, **environ_restored_around.GOOD}

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) not in _OWNERS:
            return
        restoring = file.restoring(EnvironState)
        changes = restoring.changes(function)
        if not changes or runs_elsewhere(function, file.knowledge):
            return
        for change in changes:
            verdict = restoring.verdict(change, function)
            if verdict.outcome is not Outcome.RESTORED:
                yield self._report(change, verdict, function, file)

    @on(ast.Module)
    def at_import(self, node: ast.Module, file: CheckedFile) -> Iterator[Finding]:
        if _is_script(file):
            return
        restoring = file.restoring(EnvironState)
        operations = restoring.effects.at_module_level(file.where)
        for change in _left_by_import(operations, restoring):
            if _is_default(file) or _is_settled_above(change, file, restoring):
                continue
            mild = _is_conftest(file.module)
            message = (
                f"importing this file {_done(change)}, so that collecting it is enough to change it for every test"
            )
            yield self._at(change, file, message, Severity.WARNING if mild else None, ())

    def _report(self, change: Operation, verdict: Verdict, function: Function, file: CheckedFile) -> Finding:
        idioms = file.knowledge.idioms
        evidence = tuple(evidence_at(one.node, one.where.module, one.text) for one in verdict.reasons if one.text)
        severity = None
        if verdict.outcome is Outcome.SKIPPABLE and verdict.cleanup:
            message = f"`{function.name}` {_done(change)}, and what puts that back is skipped when the test fails"
            evidence = (
                evidence_at(verdict.cleanup.node, verdict.cleanup.where.module, "put back here, outside any `finally`"),
            )
            severity = Severity.WARNING
        else:
            message = f"`{function.name}` {_done(change)} and nothing puts that back"
            mild = bool(verdict.reasons) and all(reason.mild for reason in verdict.reasons)
            if mild or idioms.is_skipped(function) or _holds_for_all(function, file):
                severity = Severity.WARNING
        return self._at(change, file, message, severity, evidence)

    def _at(
        self,
        change: Operation,
        file: CheckedFile,
        message: str,
        severity: Severity | None,
        evidence: tuple[Evidence, ...],
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
    names = sorted(change.key.names) if not change.key.loose else []
    thing = "environment variables"
    if names:
        thing = f"the environment variable{'s' * (len(names) > 1)} {', '.join(names[:_NAMED])}"
    if change.action is Action.MERGE and change.value is None:
        return "loads a file into the environment"
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


def _is_script(file: CheckedFile) -> bool:
    """Whether a file is called like a test module and holds no test: somebody runs it by hand."""
    if not os.path.basename(file.module.path).startswith("test_"):
        return False
    tests = (ast.FunctionDef, ast.AsyncFunctionDef)
    return not any(
        isinstance(node, ast.ClassDef) or (isinstance(node, tests) and node.name.startswith("test"))
        for node in file.module.nodes
    )


def _is_default(file: CheckedFile) -> bool:
    """Whether pytest imports the file before any test runs: the first conftest, or the package of all tests."""
    path, index = file.module.path, file.knowledge.index
    above = list(index.conftests(path))
    folder = os.path.dirname(path)
    if _is_conftest(file.module):
        # Besides the first one, pytest loads those of `test*` folders right below it as it starts.
        starts = os.path.basename(folder).startswith("test") and os.path.dirname(folder)
        return all(os.path.dirname(one.path) == starts for one in above)
    is_package = os.path.basename(path) == "__init__.py"
    return is_package and not os.path.exists(os.path.join(os.path.dirname(folder), "__init__.py"))


def _is_settled_above(change: Operation, file: CheckedFile, restoring: Restoring) -> bool:
    """Whether a conftest above writes the same variable when it is imported."""
    if not _is_conftest(file.module):
        return False
    for conftest in file.knowledge.index.conftests(file.module.path):
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
