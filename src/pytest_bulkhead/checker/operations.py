"""What code does to a mapping that outlives it: sets, removes, empties, merges, replaces."""

from __future__ import annotations

import abc
import ast
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.constants import UNKNOWN, Constants
from pytest_bulkhead.checker.module import Function
from pytest_bulkhead.checker.names import Names, Where


class Action(enum.Enum):
    """What happens to the mapping."""

    SET = "set"
    REMOVE = "remove"
    CLEAR = "clear"
    MERGE = "merge"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Key:
    """Which entries of the mapping are meant.

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
    """One change of one mapping.

    Args:
        node: the statement or expression that does it.
        where: in which scope it stands.
        target: which mapping; equal texts mean the same one.
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


class MappingState(abc.ABC):
    """A kind of state that is a mapping; rules say how it is recognised and what counts as putting it back."""

    # Whether emptying the mapping puts back what was there before.
    cleared_is_restored = False
    # Whether taking an entry out changes what others see.
    removal_is_a_change = True
    # The words in names of outside helpers that may well put it back.
    hints: tuple[str, ...] = ()

    def __init__(self, names: Names, constants: Constants) -> None:
        self.names = names
        self.constants = constants

    @abc.abstractmethod
    def target(self, expression: ast.expr, where: Where) -> str:
        """The identity of the mapping that an expression stands for, empty when it is none of this kind."""

    def target_named(self, dotted: str) -> str:
        """The identity of the mapping that ``patch`` means by a text, empty when it means none of this kind."""
        return ""

    def is_put_back_by(self, dotted: str) -> bool:
        """Whether a decorator or context manager of that full name is known to put the mapping back."""
        return False

    def shielded(self, call: ast.Call, where: Where) -> Key | None:
        """The entries that a method of a fixture such as ``monkeypatch`` promises to put back."""
        return None

    def replaced(self, target: ast.expr, where: Where) -> str:
        """The identity of the mapping that an assignment to this target replaces, empty when it replaces none."""
        return self.target(target, where) if isinstance(target, ast.Attribute) else ""

    def from_call(self, call: ast.Call, where: Where) -> Operation | None:
        """An operation that is a call of some function, not of a method of the mapping."""
        return None

    def particular(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        """The operations that a node is by the particular means of this kind of state, which no mapping has."""
        return iter(())

    def is_read(self, node: ast.expr, where: Where) -> bool:
        """Whether an expression reads the mapping, or a part of it."""
        return isinstance(node, (ast.Name, ast.Attribute)) and bool(self.target(node, where))

    def is_empty(self, value: ast.expr | None) -> bool:
        """Whether a value is an empty mapping."""
        if isinstance(value, ast.Dict):
            return not value.keys
        return (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Name)
            and value.func.id == "dict"
            and not (value.args or value.keywords)
        )

    def is_neutral(self, operation: Operation) -> bool:
        """Whether an entry that is set has no effect any more."""
        return False

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


def operations_at(node: ast.AST, where: Where, state: MappingState) -> Iterator[Operation]:
    """The operations that one node is, if it is any."""
    yield from state.particular(node, where)
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _assignment(node, target, value, where, state)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _assignment(node, target, value, where, state)
        case ast.AugAssign(target=target, value=value):
            mapping = state.target(target, where)
            if mapping and isinstance(node.op, ast.BitOr):
                yield from _merge(node, mapping, [value], where, state)
            elif isinstance(target, ast.Subscript):
                yield from _assignment(node, target, value, where, state)
        case ast.Delete(targets=targets):
            for target in targets:
                if isinstance(target, ast.Subscript) and (mapping := state.target(target.value, where)):
                    yield Operation(Action.REMOVE, node, where, mapping, state.key(target.slice, where))
        case ast.Call(func=ast.Attribute(value=owner, attr=method)) if mapping := _mapping(owner, method, where, state):
            yield from _method(node, mapping, method, where, state)
        case ast.Call():
            operation = state.from_call(node, where) or _by_operator(node, where, state)
            if operation:
                yield operation


_METHODS = frozenset({"update", "pop", "setdefault", "clear", "popitem", "__setitem__", "__delitem__"})


def _mapping(owner: ast.expr, method: str, where: Where, state: MappingState) -> str:
    return state.target(owner, where) if method in _METHODS else ""


def _by_operator(call: ast.Call, where: Where, state: MappingState) -> Operation | None:
    """``operator.setitem(mapping, key, value)`` and ``operator.delitem(mapping, key)``."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in ("setitem", "delitem") or len(call.args) < 2:
        return None
    mapping = state.target(call.args[0], where)
    if not mapping or state.names.dotted(call.func, where) != f"operator.{name}":
        return None
    key = state.key(call.args[1], where)
    if name == "delitem":
        return Operation(Action.REMOVE, call, where, mapping, key)
    return Operation(Action.SET, call, where, mapping, key, call.args[2]) if len(call.args) > 2 else None


def _assignment(
    node: ast.stmt, target: ast.expr, value: ast.expr, where: Where, state: MappingState
) -> Iterator[Operation]:
    if isinstance(target, (ast.Tuple, ast.List)):
        for item in target.elts:
            yield from _assignment(node, item, value, where, state)
    elif isinstance(target, ast.Subscript):
        mapping = state.target(target.value, where)
        if mapping:
            yield Operation(Action.SET, node, where, mapping, state.key(target.slice, where), value)
    else:
        mapping = state.replaced(target, where)
        if mapping:
            yield Operation(Action.REPLACE, node, where, mapping, EVERYTHING, value)


def _method(call: ast.Call, mapping: str, method: str, where: Where, state: MappingState) -> Iterator[Operation]:
    first = call.args[0] if call.args else None
    if method in ("setdefault", "__setitem__") and first is not None:
        value = call.args[1] if len(call.args) > 1 else None
        yield Operation(Action.SET, call, where, mapping, state.key(first, where), value)
    elif method in ("pop", "__delitem__") and first is not None:
        yield Operation(Action.REMOVE, call, where, mapping, state.key(first, where))
    elif method == "popitem":
        yield Operation(Action.REMOVE, call, where, mapping, EVERYTHING)
    elif method == "clear":
        yield Operation(Action.CLEAR, call, where, mapping, EVERYTHING)
    elif method == "update":
        yield from _merge(call, mapping, [*call.args, *call.keywords], where, state)


def _merge(
    node: ast.expr | ast.stmt,
    mapping: str,
    parts: Sequence[ast.expr | ast.keyword],
    where: Where,
    state: MappingState,
) -> Iterator[Operation]:
    for part in parts:
        if isinstance(part, ast.keyword) and part.arg:
            yield Operation(Action.SET, node, where, mapping, Key(frozenset({part.arg})), part.value)
            continue
        held = part.value if isinstance(part, ast.keyword) else part
        if isinstance(held, ast.Dict) and held.keys and None not in held.keys:
            for key, value in zip(held.keys, held.values, strict=True):
                if key is not None:
                    yield Operation(Action.SET, node, where, mapping, state.key(key, where), value)
        elif not (isinstance(held, ast.Dict) and not held.keys):
            yield Operation(Action.MERGE, node, where, mapping, _keys_of(held, where, state), held)


def _keys_of(expression: ast.expr, where: Where, state: MappingState) -> Key:
    items = state.constants.items(expression, where)
    values = [state.constants.value(item, where) for item in items or ()]
    if not values or UNKNOWN in values:
        return EVERYTHING
    return Key(frozenset(str(value) for value in values))
