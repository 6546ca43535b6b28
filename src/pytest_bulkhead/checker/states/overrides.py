"""The dependency overrides of an application that outlives the test."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.mappings import MappingState
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Key, Operation

ATTRIBUTE = "dependency_overrides"


class OverridesState(MappingState):
    """`app.dependency_overrides`, whatever the application is called."""

    cleared_is_restored = True
    removal_is_a_change = False
    hints = ("override",)

    def target(self, expression: ast.expr, where: Where) -> str:
        if isinstance(expression, ast.Attribute) and expression.attr == ATTRIBUTE:
            return ATTRIBUTE
        if isinstance(expression, ast.Name):
            found = where.scope.lookup(expression.id)
            values = [binding.value for binding in found[1]] if found else []
            if values and all(isinstance(one, ast.Attribute) and one.attr == ATTRIBUTE for one in values):
                return ATTRIBUTE
        return ""

    def key(self, expression: ast.expr, where: Where) -> Key:
        referent = self.names.refer(expression, where)
        if referent is None:
            return Key(frozenset({ast.unparse(expression)}), loose=True)
        if looped := self.constants.loop(expression, where):
            binding, place = looped
            return self._looped(binding.value, place, binding.path) or EVERYTHING
        return Key(frozenset({referent.dotted}))

    def is_neutral(self, operation: Operation) -> bool:
        """An override that maps a dependency to itself, or an empty mapping in the place of all."""
        if operation.action is Action.REPLACE:
            return self.is_empty(operation.value)
        if operation.action is not Action.SET or operation.value is None or not operation.key.names:
            return False
        return self.names.dotted(operation.value, operation.where) in operation.key.names

    def _looped(self, iterable: ast.expr | None, where: Where, path: tuple[int, ...]) -> Key | None:
        if iterable is None:
            return None
        items = self.constants.items(iterable, where)
        if not items:
            return None
        names = set()
        for item in items:
            for position in path:
                if not isinstance(item, (ast.Tuple, ast.List)) or position >= len(item.elts):
                    return None
                item = item.elts[position]
            names.add(self.names.dotted(item, where) or ast.unparse(item))
        return Key(frozenset(names))
