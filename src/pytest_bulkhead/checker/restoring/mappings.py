"""States that are mappings: what code does to them by item, method, merge and replacement."""

from __future__ import annotations

import abc
import ast
from collections.abc import Iterator, Sequence

from pytest_bulkhead.checker.meaning.constants import UNKNOWN
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Key, Operation
from pytest_bulkhead.checker.restoring.state import State


class MappingState(State):
    """A kind of state that is a mapping; rules say how it is recognised and what counts as putting it back."""

    @abc.abstractmethod
    def target(self, expression: ast.expr, where: Where) -> str:
        """The identity of the mapping that an expression stands for, empty when it is none of this kind."""

    def from_call(self, call: ast.Call, where: Where) -> Operation | None:
        """An operation that is a call of some function, not of a method of the mapping."""
        return None

    def particular(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        """The operations that a node is by the particular means of this kind of state, which no mapping has."""
        return iter(())

    def is_empty(self, value: ast.expr | None) -> bool:
        if isinstance(value, ast.Dict):
            return not value.keys
        return (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Name)
            and value.func.id == "dict"
            and not (value.args or value.keywords)
        )

    def operations(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        yield from self.particular(node, where)
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _assignment(node, target, value, where, self)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from _assignment(node, target, value, where, self)
            case ast.AugAssign(target=target, value=value):
                mapping = self.target(target, where)
                if mapping and isinstance(node.op, ast.BitOr):
                    yield from _merge(node, mapping, [value], where, self)
                elif isinstance(target, ast.Subscript):
                    yield from _assignment(node, target, value, where, self)
            case ast.Delete(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Subscript) and (mapping := self.target(target.value, where)):
                        yield Operation(Action.REMOVE, node, where, mapping, self.key(target.slice, where))
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if mapping := _mapping(
                owner, method, where, self
            ):
                yield from _method(node, mapping, method, where, self)
            case ast.Call():
                operation = self.from_call(node, where) or _by_operator(node, where, self)
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
        held = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        values = held if len(held) == len(target.elts) else [value] * len(target.elts)
        for item, one in zip(target.elts, values, strict=True):
            yield from _assignment(node, item, one, where, state)
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
