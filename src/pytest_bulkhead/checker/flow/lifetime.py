"""Whether an object outlives the test that uses it."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode
from pytest_bulkhead.checker.suite.idioms import Fixture
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results

_DEPTH = 6
# What hands on the object that it is given first.
_WRAPPERS = ("TestClient", "AsyncClient", "ASGITransport", "LifespanManager")


class Lifetime:
    """Follows a name back to where its object is made."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names

    def outlives(self, expression: ast.expr, where: Where, depth: int = 0) -> bool:
        """Whether the object surely lives on after the test; what cannot be told does not."""
        if depth > _DEPTH:
            return False
        if isinstance(expression, ast.Await):
            return self.outlives(expression.value, where, depth + 1)
        if isinstance(expression, ast.Call):
            return self._called(expression, where, depth)
        if isinstance(expression, (ast.Tuple, ast.List)):
            return False
        if not isinstance(expression, (ast.Name, ast.Attribute)):
            return False
        wrapped = self._wrapped(expression, where, depth)
        if wrapped is not None:
            return wrapped
        referent = self.names.refer(expression, where)
        return referent is not None and self._named(expression, referent, where, depth)

    def _named(self, expression: ast.expr, referent: Referent, where: Where, depth: int) -> bool:
        if referent.is_external:
            return "." in referent.dotted and not referent.dotted.startswith("builtins.")
        if referent.where is None or isinstance(referent.node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
        scope = referent.where.scope
        if isinstance(scope.node, ast.Module):
            return referent.node is None
        if isinstance(scope.node, ast.ClassDef):
            return True
        binding = referent.binding
        if binding is None:
            return False
        if binding.kind is Bound.PARAMETER:
            return self._parameter(referent, depth)
        if binding.value is None or binding.path or binding.kind not in (Bound.VALUE, Bound.CONTEXT):
            return False
        return self.outlives(binding.value, referent.where, depth + 1)

    def _parameter(self, referent: Referent, depth: int) -> bool:
        if referent.where is None or not isinstance(referent.where.scope.node, FunctionNode):
            return False
        function = referent.where.module.function(referent.where.scope.node)
        fixture = self.knowledge.fixtures.find(referent.dotted.rpartition(".")[2], function)
        return fixture is not None and self._provided(fixture, depth)

    def _provided(self, fixture: Fixture, depth: int) -> bool:
        function = fixture.function
        inside = Where(function.module, function.scope)
        values = list(results(function))
        if not values:
            return False
        # A wider fixture keeps its object for the tests that follow, wherever that comes from.
        if fixture.width > 0 and all(self._is_made(value, inside) for value in values):
            return True
        return all(self.outlives(value, inside, depth + 1) for value in values)

    def _is_made(self, value: ast.expr, where: Where) -> bool:
        """Whether a fixture hands out a single object: a call's result, or a name for one."""
        if isinstance(value, ast.Call):
            return True
        referent = self.names.refer(value, where) if isinstance(value, (ast.Name, ast.Attribute)) else None
        binding = referent.binding if referent else None
        return binding is not None and isinstance(binding.value, ast.Call)

    def _called(self, call: ast.Call, where: Where, depth: int) -> bool:
        """A function that hands out an object which it does not make: a module's own, or one from its cache."""
        referent = self.names.refer(call.func, where)
        function = referent.function if referent else None
        if function is None:
            return False
        if any("cache" in ast.unparse(decorator) for decorator in function.node.decorator_list):
            return True
        inside = self.knowledge.inside(function, call, where)
        returned = [value for value in results(function) if not function.is_generator]
        return bool(returned) and all(self.outlives(value, inside, depth + 1) for value in returned)

    def _wrapped(self, expression: ast.expr, where: Where, depth: int) -> bool | None:
        """The ``app`` of a test client is what the client was made for."""
        if not isinstance(expression, ast.Attribute) or expression.attr != "app":
            return None
        made = self._construction(expression.value, where)
        if made is None:
            return None
        call, place = made
        given = call.args[0] if call.args else next((one.value for one in call.keywords if one.arg == "app"), None)
        return self.outlives(given, place, depth + 1) if given is not None else None

    def _construction(self, expression: ast.expr, where: Where) -> tuple[ast.Call, Where] | None:
        referent = self.names.refer(expression, where)
        binding = referent.binding if referent else None
        if referent is None or binding is None or referent.where is None:
            return None
        if binding.kind is Bound.PARAMETER and isinstance(referent.where.scope.node, FunctionNode):
            function: Function = referent.where.module.function(referent.where.scope.node)
            for value, maker in self.knowledge.provided_values(expression, function):
                place = Where(maker.module, maker.scope)
                if isinstance(value, ast.Call):
                    return (value, place) if self._is_wrapper(value, place) else None
                return self._construction(value, place)
            return None
        if isinstance(binding.value, ast.Call) and self._is_wrapper(binding.value, referent.where):
            return binding.value, referent.where
        return None

    def _is_wrapper(self, call: ast.Call, where: Where) -> bool:
        return self.names.dotted(call.func, where).rpartition(".")[2] in _WRAPPERS
