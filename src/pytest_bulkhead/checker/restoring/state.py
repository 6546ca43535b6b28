"""What a kind of state is: how it is recognised, and what counts as putting it back."""

from __future__ import annotations

import abc
import ast
from collections.abc import Iterator
from typing import ClassVar

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Key, Operation
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import Knowledge


class State(abc.ABC):
    """Something that lives as long as the process and that tests change: a mapping, a list, a value behind a call."""

    # The nodes that can be operations.
    kinds: ClassVar[tuple[type[ast.AST], ...]] = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Delete, ast.Call)
    # Whether emptying it puts back what was there before.
    cleared_is_restored = False
    # Whether taking anything out changes what others see.
    removal_is_a_change = True
    # The words in names of outside helpers that may well put it back.
    hints: tuple[str, ...] = ()

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.constants = knowledge.constants

    @abc.abstractmethod
    def operations(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        """The operations that a node of one of the kinds is, if it is any."""

    def beginnings(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        """Those of them that put something in, and more where that costs less than telling them apart."""
        return self.operations(node, where)

    def target(self, expression: ast.expr, where: Where) -> str:
        """The identity of the mapping or list that an expression stands for, empty when it is none of this kind."""
        return ""

    def target_named(self, dotted: str, where: Where) -> str:
        """The identity of the state that ``patch`` means by a text, empty when it means none of this kind."""
        return ""

    def reaches(self, one: str, other: str) -> bool:
        """Whether what is done to one state as a whole is done to the other, too."""
        return one == other

    def replaced(self, target: ast.expr, where: Where) -> str:
        """The identity of the state that an assignment to this target replaces, empty when it replaces none."""
        return self.target(target, where) if isinstance(target, ast.Attribute) else ""

    def shielded(self, call: ast.Call, where: Where) -> tuple[str, Key] | None:
        """The state and entries that a method of a fixture such as ``monkeypatch`` promises to put back."""
        return None

    def is_put_back_by(self, dotted: str, change: Operation) -> bool:
        """Whether a decorator or context manager of that full name is known to take a change back."""
        return False

    def is_put_back_by_fixture(self, name: str, change: Operation) -> bool:
        """Whether a fixture of that name, which the project does not define, takes a change back."""
        return False

    def speaks_of(self, name: str, change: Operation) -> bool:
        """Whether the name of an outside helper suggests that it may well take a change back."""
        return any(hint in name.lower() for hint in self.hints)

    def is_read(self, node: ast.expr, where: Where) -> bool:
        """Whether an expression reads the state, or a part of it."""
        return isinstance(node, (ast.Name, ast.Attribute)) and bool(self.target(node, where))

    def is_empty(self, value: ast.expr | None) -> bool:
        """Whether a value is an empty one of this kind."""
        return False

    def is_neutral(self, operation: Operation) -> bool:
        """Whether what is set has no effect any more."""
        return False

    def is_constant(self, value: ast.expr, where: Where) -> bool:
        """Whether a value is surely none that was saved: the source alone decides it."""
        return self.constants.is_plain(value, where)

    def constant_restores(self, operation: Operation) -> bool:
        """Whether a constant that is written where cleaning up is done may well be what was there before."""
        return False

    def is_changed_by_removal(self, operation: Operation) -> bool:
        """Whether taking this out changes what others see."""
        return self.removal_is_a_change

    def removal_is_kept_from(self, key: Key, function: Function | None) -> str:
        """Why removing a key does not put things back, empty when it does."""
        return ""

    def key(self, expression: ast.expr, where: Where) -> Key:
        """The entries that an index expression means."""
        values = self.constants.values(expression, where)
        if values is not None:
            return Key(frozenset(str(value) for value in values))
        if self.constants.loop(expression, where):
            return EVERYTHING
        return Key(frozenset({ast.unparse(expression)}), loose=True)
