"""The event loop that asyncio takes for the current one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Operation
from pytest_bulkhead.checker.restoring.state import State

_SETTER = "set_event_loop"
_READERS = frozenset({"asyncio.get_event_loop", "asyncio.get_running_loop"})


class CurrentLoopState(State):
    """What `asyncio.set_event_loop` sets for the main thread; nothing to be current is as it was before."""

    kinds = (ast.Call,)
    removal_is_a_change = False

    def operations(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        match node:
            case ast.Call(func=ast.Attribute(attr="set_event_loop") | ast.Name(id="set_event_loop"), args=[loop]):
                if self.names.dotted(node.func, where) == f"asyncio.{_SETTER}":
                    yield Operation(Action.REPLACE, node, where, _SETTER, EVERYTHING, loop)

    def is_read(self, node: ast.expr, where: Where) -> bool:
        return isinstance(node, ast.Call) and self.names.dotted(node.func, where) in _READERS

    def is_neutral(self, operation: Operation) -> bool:
        return isinstance(operation.value, ast.Constant) and operation.value.value is None

    def is_constant(self, value: ast.expr, where: Where) -> bool:
        return False
