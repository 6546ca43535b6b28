"""The class whose instance an expression surely is."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results, where_in

_DEPTH = 5
_ENTRIES = ("__aenter__", "__enter__")


class Instances:
    """Follows names, fixtures and simple helpers to the call of a class of the project."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names

    def class_of(self, expression: ast.expr, where: Where, depth: int = 0) -> Referent | None:
        """The class of the project whose instance it is; None when that is not sure."""
        if depth > _DEPTH:
            return None
        if isinstance(expression, ast.Call):
            return self._called(expression, where, depth)
        if not isinstance(expression, (ast.Name, ast.Attribute)):
            return None
        own = self.names.class_around(expression, where)
        if own:
            return own
        referent = self.names.refer(expression, where)
        if referent is None or referent.binding is None or referent.where is None:
            return None
        return self._bound(referent.binding, referent.where, depth)

    def method(self, cls: Referent, name: str) -> Function | None:
        """The method that an instance of a class has under a name, if nothing else can have given it one."""
        for one in self.names.bases(cls):
            if one.where is None or not isinstance(one.node, ast.ClassDef):
                return None
            values = self.names.class_values(Referent(one.dotted, one.where, one.node), name)
            if not values:
                continue
            if any(binding.kind is not Bound.DEFINITION for _, binding in values):
                return None
            node = values[-1][1].node
            return values[-1][0].module.function(node) if isinstance(node, FunctionNode) else None
        return None

    def _called(self, call: ast.Call, where: Where, depth: int) -> Referent | None:
        referent = self.names.refer(call.func, where)
        if referent is None or referent.where is None:
            return None
        if isinstance(referent.node, ast.ClassDef):
            return None if referent.node.decorator_list and _is_replaced(referent.node) else referent
        function = referent.function
        if function is None or function.node.decorator_list or isinstance(function.node, ast.AsyncFunctionDef):
            return None
        return self._of_results(function, depth)

    def _bound(self, binding: Binding, where: Where, depth: int) -> Referent | None:
        if binding.path:
            return None
        if binding.kind is Bound.VALUE and binding.value is not None:
            return self.class_of(binding.value, where, depth + 1)
        if binding.kind is Bound.CONTEXT and binding.value is not None:
            cls = self.class_of(binding.value, where, depth + 1)
            return cls if cls and self._enters_itself(cls) else None
        if binding.kind is Bound.PARAMETER and isinstance(where.scope.node, FunctionNode):
            name = binding.node.arg if isinstance(binding.node, ast.arg) else ""
            fixture = self.knowledge.fixtures.find(name, where.module.function(where.scope.node))
            return self._of_results(fixture.function, depth) if fixture else None
        return None

    def _of_results(self, function: Function, depth: int) -> Referent | None:
        found = [self.class_of(value, where_in(function), depth + 1) for value in results(function)]
        first = found[0] if found else None
        return first if first and all(one and one.dotted == first.dotted for one in found) else None

    def _enters_itself(self, cls: Referent) -> bool:
        for name in _ENTRIES:
            method = self.method(cls, name)
            if method:
                values = list(results(method))
                own = method.parameters[:1]
                return bool(values) and all(isinstance(one, ast.Name) and one.id in own for one in values)
        return False


def _is_replaced(node: ast.ClassDef) -> bool:
    """Whether a decorator of a class may hand out something else than the class."""
    return any("dataclass" not in ast.unparse(decorator) for decorator in node.decorator_list)
