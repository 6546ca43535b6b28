"""States that are begun with an object and ended with the same object: patches, threads, processes, servers."""

from __future__ import annotations

import abc
import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from pytest_bulkhead.checker.flow.makers import Made, Makers, Traced
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.escapes import Escapes, Following
from pytest_bulkhead.checker.restoring.operations import Action, Key, Operation
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.suite.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Handle(Key):
    """The objects by any of which something can be ended."""

    def covers(self, other: Key) -> bool:
        return not self.names.isdisjoint(other.names)


class StartedState(State):
    """What goes on from the call that starts it until another call on the same object ends it."""

    kinds: ClassVar[tuple[type[ast.AST], ...]] = (ast.Call,)
    cleared_is_restored = True
    removal_is_a_change = False
    # Methods by which an object that was made before is started.
    starts: ClassVar[frozenset[str]]
    # Methods that end what was started.
    ends: ClassVar[frozenset[str]]

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.makers = Makers(knowledge, self.is_maker)
        self.escapes = Escapes(knowledge, self.ends)

    @abc.abstractmethod
    def is_maker(self, call: ast.Call, where: Where) -> bool:
        """Whether a call makes an object by which something is started."""

    def operations(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return
        method = node.func.attr
        if method in self.starts:
            for made in self.traced(node.func.value, where).made.values():
                yield self.start(node, where, made)
        elif method in self.ends:
            # Of a parameter nothing is known as long as no call hands it an object.
            identities = frozenset(self.traced(node.func.value, where).made)
            yield Operation(Action.REMOVE, node, where, self.name, Handle(identities))

    def start(self, node: ast.Call, where: Where, made: Made) -> Operation:
        return Operation(Action.SET, node, where, self.name, Handle(frozenset({made.identity})), made.call)

    def traced(self, expression: ast.expr, where: Where) -> Traced:
        """The objects that an expression may stand for."""
        if where.given is not None:
            return self.makers.of(expression, where)
        memo = where.module.memo
        key = ("makers", type(self), expression)
        if key not in memo:
            memo[key] = self.makers.of(expression, where)
        known: Traced = memo[key]
        return known

    def followed(self, change: Operation, module: Module) -> Following:
        """Where the object gets to with which a change was started, seen from a module."""
        node = change.node
        assert isinstance(node, ast.Call)
        handle = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr in self.starts else node
        return self.escapes.follow(self.traced(handle, change.where), module)

    @property
    def name(self) -> str:
        return type(self).__name__
