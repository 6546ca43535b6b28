"""BH301: a dependency override stays on an application that outlives the test."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import replace

from pytest_bulkhead.checker.cases import override_leak as cases
from pytest_bulkhead.checker.cases import override_leak_fixed
from pytest_bulkhead.checker.fixing import Edits, safe, unsafe
from pytest_bulkhead.checker.fixing.kept import kept_whole
from pytest_bulkhead.checker.fixing.mappings import entries, item_calls, statement_of
from pytest_bulkhead.checker.fixing.monkeypatched import Monkeypatched
from pytest_bulkhead.checker.fixing.replacing import called, called_in_turn, quoted
from pytest_bulkhead.checker.fixing.spans import text_of
from pytest_bulkhead.checker.flow.lifetime import Lifetime
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Outcome, Restoring, Verdict
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode
from pytest_bulkhead.checker.states.overrides import ATTRIBUTE, OverridesState
from pytest_bulkhead.checker.suite.elsewhere import runs_elsewhere
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.findings import Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.override_leak import HAZARD
from pytest_bulkhead.hazards.hazard import Severity

_OWNERS = (Role.TEST, Role.FIXTURE, Role.SETUP, Role.HOOK)


class OverrideLeak(Rule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = (ATTRIBUTE,)
    bad = cases.BAD
    good = cases.GOOD
    fixed = override_leak_fixed.FIXED

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) not in _OWNERS:
            return
        restoring = file.restoring(OverridesState)
        changes = restoring.changes(function)
        if not changes or runs_elsewhere(function, file.knowledge):
            return
        lifetime = Lifetime(file.knowledge)
        for change in changes:
            application = _application(change.node)
            if application is None or not lifetime.outlives(application, change.where):
                continue
            verdict = restoring.verdict(change, function)
            if verdict.outcome is not Outcome.RESTORED:
                fix = _fix(change, application, function, restoring, file)
                yield replace(_report(change, verdict, function, file), fix=fix)

    @on(ast.Module)
    def at_import(self, node: ast.Module, file: CheckedFile) -> Iterator[Finding]:
        restoring = file.restoring(OverridesState)
        operations = restoring.effects.at_module_level(file.where)
        if not operations or _is_conftest(file.module.path) or file.module.path not in file.test_files():
            return
        for position, change in enumerate(operations):
            application = _application(change.node)
            home = _home(application, change, file) if application and restoring.sets(change) else None
            if home is None or not _is_used_by_others(home, file):
                continue
            if not _is_taken_back(change, operations[position + 1 :], restoring, file):
                yield _at_import(change, file)


RULE = OverrideLeak()


def _fix(
    change: Operation, application: ast.expr, function: Function, restoring: Restoring, file: CheckedFile
) -> Fix | None:
    patching = Monkeypatched(restoring, lambda one: _instead(one, file))
    fix = safe(patching.edits(change, function))
    changes = restoring.changes(function)
    found = change.where.scope.lookup(application.id) if isinstance(application, ast.Name) else None
    if (
        fix
        or found is None
        or found[0] is not file.module.scope
        or any(one.action is Action.REPLACE for one in changes)
    ):
        return fix
    mapping = f"{text_of(application, file.module)}.{ATTRIBUTE}"
    return unsafe(kept_whole(mapping, "overrides", [one.at for one in changes], function, file.knowledge))


def _instead(change: Operation, file: CheckedFile) -> Edits:
    """How an override is set, or taken out, with ``monkeypatch``."""
    module, node = file.module, change.node
    if change.action is Action.REPLACE:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Attribute):
            owner = text_of(node.targets[0].value, module)
            return called(node, "monkeypatch.setattr", [owner, quoted(ATTRIBUTE, module), node.value], module)
        return None
    statement = statement_of(node, module)
    some = entries(statement) if statement else None
    if statement is None or not some or any(isinstance(one.key, str) for one in some):
        return None
    return called_in_turn(statement, item_calls(some, module), module)


def _is_conftest(path: str) -> bool:
    return os.path.basename(path) == "conftest.py"


def _home(application: ast.expr, change: Operation, file: CheckedFile) -> str | None:
    """The file at whose top an application stands, if that is another one of the project."""
    referent = file.knowledge.names.refer(application, change.where)
    if referent is None or referent.where is None or referent.node is not None:
        return None
    home = referent.where.module
    return home.path if home is not file.module and referent.where.scope is home.scope else None


def _is_used_by_others(home: str, file: CheckedFile) -> bool:
    """Whether another test file or conftest of the suite imports from the file that an application stands in."""
    index = file.knowledge.index
    stem = os.path.splitext(os.path.basename(home))[0].encode()
    for path in file.test_files() if stem == b"__init__" else file.test_files_with(stem):
        if path == file.module.path or index.suite_root(path) != index.suite_root(file.module.path):
            continue
        module = index.module(path)
        bindings = (one for many in module.scope.bindings.values() for one in many) if module else ()
        if module and any(one.kind is Bound.IMPORT and index.path_of(one.target, module) == home for one in bindings):
            return True
    return False


def _is_taken_back(change: Operation, later: list[Operation], restoring: Restoring, file: CheckedFile) -> bool:
    """Whether later statements, a fixture or a teardown of the module put back what importing it overrides."""
    module, idioms = file.module, file.knowledge.idioms
    fixtures = file.knowledge.fixtures.visible(module).values()
    if restoring.undoing.at_import(change, later) or any(restoring.protects(one.function, change) for one in fixtures):
        return True
    functions = [module.function(node) for node in module.source.tree.body if isinstance(node, FunctionNode)]
    teardowns = (one for one in functions if idioms.role(one) is Role.TEARDOWN)
    return any(restoring.undoing.by(change, restoring.effects.of(one), one).yes for one in teardowns)


def _at_import(change: Operation, file: CheckedFile) -> Finding:
    name = change.key.text
    thing = f"`{name.rpartition('.')[2]}`" if name else "dependencies"
    message = f"importing this file overrides {thing} on an application that other test files use, too"
    node = change.at if isinstance(change.at, (ast.expr, ast.stmt)) else change.node
    return file.finding(HAZARD, node, message, What("override", name))


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
