"""BH206: numbers, and names, that are computed from a worker's id by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases.worker_arith import BAD, FIXED, GOOD, STRICT_BAD
from pytest_bulkhead.checker.fixing import unsafe
from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.sameness.worker_ids import LIBRARY, WorkerIds, is_only_named, uses_library
from pytest_bulkhead.findings import Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.worker_arith import HAZARD
from pytest_bulkhead.hazards.hazard import Severity

_MAKERS = frozenset({"int", "ord"})
# Who hears of it does not use it as the name of anything.
_TELLS = frozenset({
    "print", "skip", "fail", "debug", "info", "warning", "error", "exception", "log", "warn", "xfail", "exit", "write",
    "echo", "critical",
})  # fmt: skip


class WorkerArith(Rule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = ("worker_id", "PYTEST_XDIST_WORKER", "workerid")
    bad = BAD
    good = GOOD
    strict_bad = STRICT_BAD
    fixed = FIXED

    @on(ast.Call)
    def computed(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        if not isinstance(call.func, ast.Name) or call.func.id not in _MAKERS:
            return
        if not WorkerIds(file.knowledge).is_number(call, file.module) or is_only_named(call, file.module):
            return
        function = file.module.function_at(call)
        who = f"`{function.name}` computes" if function else "this file computes"
        message = (
            f"{who} with the number of the worker, which a run without workers does not have and which counts on "
            "when a worker is replaced"
        )
        yield file.finding(HAZARD, call, message, What("worker", "number"), fix=_fix(call, file))

    @on(ast.JoinedStr, ast.BinOp)
    def named(self, node: ast.JoinedStr | ast.BinOp, file: CheckedFile) -> Iterator[Finding]:
        if isinstance(node, ast.JoinedStr):
            parts = [one.value for one in node.values if isinstance(one, ast.FormattedValue)]
        else:
            parts = [node.left, node.right] if isinstance(node.op, ast.Add) else []
        parts = [one for one in parts if not isinstance(one, ast.Constant)]
        has_library = bool(parts) and uses_library(file.module, file.knowledge)
        if not parts or not (file.strict or has_library) or _is_told(node, file):
            return
        ids = WorkerIds(file.knowledge)
        where = Where(file.module, file.module.scope_at(node))
        if any(ids.carries(part, where) for part in parts):
            message = "a name is made from the id of the worker by hand; the worker library makes them all alike"
            # Where nothing better is at hand, the id in a name keeps workers apart.
            severity = None if has_library else Severity.WARNING
            yield file.finding(HAZARD, node, message, What("worker", "name"), severity=severity)


RULE = WorkerArith()


def _fix(call: ast.Call, file: CheckedFile) -> Fix | None:
    """The number as the worker library tells it, where a project has that."""
    if not uses_library(file.module, file.knowledge):
        return None
    number = imported(f"{LIBRARY}.get_worker_num", call, file.module)
    return unsafe(number.edits, replaced(call, f"{number.name}()", file.module)) if number else None


def _is_told(node: ast.expr, file: CheckedFile) -> bool:
    """Whether a text is a message for people, or part of a longer one."""
    for outer in file.module.ancestors(node):
        if isinstance(outer, (ast.Assert, ast.Raise, ast.JoinedStr, ast.BinOp, ast.Compare)):
            return True
        if isinstance(outer, ast.Call):
            named = outer.func.attr if isinstance(outer.func, ast.Attribute) else getattr(outer.func, "id", "")
            return named in _TELLS
        if isinstance(outer, ast.stmt):
            return False
    return False
