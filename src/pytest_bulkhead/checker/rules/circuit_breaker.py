"""BH505: a test drives a circuit breaker that all tests share, and nothing closes it again."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import circuit_breaker as cases
from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.circuit_breaker import HAZARD

_CLASS = "CircuitBreaker"
_DRIVES = frozenset({"call", "call_async", "open", "trip", "record_failure", "on_failure", "fail", "force_open"})
_STATES = ("state", "current_state", "opened", "is_open")
_RESETS = frozenset({"close", "reset", "force_close", "force_closed", "reset_state", "half_open"})
_PATCHES = frozenset({"setattr", "object", "patch", "setitem"})


class CircuitBreaker(Rule):
    hazards = (HAZARD,)
    tokens = ("reaker",)
    bad = cases.BAD
    good = cases.GOOD

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_test(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        if not node.name.startswith("test"):
            return
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) is not Role.TEST:
            return
        told: set[str] = set()
        for place, expression in _driven(function):
            breaker = _shared_breaker(expression, function, file)
            if breaker is None or breaker.dotted in told or _is_reset(breaker, function, file):
                continue
            told.add(breaker.dotted)
            name = breaker.dotted.rpartition(".")[2]
            message = f"`{node.name}` drives the circuit breaker `{name}`, which all tests share, and nothing resets it"
            made = breaker.binding.node if breaker.binding else None
            evidence = (evidence_at(made, breaker.where.module, "it is made here"),) if made and breaker.where else ()
            yield file.finding(HAZARD, place, message, What("global", breaker.dotted), evidence=evidence)


RULE = CircuitBreaker()


def _driven(function: Function) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The places that make a breaker count failures or open, or that expect it to have opened."""
    for node in function.scope.own:
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if method in _DRIVES:
                yield node, owner
            case ast.Compare(left=ast.Attribute(value=owner, attr=attribute), comparators=[expected]):
                if attribute in _STATES and "open" in ast.unparse(expected).lower():
                    yield node, owner
            case ast.Assert(test=ast.Attribute(value=owner, attr="opened" | "is_open") as test):
                yield test, owner


def _shared_breaker(expression: ast.expr, function: Function, file: CheckedFile) -> Referent | None:
    """The breaker at the top of a module that an expression means."""
    if not isinstance(expression, (ast.Name, ast.Attribute)):
        return None
    names = file.knowledge.names
    referent = names.refer(expression, Where(function.module, function.scope))
    if referent is None or referent.where is None or referent.binding is None or not referent.is_module_level:
        return None
    made = referent.binding.value
    if not isinstance(made, ast.Call):
        return None
    return referent if names.dotted(made.func, referent.where).rpartition(".")[2].endswith(_CLASS) else None


def _is_reset(breaker: Referent, function: Function, file: CheckedFile) -> bool:
    idioms = file.knowledge.idioms
    around = [
        function,
        *(fixture.function for fixture in file.knowledge.fixtures.behind(function)),
        *idioms.setups(function),
        *idioms.teardowns(function),
    ]
    cls = idioms.test_class(function)
    if cls is not None and idioms.has_unknown_base(cls):
        return True
    return any(_resets(one, breaker, file) for one in around)


def _resets(function: Function, breaker: Referent, file: CheckedFile) -> bool:
    name = breaker.dotted.rpartition(".")[2]
    outer = Where(function.module, function.scope.parent or function.module.scope)
    where = Where(function.module, function.scope)
    for node in (*function.scope.own, *function.node.decorator_list):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in _RESETS:
            meant = file.knowledge.names.refer(node.func.value, where)
            if meant is not None and meant.dotted == breaker.dotted:
                return True
        called = ast.unparse(node.func).rpartition(".")[2]
        if called in _PATCHES and any(_names(argument, name) for argument in node.args):
            return True
        helper = file.knowledge.helper(node, where if node in function.scope.own else outer)
        if helper is not None and helper is not function and "reset" in helper.name.lower():
            return True
    return False


def _names(argument: ast.expr, name: str) -> bool:
    return isinstance(argument, ast.Constant) and str(argument.value).rpartition(".")[2] == name
