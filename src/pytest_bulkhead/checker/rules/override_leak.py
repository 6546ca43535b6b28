"""BH301: a dependency override stays on an application that outlives the test."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import override_leak as cases
from pytest_bulkhead.checker.idioms import Role
from pytest_bulkhead.checker.lifetime import Lifetime
from pytest_bulkhead.checker.module import Function
from pytest_bulkhead.checker.operations import Operation
from pytest_bulkhead.checker.restored import Outcome, Verdict
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.states.overrides import ATTRIBUTE, OverridesState
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.override_leak import HAZARD
from pytest_bulkhead.hazards.hazard import Severity

_OWNERS = (Role.TEST, Role.FIXTURE, Role.SETUP, Role.HOOK)


class OverrideLeak(Rule):
    hazards = (HAZARD,)
    tokens = (ATTRIBUTE,)
    bad = cases.BAD
    good = cases.GOOD

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) not in _OWNERS:
            return
        restoring = file.restoring(OverridesState)
        lifetime = Lifetime(file.knowledge)
        for change in restoring.changes(function):
            application = _application(change.node)
            if application is None or not lifetime.outlives(application, change.where):
                continue
            verdict = restoring.verdict(change, function)
            if verdict.outcome is not Outcome.RESTORED:
                yield _report(change, verdict, function, file)


RULE = OverrideLeak()


def _application(node: ast.AST) -> ast.expr | None:
    """The object whose overrides a statement changes."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and inner.attr == ATTRIBUTE:
            return inner.value
    return None


def _report(change: Operation, verdict: Verdict, function: Function, file: CheckedFile) -> Finding:
    evidence = [evidence_at(one.node, one.where.module, one.text) for one in verdict.reasons if one.text]
    name = change.key.text
    thing = f"`{name.rpartition('.')[2]}`" if name else "dependencies"
    message = f"`{function.name}` overrides {thing} on an application that outlives it, and nothing takes that back"
    severity = None
    if verdict.outcome is Outcome.SKIPPABLE and verdict.cleanup:
        message = f"`{function.name}` overrides {thing}, and what takes that back is skipped when the test fails"
        evidence = [
            evidence_at(verdict.cleanup.node, verdict.cleanup.where.module, "taken back here, outside any `finally`")
        ]
        severity = Severity.WARNING
    node = change.node
    if change.where.module is not file.module:
        evidence.insert(0, evidence_at(change.node, change.where.module, "the helper overrides it here"))
        node = change.at if isinstance(change.at, (ast.expr, ast.stmt)) else change.node
    what = What("override", name)
    return file.finding(HAZARD, node, message, what, severity=severity, evidence=tuple(evidence))
