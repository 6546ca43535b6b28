"""What code does to a state that outlives it: sets, removes, empties, merges, replaces."""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Function


class Action(enum.Enum):
    """What happens to the state."""

    SET = "set"
    REMOVE = "remove"
    CLEAR = "clear"
    MERGE = "merge"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Key:
    """Which entries of the state are meant.

    Args:
        names: the keys; none of them known means that it can be any.
        many: a loop or a merge over keys that are not known.
        loose: the names are those of expressions in the text, not values.
    """

    names: frozenset[str] = frozenset()
    many: bool = False
    loose: bool = False

    def covers(self, other: Key) -> bool:
        """Whether what is done to these entries is done to all of the other's."""
        if self.many and not self.names:
            return True
        if other.names and self.names:
            return other.names <= self.names
        return not other.many

    @property
    def text(self) -> str:
        """For people: the name where there is exactly one that is known."""
        return next(iter(self.names)) if len(self.names) == 1 and not self.loose else ""


EVERYTHING = Key(many=True)


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of one state.

    Args:
        node: the statement or expression that does it.
        where: in which scope it stands.
        target: which mapping, list or value; equal texts mean the same one.
        site: the node of the function under examination through which it comes: the node itself, or a call.
        through: the helpers that were followed to get there, innermost first.
    """

    action: Action
    node: ast.expr | ast.stmt
    where: Where
    target: str
    key: Key
    value: ast.expr | None = None
    site: ast.AST | None = None
    through: tuple[Function, ...] = ()

    @property
    def at(self) -> ast.AST:
        return self.site or self.node

    def seen_from(self, site: ast.AST) -> Operation:
        """The same operation as the effect of a call."""
        return replace(self, site=site)
