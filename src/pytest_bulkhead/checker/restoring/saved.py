"""Whether a value was read from the state before it was changed, so that writing it back restores."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.meaning.constants import Constants
from pytest_bulkhead.checker.meaning.names import Names, Where
from pytest_bulkhead.checker.restoring.operations import Operation
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Binding, Bound

_DEPTH = 5


class Saved:
    """Recognises saved values of one kind of state."""

    def __init__(self, names: Names, constants: Constants, state: State) -> None:
        self.names = names
        self.constants = constants
        self.state = state

    def is_saved(self, value: ast.expr | None, where: Where, depth: int = 0) -> bool:
        """Whether the value surely is what was read from the state before, not something made of it."""
        if value is None or depth > _DEPTH:
            return False
        match value:
            case ast.Name() | ast.Attribute():
                origins = self.origins(value, where)
                return any(self._keeps(binding.value, place, depth + 1) for place, binding in origins)
            case ast.Call(func=ast.Name(id="str" | "Path"), args=[inner]):
                return self.is_saved(inner, where, depth + 1)
            case ast.Subscript(value=inner) | ast.Call(func=ast.Attribute(value=inner)):
                return self.is_saved(inner, where, depth + 1)
            case ast.IfExp(body=body, orelse=orelse):
                return any(self.is_saved(one, where, depth + 1) for one in (body, orelse))
            case ast.BoolOp(values=values):
                return any(self.is_saved(one, where, depth + 1) for one in values)
            case ast.DictComp(generators=generators) | ast.GeneratorExp(generators=generators):
                return any(self.is_saved(one.iter, where, depth + 1) for one in generators)
            case _:
                return False

    def _keeps(self, value: ast.expr | None, where: Where, depth: int) -> bool:
        """Whether an expression, assigned to a name, makes that name a saved value."""
        if value is None or depth > _DEPTH:
            return False
        if self.state.is_read(value, where):
            return True
        match value:
            case ast.Subscript(value=inner) | ast.Await(value=inner):
                return self._keeps(inner, where, depth + 1)
            case ast.Call(func=ast.Attribute(value=inner, attr=method), args=args):
                copies = method in ("copy", "deepcopy") and any(self._keeps(one, where, depth + 1) for one in args)
                return copies or self._keeps(inner, where, depth + 1)
            case ast.Call(
                func=ast.Name(id="dict" | "list" | "tuple" | "set" | "str" | "Path" | "copy" | "deepcopy"), args=args
            ):
                return any(self._keeps(one, where, depth + 1) for one in args)
            case ast.Dict(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
                return any(self._keeps(one, where, depth + 1) for one in values)
            case ast.DictComp(value=inner, generators=generators):
                return self._keeps(inner, where, depth + 1) or any(
                    self._keeps(one.iter, where, depth + 1) for one in generators
                )
            case _:
                return self.is_saved(value, where, depth + 1)

    def is_constant(self, value: ast.expr | None, where: Where) -> bool:
        """Whether the value is surely none that was saved: the source alone decides it."""
        return value is not None and not self.is_saved(value, where) and self.state.is_constant(value, where)

    def has_default(self, value: ast.expr | None, where: Where) -> ast.expr | None:
        """The default that stands in for a value that was not set when it was saved."""
        if not isinstance(value, (ast.Name, ast.Attribute)):
            return None
        for place, binding in self.origins(value, where):
            call = binding.value
            if isinstance(call, ast.Call) and len(call.args) == 2 and self._reads(call, place):
                default = call.args[1]
                method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
                known = self.constants.value(default, place)
                if method != "pop" and isinstance(known, str):
                    return default
        return None

    def is_too_late(
        self, value: ast.expr | None, where: Where, change: Operation, function: Function
    ) -> ast.AST | None:
        """The statement that saves the value, if it stands after the change in the same function and none before."""
        if value is None:
            return None
        late: ast.AST | None = None
        for node in ast.walk(value):
            if not isinstance(node, (ast.Name, ast.Attribute)):
                continue
            for place, binding in self.origins(node, where):
                if binding.value is None or not self._reads(binding.value, place):
                    continue
                same = place.scope.node is function.node and change.where.module is place.module
                if not same or not is_before(change.at, binding.node):
                    return None
                late = binding.node
        return late

    def origins(self, node: ast.Name | ast.Attribute, where: Where) -> list[tuple[Where, Binding]]:
        """Every assignment that gives a local name or an attribute of ``self`` its value."""
        if isinstance(node, ast.Attribute):
            cls = self.names.class_around(node.value, where)
            if cls is None and isinstance(node.value, ast.Name):
                named = self.names.refer(node.value, where)
                cls = named if named and isinstance(named.node, ast.ClassDef) else None
            return self.names.class_values(cls, node.attr) if cls else []
        found = where.scope.lookup(node.id)
        if found is None or isinstance(found[0].node, ast.Module):
            set_globally = [(Where(where.module, one), binding) for one, binding in where.module.set_globally(node.id)]
            at_top = [(Where(where.module, found[0]), binding) for binding in found[1]] if found else []
            return [*at_top, *set_globally]
        if where.given and (found[0], node.id) in where.given:
            argument, caller = where.given[found[0], node.id]
            return [(caller, Binding(Bound.VALUE, argument, argument))]
        return [(Where(where.module, found[0], where.given), binding) for binding in found[1]]

    def _reads(self, value: ast.expr, where: Where) -> bool:
        """Whether an expression reads the state: an entry, a copy, what ``pop`` took out."""
        return any(
            self.state.is_read(node, where)
            for node in ast.walk(value)
            if isinstance(node, (ast.Name, ast.Attribute, ast.Call))
        )
