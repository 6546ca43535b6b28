"""What kind of callable an expression is: a mock, something synchronous, something that gives a coroutine."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Referent, Where, chain
from pytest_bulkhead.checker.mocking.coroutines import Coroutines
from pytest_bulkhead.checker.mocking.mocks import assigned_attributes
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results, where_in

_DEPTH = 3


class Callables:
    """Answers about callables that FastAPI is given to call."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.names = knowledge.names
        self.coroutines = Coroutines(knowledge)
        self.mocks = self.coroutines.mocks

    def mock(self, value: ast.expr, where: Where) -> str:
        """The class of the mock that a value is, empty for all else and for mocks with a signature of their own."""
        own = self.mocks.class_named(value, where)
        if own:
            return own
        if isinstance(value, ast.Call):
            made = self.mocks.made(value, where)
            return made.name if made else ""
        made, attributes = self.mocks.base(value, where)
        if made is None or (made.spec is not None and attributes):
            return ""
        texts = {f"{chain(value)}.__signature__", f"{made.held}.__signature__"}
        if not texts.isdisjoint(assigned_attributes(where)) or not texts.isdisjoint(assigned_attributes(made.where)):
            return ""
        # An attribute may have been given anything; what the mock makes of it by itself is a mock.
        if attributes and self.mocks.configured(made, attributes, value, where) is not None:
            return ""
        return made.name

    def coroutine(self, value: ast.expr, where: Where) -> ast.Call | None:
        """The call whose coroutine a callable hands out without awaiting it."""
        for result, place in self._results(value, where):
            if isinstance(result, ast.Call) and self._gives_coroutine(result, place):
                return result
        return None

    def is_synchronous(self, value: ast.expr, where: Where, depth: int = 0) -> bool:
        """Whether a callable surely is no coroutine function."""
        if isinstance(value, ast.Lambda):
            return True
        if depth > _DEPTH:
            return False
        if isinstance(value, ast.Call):
            return self._is_synchronously_made(value, where, depth)
        referent = self.names.refer(value, where)
        if referent is None or referent.where is None:
            return False
        function = referent.function
        if function:
            return isinstance(function.node, ast.FunctionDef) and self.coroutines.is_as_defined(function)
        return isinstance(referent.node, ast.ClassDef) or isinstance(_lambda(referent), ast.Lambda)

    def asynchronous(self, value: ast.expr, where: Where) -> Function | None:
        """The ``async def``, be it a generator, that a dependency surely is; of an instance its ``__call__``."""
        function = self.coroutines.function(value, where)
        if function is None:
            cls = self.coroutines.instances.class_of(value, where)
            function = self.coroutines.instances.method(cls, "__call__") if cls else None
        if function is None or not isinstance(function.node, ast.AsyncFunctionDef):
            return None
        return function if self.coroutines.is_as_defined(function) else None

    def _results(self, value: ast.expr, where: Where) -> Iterator[tuple[ast.expr, Where]]:
        if isinstance(value, ast.Lambda):
            yield value.body, Where(where.module, where.module.scope_of(value), where.given)
            return
        referent = self.names.refer(value, where)
        if referent and referent.where and (held := _lambda(referent)):
            yield from self._results(held, referent.where)
        elif referent and referent.function and self.coroutines.is_as_defined(referent.function):
            yield from ((result, where_in(referent.function)) for result in results(referent.function))

    def _gives_coroutine(self, call: ast.Call, where: Where) -> bool:
        if isinstance(call.func, ast.Call):
            made = self.mocks.made(call.func, where)
            return made is not None and made.is_async
        return isinstance(call.func, (ast.Name, ast.Attribute)) and self.coroutines.gives_coroutine(call, where)

    def _is_synchronously_made(self, call: ast.Call, where: Where, depth: int) -> bool:
        """Whether a call gives a synchronous callable: of a partial, or of a function that defines what it returns."""
        referent = self.names.refer(call.func, where)
        if referent is None:
            return False
        if referent.dotted == "functools.partial" and call.args:
            return self.is_synchronous(call.args[0], where, depth + 1)
        function = referent.function
        if function is None or function.node.decorator_list or function.is_generator:
            return False
        if isinstance(function.node, ast.AsyncFunctionDef):
            return False
        made = list(results(function))
        return bool(made) and all(self.is_synchronous(one, where_in(function), depth + 1) for one in made)


def _lambda(referent: Referent) -> ast.Lambda | None:
    held = referent.binding.value if referent.binding and not referent.binding.path else None
    return held if isinstance(held, ast.Lambda) else None
