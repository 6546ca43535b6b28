"""Whoever lets a finding stand says why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "Without a reason nobody dares to take it out, even when there is none any more."

_MARK = "bulkhead_allow"
_COMMENT = "bulkhead: ignore"


def look(subject: Subject) -> Iterator[Fault]:
    """Each comment and each mark without one."""
    marked = subject.static.files_with(_MARK)
    if not marked and not subject.static.files_with(_COMMENT):
        raise DoesNotApplyError("no finding is let stand by a comment or a mark")
    for finding in subject.static.of("BH003"):
        yield Fault(
            f"{finding['path']}:{finding['line']}: {finding['message']}.", "Write the reason after the bracket."
        )
    for path in marked:
        for line in _marks_without_reason(path):
            yield Fault(
                f"{subject.shown(path)}:{line}: the mark {_MARK} gives no reason, and is ignored without one.",
                "Give it: `bulkhead_allow(..., reason=...)`.",
            )


def _marks_without_reason(path: Path) -> Iterator[int]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):  # which the checker tells
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != _MARK:
            continue
        reasons = [keyword for keyword in node.keywords if keyword.arg in ("reason", None)]
        if not reasons or (isinstance(reasons[0].value, ast.Constant) and not reasons[0].value.value):
            yield node.lineno
