"""BH508: a test that is skipped, expected to fail or retried because of its company: the hazard is masked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import xdist_mask as cases
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.marks import Mark, Marks
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.xdist_mask import HAZARD

_VARIABLES = ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT")
_FUNCTIONS = ("xdist.is_xdist_worker", "xdist.plugin.is_xdist_worker")
_RETRIES = frozenset({"flaky", "flaky.flaky", "pytest.mark.flaky"})
_MEASURES = ("performance", "benchmark", "timing", "measure", "slow", "speed")
_DEPTH = 3


class XdistMask(Rule):
    hazards = (HAZARD,)
    tokens = ("PYTEST_XDIST_WORKER", "is_xdist_worker", "flaky")
    bad = cases.BAD
    good = cases.GOOD

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def on_test(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) is not Role.TEST or _measures(function, file):
            return
        where = Where(file.module, function.scope.parent or file.module.scope)
        yield from self._masked(node.decorator_list, where, node.name, file)
        for call in _skips_inside(function, file):
            message = f"`{node.name}` skips itself in workers, which hides what it shares with other tests"
            yield file.finding(HAZARD, call, message, What("test", node.name))

    @on(ast.ClassDef)
    def on_class(self, node: ast.ClassDef, file: CheckedFile) -> Iterator[Finding]:
        if not any(isinstance(one, FunctionNode) and one.name.startswith("test") for one in node.body):
            return
        where = Where(file.module, file.module.scope_of(node).parent or file.module.scope)
        if not any(word in node.name.lower() for word in _MEASURES):
            yield from self._masked(node.decorator_list, where, node.name, file)

    @on(ast.Assign)
    def on_module(self, node: ast.Assign, file: CheckedFile) -> Iterator[Finding]:
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if "pytestmark" in names:
            held = node.value.elts if isinstance(node.value, (ast.List, ast.Tuple)) else [node.value]
            yield from self._masked(held, Where(file.module, file.module.scope_at(node)), "the whole file", file)

    def _masked(self, marks: list[ast.expr], where: Where, name: str, file: CheckedFile) -> Iterator[Finding]:
        reader = Marks(file.knowledge.names, file.knowledge.idioms)
        shown = name if " " in name else f"`{name}`"
        for expression in marks:
            mark = reader.read(expression, where)
            called = expression.func if isinstance(expression, ast.Call) else expression
            if (mark and mark.name == "flaky") or file.knowledge.names.dotted(called, where) in _RETRIES:
                how = "is run again until it passes"
            elif mark and mark.name in ("skipif", "xfail") and _is_for_workers(mark, file):
                how = "is skipped in workers" if mark.name == "skipif" else "may fail in workers"
            else:
                continue
            message = f"{shown} {how}, which hides what it shares with other tests"
            yield file.finding(HAZARD, expression, message, What("test", name))


RULE = XdistMask()


def _measures(function: Function, file: CheckedFile) -> bool:
    """Whether it is a performance test, which is rightly kept out of workers."""
    marks = Marks(file.knowledge.names, file.knowledge.idioms).of_test(function)
    names = [function.qualname.lower(), *function.parameters, *(mark.name.lower() for mark in marks)]
    reasons = [ast.unparse(value).lower() for mark in marks if (value := mark.argument(9, "reason"))]
    return any(word in text for text in (*names, *reasons) for word in _MEASURES)


def _is_for_workers(mark: Mark, file: CheckedFile) -> bool:
    if mark.name == "xfail":
        strict = mark.argument(9, "strict")
        if isinstance(strict, ast.Constant) and strict.value:
            return False
    condition = mark.argument(0, "condition")
    return condition is not None and _asks_for_worker(condition, mark.where, file)


def _asks_for_worker(expression: ast.expr, where: Where, file: CheckedFile, depth: int = 0) -> bool:
    """Whether an expression's value depends on whether it is worked out in a worker."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Constant) and any(one in str(node.value) for one in _VARIABLES):
            return True
        if isinstance(node, ast.Call) and file.knowledge.names.dotted(node.func, where) in _FUNCTIONS:
            return True
        if isinstance(node, ast.Name) and depth < _DEPTH:
            referent = file.knowledge.names.refer(node, where)
            held = referent.binding.value if referent and referent.binding else None
            home = referent.where if referent else None
            if held is not None and home and _asks_for_worker(held, home, file, depth + 1):
                return True
    return False


def _skips_inside(function: Function, file: CheckedFile) -> Iterator[ast.Call]:
    where = Where(function.module, function.scope)
    for node in function.scope.own:
        if not isinstance(node, ast.If) or not _asks_for_worker(node.test, where, file):
            continue
        for statement in node.body:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(call, ast.Call) and file.knowledge.names.dotted(call.func, where) in (
                "pytest.skip",
                "pytest.xfail",
            ):
                yield call
