"""A connection as the rules see it, and what those who recognise one may ask."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.sameness import Likeness, Sameness
from pytest_bulkhead.checker.suite.knowledge import Knowledge


class Backend(enum.Enum):
    """The kinds of servers that are known here."""

    REDIS = "Redis"
    SQL = "SQL"
    OPENFGA = "OpenFGA"


@dataclass(frozen=True, slots=True)
class Connection:
    """A client, engine or connection, and where it is made.

    Args:
        made: the expression that makes it, and says where it leads.
        sameness: whether that place is the same for all workers.
    """

    backend: Backend
    made: ast.Call
    where: Where
    sameness: Sameness

    @property
    def is_shared(self) -> bool:
        return self.sameness.is_shared


class Follower(Protocol):
    """Finds what stands behind the objects that lead to a server."""

    knowledge: Knowledge
    likeness: Likeness

    def behind(self, expression: ast.expr, where: Where, seen: frozenset[ast.expr] = ...) -> list[Connection]:
        """The connections that an object can lead to; none at all when one of them cannot be told."""


def last_name(func: ast.expr) -> str:
    """The last part of the name that is called."""
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def targets(
    call: ast.Call, where: Where, wanted: frozenset[str], positional: int, likeness: Likeness
) -> Iterator[tuple[ast.expr, Where]]:
    """The arguments of a call that say whom it connects to: those of certain names, and some that stand first."""
    for one in call.args[:positional]:
        yield one, where
    for keyword in call.keywords:
        if keyword.arg is None:
            yield from _unpacked(keyword.value, where, wanted, likeness)
        elif keyword.arg in wanted:
            yield keyword.value, where


def _unpacked(
    mapping: ast.expr, where: Where, wanted: frozenset[str], likeness: Likeness
) -> Iterable[tuple[ast.expr, Where]]:
    """What ``**kwargs`` hands over: the targets of a literal dict, of the helper's own caller, or else the whole."""
    for node, home in likeness.origins.of(mapping, where):
        if isinstance(node, ast.Name) and home.given is not None:
            for (scope, name), given in home.given.items():
                if scope is home.scope and name in wanted:
                    yield given
        elif isinstance(node, ast.Dict) and None not in node.keys:
            for key, value in zip(node.keys, node.values, strict=True):
                if not isinstance(key, ast.Constant) or key.value in wanted:
                    yield value, home
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
            yield from ((one.value, home) for one in node.keywords if one.arg is None or one.arg in wanted)
        else:
            yield node, home
