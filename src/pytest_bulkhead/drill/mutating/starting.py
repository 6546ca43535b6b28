"""Whether a call starts something that runs until it is ended."""

from __future__ import annotations

import ast
import re

from pytest_bulkhead.checker.meaning.names import Referent
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.subject import Subject

_EXECUTORS = frozenset({
    "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
    "subprocess.Popen",
})  # fmt: skip
_STARTS = re.compile(r"\b(?:Thread|Popen|Process|Timer)\(")


def starts(call: ast.expr, function: Function, subject: Subject) -> bool:
    """Whether a call makes a process or an executor, or is answered by code of the project that starts a thread."""
    if not isinstance(call, ast.Call):
        return False
    if subject.dotted(call.func, function) in _EXECUTORS:
        return True
    made = _maker(call, function, subject)
    return made is not None and bool(_STARTS.search(_source(made)))


def _maker(
    call: ast.Call, function: Function, subject: Subject, through: frozenset[object] = frozenset()
) -> Referent | None:
    """The class or function that answers; of ``Thing().start()`` the class, of a function the class that it returns."""
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
        return _maker(call.func.value, function, subject, through)
    found = subject.refer(call.func, function)
    if found is None or found.where is None or found.node in through:
        return None  # of functions that call one another there is no end
    returned = found.function.scope.own if found.function else ()
    for node in returned:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Call) and found.function:
            inner = Subject(subject.path, found.where.module, subject.knowledge)
            return _maker(node.value, found.function, inner, through | {found.node}) or found
    return found


def _source(made: Referent) -> str:
    return ast.unparse(made.node) if isinstance(made.node, (ast.ClassDef, ast.FunctionDef)) else ""
