"""Whether something that a test names outlives the test."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.subject import Subject


def lasts(expression: ast.expr, function: Function, subject: Subject) -> bool:
    """Whether an expression names what all tests have: a module, a class, or a variable at the top of a module."""
    referent = subject.refer(expression, function)
    if referent is None or not referent.is_module_level:
        return False
    if referent.where is not None:
        return True
    # Of what comes from outside the project we only know the name; one that no import brings is a builtin.
    return not referent.dotted.startswith("builtins.")
