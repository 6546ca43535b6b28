"""Whether calling something gives a coroutine."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.flow.instances import Instances
from pytest_bulkhead.checker.flow.reaching import reaching
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.mocking.mocks import Mocks
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.suite.knowledge import Knowledge

# Decorators that hand back the function as it was.
_TRANSPARENT = frozenset({
    "builtins.staticmethod",
    "builtins.classmethod",
    "abc.abstractmethod",
    "typing.override",
    "typing_extensions.override",
    "typing.final",
    "functools.wraps",
})  # fmt: skip
# Of the standard library and its kin, those that tests call most.
_KNOWN = frozenset({
    "asyncio.sleep",
    "asyncio.wait_for",
    "asyncio.wait",
    "asyncio.to_thread",
    "asyncio.open_connection",
    "asyncio.start_server",
    "asyncio.create_subprocess_exec",
    "asyncio.create_subprocess_shell",
    "anyio.sleep",
    "anyio.wait_all_tasks_blocked",
    "trio.sleep",
})  # fmt: skip


class Coroutines:
    """Tells coroutine functions from all others, by their definitions."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.instances = Instances(knowledge)
        self.mocks = Mocks(knowledge)

    def function(self, expression: ast.expr, where: Where) -> Function | None:
        """The function of the project that an expression means, be it a method of an instance."""
        referent = self.names.refer(expression, where)
        if referent and referent.function:
            return referent.function
        if not isinstance(expression, ast.Attribute):
            return None
        if referent is not None and (referent.is_external or referent.node is not None or referent.binding is not None):
            return None
        cls = self.instances.class_of(expression.value, where)
        return self.instances.method(cls, expression.attr) if cls else None

    def gives_coroutine(self, call: ast.Call, where: Where) -> bool:
        """Whether a call surely gives a coroutine: of a coroutine function, or of an `AsyncMock`."""
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr.startswith("assert"):
            return False
        referent = self.names.refer(func, where)
        if referent is not None and referent.function:
            return all(map(self.is_coroutine_function, _meant(referent.function, func, where)))
        if referent is not None and referent.is_external:
            return referent.dotted in _KNOWN
        if isinstance(func, ast.Attribute) and (referent is None or referent.node is None):
            cls = self.instances.class_of(func.value, where)
            method = self.instances.method(cls, func.attr) if cls else None
            if method:
                return self.is_coroutine_function(method)
        return self._is_of_mock(func, where)

    def _is_of_mock(self, func: ast.expr, where: Where) -> bool:
        made, attributes = self.mocks.base(func, where)
        if made is None:
            return False
        configured = self.mocks.configured(made, attributes, func, where) if attributes else None
        if configured is None and made.spec is not None and attributes:
            method = self.specified(func, where)
            return method is not None and self.is_coroutine_function(method)
        return made.is_async and not made.is_open if configured is None else configured

    def specified(self, expression: ast.expr, where: Where) -> Function | None:
        """The method that an attribute of a mock is made after, by the class that the mock has for its ``spec``."""
        made, attribute = self.mocks.base(expression, where)
        if made is None or made.spec is None or not attribute or "." in attribute:
            return None
        cls = self.names.refer(made.spec, made.where)
        return self.instances.method(cls, attribute) if cls and isinstance(cls.node, ast.ClassDef) else None

    def is_coroutine_function(self, function: Function) -> bool:
        """Whether a function is ``async def``, no generator, and no decorator can have made something else of it."""
        return (
            isinstance(function.node, ast.AsyncFunctionDef)
            and not function.is_generator
            and self.is_as_defined(function)
        )

    def is_as_defined(self, function: Function) -> bool:
        """Whether what a name means is the function that its ``def`` made, or one that awaits it."""
        outer = Where(function.module, function.scope.parent or function.module.scope)
        for decorator in function.node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            referent = self.names.refer(called, outer)
            if referent is None:
                return False
            wraps = referent.function is not None and _hands_out_coroutine_function(referent.function)
            if referent.dotted not in _TRANSPARENT and not wraps:
                return False
        return True


def _meant(function: Function, called: ast.expr, where: Where) -> list[Function]:
    """All that a name may mean, where it is given to one function after another."""
    found = where.scope.lookup(called.id) if isinstance(called, ast.Name) else None
    if found is None or len(found[1]) < 2:
        return [function]
    bindings = reaching(found[1], called, where.module) if found[0] is where.scope else found[1]
    nodes = [one.node for one in bindings if isinstance(one.node, FunctionNode)]
    return [where.module.function(node) for node in nodes] or [function]


def _hands_out_coroutine_function(decorator: Function) -> bool:
    """Whether what a decorator of the project returns can be an ``async def`` of its own."""
    returned: set[str] = set()
    made: set[str] = set()
    for node in ast.walk(decorator.node):
        if isinstance(node, ast.AsyncFunctionDef):
            made.add(node.name)
        elif isinstance(node, ast.Return) and node.value is not None:
            values = node.value.args if isinstance(node.value, ast.Call) else [node.value]
            returned.update(value.id for value in values if isinstance(value, ast.Name))
    return not made.isdisjoint(returned - {decorator.name})
