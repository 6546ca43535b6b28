"""BH304: client fixtures that leave one of the application's dependencies real."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import partial_override as cases
from pytest_bulkhead.checker.fastapi.in_force import InForce
from pytest_bulkhead.checker.fastapi.overriding import Override
from pytest_bulkhead.checker.fastapi.routes import Route, Routes
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.source.heads import head_of
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode, Scope
from pytest_bulkhead.checker.states.overrides import ATTRIBUTE
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.findings import Evidence, Finding, What
from pytest_bulkhead.hazards.catalogue.partial_override import HAZARD


class PartialOverride(Rule):
    hazards = (HAZARD,)
    tokens = (ATTRIBUTE,)
    bad = cases.BAD
    good = cases.GOOD

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_fixture(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) not in (Role.FIXTURE, Role.SETUP):
            return
        in_force = InForce(file.knowledge)
        own = [one for one in in_force.overriding.by(function) if not in_force.overriding.is_neutral(one)]
        idle = list(_idle_imports(function, file)) if own else []
        if idle:
            yield from _left_real(function, own, idle, in_force, file)


RULE = PartialOverride()


def _idle_imports(function: Function, file: CheckedFile) -> Iterator[tuple[str, Binding]]:
    """What a fixture, or its file, imports and makes no use of, so far as it is the project's and can be called."""
    module = file.module
    for name, binding in _imports(function.scope, _names_read(function.node, module), module):
        if _is_callable(name, Where(module, function.scope), file):
            yield name, binding
    if not _is_first_to_override(function, file):
        return
    for name, binding in _imports(module.scope, _names_read(module.source.tree, module), module):
        if _is_callable(name, file.where, file):
            yield name, binding


def _imports(scope: Scope, read: frozenset[str], module: Module) -> Iterator[tuple[str, Binding]]:
    for name, bindings in scope.bindings.items():
        first = bindings[0]
        if len(bindings) == 1 and name not in read and first.kind is Bound.IMPORT and name != "*":
            node = first.node
            if isinstance(node, ast.ImportFrom) and not _is_on_purpose(node, module):
                yield name, first


def _names_read(root: ast.AST, module: Module) -> frozenset[str]:
    """Every name that is read somewhere below a node, be it in a text such as that of ``__all__``."""
    if ("names read", root) not in module.memo:
        nodes = list(ast.walk(root))
        names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        module.memo["names read", root] = frozenset(names | texts)
    read: frozenset[str] = module.memo["names read", root]
    return read


def _is_on_purpose(node: ast.ImportFrom, module: Module) -> bool:
    """Whether a comment says that the import is not meant to be used here."""
    last = node.end_lineno or node.lineno
    return any("noqa" in module.source.line(number) for number in range(node.lineno, last + 1))


def _is_callable(name: str, where: Where, file: CheckedFile) -> bool:
    referent = file.knowledge.names.refer(ast.Name(name, ast.Load()), where)
    if referent is None or referent.where is None:
        return False
    made = referent.binding.value if referent.binding else None
    return isinstance(referent.node, FunctionNode | ast.ClassDef) or isinstance(made, (ast.Call, ast.Lambda))


def _is_first_to_override(function: Function, file: CheckedFile) -> bool:
    """Whether the imports of a module are told at this fixture, and not at one before it."""
    if not os.path.basename(file.module.path).startswith(("test_", "conftest")):
        return False
    in_force = InForce(file.knowledge)
    for node in file.module.source.tree.body:
        if isinstance(node, FunctionNode):
            one = file.module.function(node)
            if file.knowledge.idioms.role(one) is Role.FIXTURE and in_force.overriding.by(one):
                return one is function
    return False


def _left_real(
    function: Function, own: list[Override], idle: list[tuple[str, Binding]], in_force: InForce, file: CheckedFile
) -> Iterator[Finding]:
    routes = Routes(file.knowledge)
    first = next((one for one in own if one.application is not None), None)
    application = routes.application(first.application, first.where) if first and first.application else None
    instead = in_force.during(function, application) if application else None
    if application is None or instead is None:
        return
    needed = {
        name: route for route in routes.of(application) for name in in_force.dependencies.reached(route.needs, instead)
    }
    for name, binding in idle:
        local = function.scope.bindings.get(name) == [binding]
        where = Where(file.module, function.scope) if local else file.where
        route = needed.get(in_force.dependencies.named(ast.Name(name, ast.Load()), where))
        if route:
            yield _report(name, binding if local else None, route, function, file)


def _report(name: str, local: Binding | None, route: Route, function: Function, file: CheckedFile) -> Finding:
    message = f"`{function.name}` overrides other dependencies, but not `{name}`, which is imported beside them"
    evidence = Evidence(route.shown, route.line, f"the route `{route.name}` needs it")
    what = What("override", name)
    if local and isinstance(local.node, ast.stmt):
        return file.finding(HAZARD, local.node, message, what, evidence=(evidence,))
    location = head_of(function.node, file.module.source)
    return file.finding(HAZARD, function.node, message, what, evidence=(evidence,), location=location)
