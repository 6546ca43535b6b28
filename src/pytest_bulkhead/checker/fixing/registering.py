"""How a test, fixture or set-up has something called when its test is over, whatever happens."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from pytest_bulkhead.checker.fixing.requests import request_fixture
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.findings import Edit

_TEST_CASES = frozenset({
    "unittest.TestCase", "unittest.case.TestCase", "unittest.IsolatedAsyncioTestCase",
    "unittest.async_case.IsolatedAsyncioTestCase", "django.test.TestCase", "django.test.SimpleTestCase",
    "django.test.TransactionTestCase", "rest_framework.test.APITestCase", "twisted.trial.unittest.TestCase",
})  # fmt: skip
_OF_A_TEST = frozenset({"setUp", "asyncSetUp"})


@dataclass(frozen=True, slots=True)
class Registrar:
    """What is called with a function that shall be called later, and the edits after which it can be."""

    name: str
    edits: tuple[Edit, ...] = ()


def registrar_at(at: ast.AST, function: Function, knowledge: Knowledge) -> Registrar | None:
    """How a place in a function registers what is done after its test; None where there is no way."""
    if function.module.scope_at(at).node is not function.node:
        return None
    if is_of_unittest(function, knowledge):
        return _of_unittest(function, knowledge)
    asked = request_fixture("request", at, function, knowledge)
    return None if asked is None else Registrar("request.addfinalizer", asked)


def is_of_unittest(function: Function, knowledge: Knowledge) -> bool:
    """Whether a function is a method of a class that `unittest` runs, as far as its bases are known."""
    cls = knowledge.idioms.test_class(function)
    return cls is not None and any(base.dotted in _TEST_CASES for base in knowledge.names.bases(cls))


def _of_unittest(function: Function, knowledge: Knowledge) -> Registrar | None:
    if not function.parameters or knowledge.idioms.fixture(function):
        return None
    me, role = function.parameters[0], knowledge.idioms.role(function)
    decorators = {ast.unparse(one) for one in function.node.decorator_list}
    if function.name == "setUpClass" and "classmethod" in decorators:
        return Registrar(f"{me}.addClassCleanup")
    if function.name in _OF_A_TEST or role is Role.TEST:
        return None if decorators & {"classmethod", "staticmethod"} else Registrar(f"{me}.addCleanup")
    return None
