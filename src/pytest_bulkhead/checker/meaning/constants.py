"""The value of an expression, as far as the source alone decides it."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from pytest_bulkhead.checker.meaning.names import Names, Referent, Where
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode

_DEPTH = 8
_LONGEST = 4096
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}


class Unknown:
    """The source alone does not decide it."""

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = Unknown()
Value = str | bytes | int | float | bool | None | Unknown


class Constants:
    """Follows names, constants of classes and modules, and simple returns of helpers to a plain value."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def value(self, expression: ast.expr | None, where: Where, depth: int = 0) -> Value:
        """The plain value of an expression, or UNKNOWN."""
        if expression is None or depth > _DEPTH:
            return UNKNOWN
        match expression:
            case ast.Constant(value=str() | bytes() | int() | float() | bool() | None as value):
                return value
            case ast.Name() | ast.Attribute():
                return self._named(expression, where, depth)
            case ast.JoinedStr():
                return self._joined(expression, where, depth)
            case ast.BinOp():
                return self._arithmetic(expression, where, depth)
            case ast.Call():
                return self._call(expression, where, depth)
            case _:
                return UNKNOWN

    def values(self, expression: ast.expr, where: Where) -> frozenset[Value] | None:
        """The plain values that an expression can have: of a loop's name all that the loop goes over."""
        single = self.value(expression, where)
        if single is not UNKNOWN:
            return frozenset({single})
        looped = self.loop(expression, where)
        return self._looped(*looped) if looped else None

    def loop(self, expression: ast.expr, where: Where) -> tuple[Binding, Where] | None:
        """The loop whose name an expression is, and the place from which that is looked up."""
        referent = self.names.refer(expression, where)
        if referent is None or referent.where is None:
            return None
        binding = referent.binding
        if binding is None and isinstance(expression, ast.Name):
            binding = where.module.loop_around(expression)
        return (binding, referent.where) if binding and binding.kind in (Bound.LOOP, Bound.COMPREHENSION) else None

    def is_plain(self, expression: ast.expr, where: Where) -> bool:
        """Whether the source alone decides the value, be it a list or dict of plain values."""
        match expression:
            case ast.Lambda():
                return True
            case ast.Dict():
                return all(key is not None for key in expression.keys) and all(
                    self.is_plain(value, where) for value in expression.values
                )
            case ast.List() | ast.Tuple() | ast.Set():
                return all(self.is_plain(item, where) for item in expression.elts)
            case ast.Name() | ast.Attribute():
                referent = self.names.refer(expression, where)
                held = referent.binding.value if referent and referent.binding else None
                if isinstance(held, (ast.Dict, ast.List, ast.Tuple)) and referent and referent.where:
                    return self.is_plain(held, referent.where)
        return self.value(expression, where) is not UNKNOWN

    def _looped(self, binding: Binding, where: Where) -> frozenset[Value] | None:
        if binding.value is None:
            return None
        items = self.items(binding.value, where)
        # An empty literal is filled later on.
        if not items:
            return None
        found = set()
        for item in items:
            for position in binding.path:
                if not isinstance(item, (ast.Tuple, ast.List)) or position >= len(item.elts):
                    return None
                item = item.elts[position]
            value = self.value(item, where)
            if value is UNKNOWN:
                return None
            found.add(value)
        return frozenset(found)

    def items(self, expression: ast.expr, where: Where) -> list[ast.expr] | None:
        """The expressions that a literal collection holds, through names; the keys of a dict."""
        match expression:
            case ast.List() | ast.Tuple() | ast.Set():
                return None if any(isinstance(item, ast.Starred) for item in expression.elts) else expression.elts
            case ast.Dict():
                return None if None in expression.keys else [key for key in expression.keys if key]
            case ast.Call(func=ast.Attribute(value=inner, attr="items"), args=[]):
                mapping = self._held(inner, where)
                if isinstance(mapping, ast.Dict) and None not in mapping.keys:
                    pairs = zip(mapping.keys, mapping.values, strict=True)
                    return [ast.Tuple([key, value], ast.Load()) for key, value in pairs if key]
                return None
            case ast.Call(func=ast.Attribute(value=inner, attr="keys"), args=[]):
                return self.items(inner, where)
            case ast.Name() | ast.Attribute():
                held = self._held(expression, where)
                return self.items(held, where) if held is not None and held is not expression else None
            case _:
                return None

    def _held(self, expression: ast.expr, where: Where) -> ast.expr | None:
        if isinstance(expression, (ast.Dict, ast.List, ast.Tuple, ast.Set)):
            return expression
        referent = self.names.refer(expression, where)
        binding = referent.binding if referent else None
        literal = binding and isinstance(binding.value, (ast.Dict, ast.List, ast.Tuple, ast.Set))
        return binding.value if binding and literal and binding.kind is Bound.VALUE and not binding.path else None

    def _named(self, expression: ast.Name | ast.Attribute, where: Where, depth: int) -> Value:
        referent = self.names.refer(expression, where)
        if referent is None or referent.binding is None or referent.where is None:
            return UNKNOWN
        binding = referent.binding
        if binding.kind is not Bound.VALUE:
            return UNKNOWN
        value = binding.value
        for position in binding.path:
            if not isinstance(value, (ast.Tuple, ast.List)) or position >= len(value.elts):
                return UNKNOWN
            value = value.elts[position]
        return self.value(value, referent.where, depth + 1)

    def _joined(self, expression: ast.JoinedStr, where: Where, depth: int) -> Value:
        parts = []
        for part in expression.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            value = self.value(inner, where, depth + 1)
            if isinstance(value, Unknown):
                return UNKNOWN
            parts.append(str(value))
        return "".join(parts)

    def _arithmetic(self, expression: ast.BinOp, where: Where, depth: int) -> Value:
        compute = _ARITHMETIC.get(type(expression.op))
        left = self.value(expression.left, where, depth + 1)
        right = self.value(expression.right, where, depth + 1)
        both_numbers = isinstance(left, int) and isinstance(right, int)
        both_texts = isinstance(left, str) and isinstance(right, str) and isinstance(expression.op, ast.Add)
        if compute is None or not (both_numbers or both_texts):
            return UNKNOWN
        if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) > _LONGEST:
            return UNKNOWN
        result: Value = compute(left, right)
        return result

    def _call(self, call: ast.Call, where: Where, depth: int) -> Value:
        referent = self.names.refer(call.func, where)
        if referent is None:
            return UNKNOWN
        if referent.dotted in ("builtins.str", "builtins.int") and len(call.args) == 1 and not call.keywords:
            value = self.value(call.args[0], where, depth + 1)
            if isinstance(value, Unknown):
                return UNKNOWN
            if referent.dotted == "builtins.str":
                return str(value)
            return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 20 else value
        return self._returned(referent, depth)

    def _returned(self, referent: Referent, depth: int) -> Value:
        if referent.where is None or not isinstance(referent.node, FunctionNode) or referent.node.decorator_list:
            return UNKNOWN
        scope = referent.where.module.scope_of(referent.node)
        returns = [node for node in scope.own if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom))]
        if len(returns) != 1 or not isinstance(returns[0], ast.Return):
            return UNKNOWN
        return self.value(returns[0].value, Where(referent.where.module, scope), depth + 1)
