"""What a function does to a state: by its own statements, through helpers, and by what it registers for later."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pytest_bulkhead.checker.flow.branches import is_passed_over
from pytest_bulkhead.checker.flow.cleanup import position
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import FunctionNode, Scope
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge, where_in

# Helpers of helpers; what lies deeper is left to the sensors.
_DEPTH = 3
# Methods that take a function to be called when the test, or what is around it, is over.
REGISTER = frozenset({
    "addCleanup", "addAsyncCleanup", "addClassCleanup", "addModuleCleanup", "addfinalizer", "callback",
    "push_async_callback",
})  # fmt: skip
_REGISTERING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Call)
# Answers whether a helper itself takes back one of its operations, all of which are given.
Settled = Callable[[Operation, list[Operation], Function], bool]
Wanted = Callable[[Operation], bool]


def is_setting(one: Operation) -> bool:
    """Whether an operation puts something in."""
    return one.action in (Action.SET, Action.MERGE, Action.REPLACE)


def _any(one: Operation) -> bool:
    return True


class Effects:
    """Gathers the operations of functions on one kind of state."""

    def __init__(self, knowledge: Knowledge, state: State, settled: Settled) -> None:
        self.knowledge = knowledge
        self.state = state
        self.settled = settled
        self.kinds = (*state.kinds, ast.Call)

    def of(self, function: Function, where: Where | None = None, depth: int = 0) -> list[Operation]:
        """Every operation of a function in the order of the text, each with the place in it that causes it."""
        if where is not None:
            return list(self._gather(function.scope, where, depth))
        memo = function.module.memo
        key = ("effects", type(self.state), function)
        if key not in memo:
            memo[key] = []  # what a function that calls itself sees of itself
            memo[key] = list(self._gather(function.scope, where_in(function), 0))
        known: list[Operation] = memo[key]
        return known

    def may_set(self, function: Function) -> bool:
        """Whether any of them sets something: what only undoes others need not be judged then."""
        where = where_in(function)
        for node in function.scope.own_of(self.kinds):
            if isinstance(node, self.state.kinds) and any(map(is_setting, self.state.beginnings(node, where))):
                return True
            if isinstance(node, ast.Call) and any(self._of_call(node, where, 1, is_setting)):
                return True
        return False

    def at_module_level(self, where: Where) -> list[Operation]:
        """The operations that importing a module causes."""
        memo = where.module.memo
        key = ("effects at import", type(self.state))
        if key not in memo:
            found = [one for place in _eager(where) for one in self._gather(place.scope, place, 0)]
            memo[key] = sorted(found, key=lambda one: position(one.at))
        known: list[Operation] = memo[key]
        return known

    def registered(self, function: Function, where: Where | None = None, depth: int = 0) -> list[Operation]:
        """The operations that a function, or a helper that it calls, registers to be done after the test."""
        if where is not None:
            return self._registered(function, where, depth)
        memo = function.module.memo
        key = ("registered", type(self.state), function)
        if key not in memo:
            memo[key] = self._registered(function, where_in(function), 0)
        known: list[Operation] = memo[key]
        return known

    def _registered(self, function: Function, where: Where, depth: int) -> list[Operation]:
        found: list[Operation] = []
        for node in function.scope.own_of(_REGISTERING):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                later: Iterable[Operation] = self._of_decorated(node, where)
            elif isinstance(node, ast.Call) and _registers(node.func) and node.args:
                later = self._of_callback(node, where)
            elif isinstance(node, ast.Call) and depth < _DEPTH and (helper := self._helper(node, where)):
                later = self.registered(helper, self.knowledge.inside(helper, node, where), depth + 1)
            else:
                continue
            found.extend(one.seen_from(node) for one in later)
        return found

    def registers_helper_for(self, change: Operation, function: Function) -> bool:
        """Whether something outside the project is registered whose name speaks of what a change is made to."""
        where = where_in(function)
        for node in function.scope.own:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in REGISTER:
                for argument in node.args[:1]:
                    referent = self.knowledge.names.refer(argument, where)
                    last = referent.dotted.rpartition(".")[2] if referent and not referent.node else ""
                    if last and self.state.speaks_of(last, change):
                        return True
        return False

    def _of_decorated(self, node: FunctionNode, where: Where) -> Iterator[Operation]:
        """What a nested function does that is registered by its decorator: ``@self.addCleanup``."""
        if any(_registers(decorator) for decorator in node.decorator_list):
            scope = where.module.scope_of(node)
            yield from self._gather(scope, Where(where.module, scope, where.given), 1)

    def _of_callback(self, call: ast.Call, where: Where) -> Iterator[Operation]:
        first, *rest = call.args
        if isinstance(first, ast.Lambda):
            scope = where.module.scope_of(first)
            yield from self._gather(scope, Where(where.module, scope, where.given), 1)
            return
        later = ast.copy_location(ast.Call(first, rest, call.keywords), call)
        yield from self.state.operations(later, where)
        yield from self._of_call(later, where, 1)

    def _gather(self, scope: Scope, where: Where, depth: int) -> Iterator[Operation]:
        for node in scope.own_of(self.kinds):
            if isinstance(node, self.state.kinds):
                yield from self.state.operations(node, where)
            if isinstance(node, ast.Call) and depth < _DEPTH:
                yield from (one.seen_from(node) for one in self._of_call(node, where, depth + 1))

    def _helper(self, call: ast.Call, where: Where) -> Function | None:
        """The function that a call runs from beginning to end, if it is one of the test code."""
        if not isinstance(call.func, (ast.Name, ast.Attribute)):
            return None
        helper = self.knowledge.helper(call, where)
        if helper is None or helper.scope is where.scope or helper.is_generator:
            return None
        idioms = self.knowledge.idioms
        if idioms.role(helper) not in (Role.HELPER, Role.SETUP, Role.TEARDOWN) or idioms.is_context_manager(helper):
            return None
        return helper

    def _of_call(self, call: ast.Call, where: Where, depth: int, wanted: Wanted = _any) -> Iterator[Operation]:
        helper = self._helper(call, where)
        if helper is None:
            return
        inner = self.of(helper)
        # Only a helper that does something at all is worth a look at what this call hands to it.
        if inner and helper.parameters:
            given = self.knowledge.inside(helper, call, where)
            reached = self.of(helper, given, depth)
            inner = [one for one in reached if not is_passed_over(helper, one.at, given, self.knowledge.constants)]
        for one in inner:
            if wanted(one) and not self.settled(one, inner, helper):
                yield replace(one, through=(*one.through, helper))


def _registers(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr in REGISTER


def _eager(where: Where) -> Iterator[Where]:
    """What runs when a module is imported: its own body and the bodies of its classes."""
    yield where
    for node in where.scope.own:
        if isinstance(node, ast.ClassDef):
            yield Where(where.module, where.module.scope_of(node))
