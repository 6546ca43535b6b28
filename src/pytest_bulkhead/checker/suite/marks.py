"""Which marks a test or test class carries: its own, inherited ones, those of its module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.names import Names, Referent, Where
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import Idioms

_MARK = "pytest.mark."


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark.

    Args:
        name: what follows ``pytest.mark.``.
        node: where it is put on, or where the variable that holds it gets it.
        call: the call that gives it arguments, if it has some.
        where: the place from which the names in it are looked up.
    """

    name: str
    node: ast.expr
    call: ast.Call | None
    where: Where

    def argument(self, position: int, keyword: str) -> ast.expr | None:
        """The argument that stands at a position or has a name."""
        if self.call is None:
            return None
        if len(self.call.args) > position:
            return self.call.args[position]
        return next((one.value for one in self.call.keywords if one.arg == keyword), None)


class Marks:
    """Reads decorators and ``pytestmark``, through the variables that hold marks."""

    def __init__(self, names: Names, idioms: Idioms) -> None:
        self.names = names
        self.idioms = idioms

    def of_test(self, function: Function) -> list[Mark]:
        """The marks of a test function or method."""
        outer = Where(function.module, function.scope.parent or function.module.scope)
        own = list(self._read_all(function.node.decorator_list, outer))
        if function.owner is not None:
            return own + self.of_class(function.owner, function.module)
        return own + self.of_module(function.module)

    def of_class(self, node: ast.ClassDef, module: Module) -> list[Mark]:
        """The marks of a class: its own, those of its bases, those of its module."""
        place = Where(module, module.scope_of(node))
        cls = Referent(f"{module.dotted}.{module.qualname(node)}", place, node)
        found: list[Mark] = []
        for one in self.names.bases(cls):
            if one.where and isinstance(one.node, ast.ClassDef):
                home = one.where.module
                outer = Where(home, home.scope_of(one.node).parent or home.scope)
                found.extend(self._read_all(one.node.decorator_list, outer))
                found.extend(self._pytestmark(Where(home, home.scope_of(one.node))))
        return found + self.of_module(module)

    def of_module(self, module: Module) -> list[Mark]:
        """The marks that a module puts on all its tests."""
        return list(self._pytestmark(Where(module, module.scope)))

    def read(self, expression: ast.expr, where: Where) -> Mark | None:
        """The mark that an expression is, None when it is none."""
        if isinstance(expression, ast.Call):
            name = self._name(expression.func, where)
            return Mark(name, expression, expression, where) if name else None
        name = self._name(expression, where)
        if name:
            return Mark(name, expression, None, where)
        referent = self.names.refer(expression, where) if isinstance(expression, (ast.Name, ast.Attribute)) else None
        held = referent.binding.value if referent and referent.binding else None
        if isinstance(held, ast.Call) and referent and referent.where:
            return self.read(held, referent.where)
        return None

    def _name(self, expression: ast.expr, where: Where) -> str:
        dotted = self.names.dotted(expression, where)
        return dotted.removeprefix(_MARK) if dotted.startswith(_MARK) else ""

    def _read_all(self, expressions: list[ast.expr], where: Where) -> Iterator[Mark]:
        for expression in expressions:
            mark = self.read(expression, where)
            if mark:
                yield mark

    def _pytestmark(self, where: Where) -> Iterator[Mark]:
        for binding in where.scope.bindings.get("pytestmark", ()):
            held = binding.value
            if isinstance(held, (ast.List, ast.Tuple)):
                yield from self._read_all(held.elts, where)
            elif held is not None:
                yield from self._read_all([held], where)
