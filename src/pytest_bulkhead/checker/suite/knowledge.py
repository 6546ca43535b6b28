"""Everything that rules may ask about a project, in one hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.meaning.constants import Constants
from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.meaning.names import Names, Where, chain
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import Bound
from pytest_bulkhead.checker.suite.fixtures import Fixtures
from pytest_bulkhead.checker.suite.idioms import Idioms


class Knowledge:
    """The index, and the rooms that answer from it."""

    def __init__(self, index: ProjectIndex) -> None:
        self.index = index
        self.names = Names(index)
        self.constants = Constants(self.names)
        self.idioms = Idioms(self.names)
        self.fixtures = Fixtures(index, self.names, self.idioms)
        # What rooms have worked out and keep for the whole project: plain values, no trees of syntax.
        self.remembered: dict[str, Any] = {}

    def helper(self, call: ast.Call, where: Where) -> Function | None:
        """The function of the test code that a call runs, if it can be told and is no test or fixture itself."""
        text = chain(call.func)
        if not text:
            return None
        root = text.partition(".")[0]
        home, bindings = where.scope.lookup(root) or (where.module.scope, [])
        if where.given and ((home, root) in where.given or any(one.kind is Bound.VALUE for one in bindings)):
            return self._helper(call, where)  # what it means may depend on what a call hands to the function
        known = where.module.memo.setdefault(("helper", home), {})
        if text not in known:
            known[text] = self._helper(call, where)
        helper: Function | None = known[text]
        return helper

    def _helper(self, call: ast.Call, where: Where) -> Function | None:
        if self.names.product_name(call.func, where):
            return None
        referent = self.names.refer(call.func, where)
        if referent is None or referent.where is None:
            return None
        home = referent.where.module
        if home is not where.module and not is_test_path(home.path):
            return None
        function = referent.function
        return None if function is None or self.idioms.fixture(function) else function

    def inside(self, function: Function, call: ast.Call, where: Where) -> Where:
        """The place inside a function that a call runs, its parameters bound to the call's arguments."""
        parameters = list(function.parameters)
        if function.owner is not None and not is_static(function):
            parameters = parameters[1:]
        given = {(function.scope, name): (value, where) for name, value in zip(parameters, call.args, strict=False)}
        for keyword in call.keywords:
            if keyword.arg:
                given[function.scope, keyword.arg] = keyword.value, where
        for name, default in _defaults(function):
            outer = Where(function.module, function.scope.parent or function.module.scope)
            given.setdefault((function.scope, name), (default, outer))
        starred = any(isinstance(one, ast.Starred) for one in call.args) or any(not one.arg for one in call.keywords)
        return Where(function.module, function.scope, None if starred else given)

    def provided_values(self, expression: ast.expr, function: Function) -> list[tuple[ast.expr, Function]]:
        """What the fixture behind a parameter returns or yields, with the fixture's function."""
        if not isinstance(expression, ast.Name):
            return []
        bindings = function.scope.bindings.get(expression.id, [])
        if len(bindings) != 1 or bindings[0].kind is not Bound.PARAMETER:
            return []
        fixture = self.fixtures.find(expression.id, function)
        if fixture is None:
            return []
        return [(value, fixture.function) for value in results(fixture.function)]


def results(function: Function) -> Iterator[ast.expr]:
    """What a function returns or yields."""
    for node in function.scope.own:
        if isinstance(node, (ast.Return, ast.Yield)) and node.value is not None:
            yield node.value


def where_in(function: Function) -> Where:
    return Where(function.module, function.scope)


def module_where(module: Module) -> Where:
    return Where(module, module.scope)


def is_static(function: Function) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in function.node.decorator_list)


def _defaults(function: Function) -> Iterator[tuple[str, ast.expr]]:
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        yield argument.arg, default
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if keyword_default is not None:
            yield argument.arg, keyword_default
