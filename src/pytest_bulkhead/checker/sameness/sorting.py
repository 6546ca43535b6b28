"""How something without an order is put in one: a list in the place of a set, or ``sorted`` around it."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.fixing import safe
from pytest_bulkhead.checker.fixing.replacing import wrapped
from pytest_bulkhead.checker.fixing.spans import span_of
from pytest_bulkhead.checker.meaning.constants import Constants
from pytest_bulkhead.checker.meaning.names import Names, Where
from pytest_bulkhead.checker.sameness.orders import Disorder, Loss
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.findings import Edit, Fix

_SUPERFLUOUS = frozenset({"list", "tuple"})
_CONSUMERS = frozenset({"next", "iter", "len", "any", "all", "set", "frozenset"})


def sorted_where_it_is_lost(found: Disorder, used: ast.expr, where: Where, names: Names) -> Fix | None:
    """A fix for a list of cases: what lists a folder is sorted where it stands, a set of texts where it is used."""
    module = where.module
    if found.loss is Loss.NAMES and found.module is module:
        return _sorted(found.node, module)
    if found.loss is not Loss.SET:
        return None
    if isinstance(used, ast.Set):
        return _as_list(used, module)
    return _sorted(used, module) if _are_texts(used, where, names) else None


def _as_list(display: ast.Set, module: Module) -> Fix | None:
    if not _are_distinct(display.elts):
        return None
    span = span_of(display, module)
    return safe(Edit(span.start, span.start + 1, "["), Edit(span.end - 1, span.end, "]"))


def _are_distinct(items: list[ast.expr]) -> bool:
    """Whether none surely stands there twice, which a list would make two cases, or may be several in no order."""
    constants = [item.value for item in items if isinstance(item, ast.Constant)]
    if any(isinstance(item, ast.Starred) for item in items) or len(set(constants)) < len(constants):
        return False
    return len({ast.unparse(item) for item in items}) == len(items)


def _sorted(node: ast.expr, module: Module) -> Fix | None:
    """``sorted`` in the place of a ``list`` that is there already, or around what is not one."""
    around = module.parent(node)
    for made in (node, around):
        if isinstance(made, ast.Call) and _is_list(made):
            return safe(_renamed(made, module))
    if isinstance(around, ast.Call) and isinstance(around.func, ast.Name) and around.func.id in _CONSUMERS:
        return None
    return safe(wrapped(node, "sorted(", ")", module))


def _is_list(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Name) and call.func.id in _SUPERFLUOUS
    return named and len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred)


def _renamed(call: ast.Call, module: Module) -> Edit:
    span = span_of(call.func, module)
    return Edit(span.start, span.end, "sorted")


def _are_texts(expression: ast.expr, where: Where, names: Names, depth: int = 0) -> bool:
    """Whether all items of a set are texts, so that they can be compared."""
    if depth > 4:
        return False
    match expression:
        case ast.Set(elts=items) | ast.List(elts=items) | ast.Tuple(elts=items):
            constants = Constants(names)
            return bool(items) and all(isinstance(constants.value(item, where), str) for item in items)
        case ast.BinOp(op=ast.Sub() | ast.BitAnd(), left=left):
            return _are_texts(left, where, names, depth + 1)
        case ast.BinOp(op=ast.BitOr() | ast.BitXor(), left=left, right=right):
            return all(_are_texts(one, where, names, depth + 1) for one in (left, right))
        case ast.Call(func=ast.Name(id="list" | "tuple" | "set" | "frozenset"), args=[inner]):
            return _are_texts(inner, where, names, depth + 1)
        case ast.Call(func=ast.Attribute(attr="difference" | "intersection", value=inner)):
            return _are_texts(inner, where, names, depth + 1)
        case ast.Call(func=ast.Attribute(attr="keys", value=inner), args=[]):
            held = names.assigned(inner, where)
            return held is not None and isinstance(held[0], ast.Dict) and _has_text_keys(held[0])
        case ast.Dict():
            return _has_text_keys(expression)
        case ast.Name() | ast.Attribute():
            held = names.assigned(expression, where)
            return held is not None and _are_texts(*held, names, depth + 1)
    return False


def _has_text_keys(made: ast.Dict) -> bool:
    return bool(made.keys) and all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in made.keys)
