"""What a statement does to a mapping, as the entries that it sets or takes out one by one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.fixing.replacing import Argument, quoted
from pytest_bulkhead.checker.source.module import Module


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that is set, or taken out when it has no value.

    Args:
        key: a node of the file, or the name that a keyword gives it.
        forgiving: that there is no such entry is no error.
    """

    mapping: ast.expr
    key: ast.expr | str
    value: ast.expr | None = None
    forgiving: bool = False


def statement_of(node: ast.expr | ast.stmt, module: Module) -> ast.stmt | None:
    """The statement that is nothing but this node."""
    if isinstance(node, ast.stmt):
        return node
    outer = module.parent(node)
    return outer if isinstance(outer, ast.Expr) else None


def entries(statement: ast.stmt) -> list[Entry] | None:
    """The entries that a statement sets or takes out, None when they are not all written in it."""
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=mapping, slice=key)], value=value):
            return [Entry(mapping, key, value)]
        case ast.Delete(targets=targets):
            found = [Entry(one.value, one.slice) for one in targets if isinstance(one, ast.Subscript)]
            return found if len(found) == len(targets) else None
        case ast.AugAssign(target=mapping, op=ast.BitOr(), value=ast.Dict() as merged):
            return list(_of_literal(mapping, merged)) if None not in merged.keys else None
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=mapping, attr=method)) as call):
            return _of_method(mapping, method, call)
    return None


def item_calls(some: Iterable[Entry], module: Module) -> list[tuple[str, list[Argument]]]:
    """The calls of ``monkeypatch`` that set entries, or take them out, one by one."""
    return [_item_call(one, quoted(one.key, module) if isinstance(one.key, str) else one.key) for one in some]


def _item_call(entry: Entry, key: Argument) -> tuple[str, list[Argument]]:
    if entry.value is not None:
        return "monkeypatch.setitem", [entry.mapping, key, entry.value]
    return "monkeypatch.delitem", [entry.mapping, key, *(["raising=False"] if entry.forgiving else [])]


def _of_method(mapping: ast.expr, method: str, call: ast.Call) -> list[Entry] | None:
    if any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords):
        return None
    match method, call.args:
        case "__setitem__", [key, value] if not call.keywords:
            return [Entry(mapping, key, value)]
        case "__delitem__", [key] if not call.keywords:
            return [Entry(mapping, key)]
        case "pop", [key, *default] if not call.keywords:
            return [Entry(mapping, key, forgiving=bool(default))]
        case "update", [ast.Dict() as merged] if None not in merged.keys:
            return [*_of_literal(mapping, merged), *_of_keywords(mapping, call)]
        case "update", []:
            return list(_of_keywords(mapping, call)) or None
    return None


def _of_literal(mapping: ast.expr, merged: ast.Dict) -> Iterator[Entry]:
    for key, value in zip(merged.keys, merged.values, strict=True):
        if key is not None:
            yield Entry(mapping, key, value)


def _of_keywords(mapping: ast.expr, call: ast.Call) -> Iterator[Entry]:
    for keyword in call.keywords:
        if keyword.arg:
            yield Entry(mapping, keyword.arg, keyword.value)
