"""Which variable of the process an expression stands for: of a module, of a class, or of an object at their top."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable
from dataclasses import dataclass

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode, ScopeNode
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results, where_in

_LOADERS = frozenset({"importlib.import_module", "builtins.__import__", "pytest.importorskip"})
_RELOAD = "importlib.reload"
_CACHES = frozenset({"functools.lru_cache", "functools.cache"})


class Home(enum.Enum):
    """Whose code binds a variable."""

    PRODUCT = enum.auto()
    TESTS = enum.auto()
    OUTSIDE = enum.auto()


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that a module, a class or an object at their top keeps for as long as the process lives.

    Args:
        name: equal names mean the same variable.
        holder: what it is an attribute of.
        initials: the values that it is given where it is defined, as far as the project's source tells.
    """

    name: str
    home: Home
    holder: Referent
    initials: tuple[tuple[ast.expr, Where], ...] = ()

    @property
    def attribute(self) -> str:
        return self.name.rpartition(".")[2]


class Variables:
    """Follows expressions to the variables of modules, classes and lasting objects."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.names = knowledge.names
        self.constants = knowledge.constants
        self.fixtures = knowledge.fixtures

    def at(self, expression: ast.expr, where: Where) -> Variable | None:
        """The variable that an expression names; None for locals, for `self`, and for what cannot be followed."""
        if isinstance(expression, ast.Name):
            return self._named(expression, where)
        if isinstance(expression, ast.Attribute):
            holder = self.holder(expression.value, where)
            return self.of(holder, expression.attr) if holder else None
        return None

    def bound_by(self, name: ast.Name, where: Where) -> Variable | None:
        """The variable of the module that assigning to a name rebinds, because of ``global``."""
        if name.id not in _declared_global(where):
            return None
        found = where.module.scope.lookup(name.id)
        if found is None:
            return None
        module = where.module
        where = Where(module, module.scope)
        holder = Referent(module.dotted, where, module.source.tree)
        initials = _values((where, binding) for binding in found[1])
        return Variable(f"{module.dotted}.{name.id}", _home(module.path), holder, initials)

    def named(self, dotted: str, where: Where) -> Variable | None:
        """The variable that ``patch`` means by a text."""
        before, _, last = dotted.rpartition(".")
        holder = self.names.imported(before, where.module) if before else None
        return self.of(holder, last) if holder else None

    def module(self, module: Referent) -> Variable:
        """All that stands in a module, as one."""
        return Variable(module.dotted, _home_of(module), module)

    def of(self, holder: Referent, attribute: str) -> Variable:
        """An attribute of an object that is known to last."""
        held = self.names.member(holder, attribute)
        name, home = f"{holder.dotted}.{attribute}", _home_of(holder)
        if held is None or held.where is None or held.node is not None or not held.is_module_level:
            return Variable(name, home, holder)
        if isinstance(holder.node, ast.ClassDef):
            return Variable(name, home, holder, _values(self.names.class_values(holder, attribute)))
        if held.binding is not None and held.binding.kind is Bound.VALUE:
            initials = _values([(held.where, held.binding)])
            return Variable(held.dotted, _home(held.where.module.path), holder, initials)
        if isinstance(holder.node, ast.Module):
            return Variable(name, home, holder, _bound_in(held.where, attribute))
        return Variable(name, home, holder, self._set_at_construction(holder, attribute))

    def _set_at_construction(self, holder: Referent, attribute: str) -> tuple[tuple[ast.expr, Where], ...]:
        """What the class of an object gives to an attribute."""
        made = holder.binding.value if holder.binding else None
        if not isinstance(made, ast.Call) or holder.where is None:
            return ()
        cls = self.names.refer(made.func, holder.where)
        return _values(self.names.class_values(cls, attribute)) if cls and isinstance(cls.node, ast.ClassDef) else ()

    def holder(self, expression: ast.expr, where: Where) -> Referent | None:
        """The module, class or object that an expression stands for, if it surely outlives every test."""
        root = expression
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Call) and root is expression:
            return self._loaded(root, where) or self._cached(root, where)
        if not isinstance(root, ast.Name):
            return None
        found = where.scope.lookup(root.id)
        if found is not None and isinstance(found[0].node, (FunctionNode, ast.Lambda)):
            kinds = {one.kind for one in found[1]}
            if not kinds <= {Bound.VALUE, Bound.IMPORT, Bound.PARAMETER}:
                return None
            if kinds == {Bound.PARAMETER} and not (where.given and (found[0], root.id) in where.given):
                return self._provided(expression, where) if isinstance(found[0].node, FunctionNode) else None
        referent = self.names.refer(expression, where)
        return self._lasting(referent) if referent else None

    def _provided(self, expression: ast.expr, where: Where) -> Referent | None:
        """An object at the top of a module that a fixture hands on."""
        if isinstance(expression, ast.Attribute):
            base = self._provided(expression.value, where)
            return self.names.member(base, expression.attr) if base else None
        if not isinstance(expression, ast.Name):
            return None
        found = where.scope.lookup(expression.id)
        if found is None or not isinstance(found[0].node, FunctionNode):
            return None
        function = where.module.function(found[0].node)
        fixture = self.fixtures.find(expression.id, function) if expression.id in function.parameters else None
        if fixture is None:
            return None
        maker = fixture.function
        values = list(results(maker))
        held = [self.holder(value, where_in(maker)) for value in values]
        return held[0] if len(held) == 1 else None

    def _named(self, name: ast.Name, where: Where) -> Variable | None:
        referent = self.holder(name, where)
        if referent is None or (referent.where is not None and referent.node is not None):
            return None
        before, _, _ = referent.dotted.rpartition(".")
        if not before:
            return None
        if referent.where is None:
            return Variable(referent.dotted, Home.OUTSIDE, Referent(before))
        module = referent.where.module
        holder = Referent(before, referent.where, referent.where.scope.node)
        bindings = [(referent.where, referent.binding)] if referent.binding else []
        initials = _values(bindings) or _bound_in(referent.where, name.id)
        return Variable(referent.dotted, _home(module.path), holder, initials)

    def _lasting(self, referent: Referent) -> Referent | None:
        if referent.where is None:
            return None if referent.dotted.startswith("builtins.") else referent
        scope: ScopeNode = referent.where.scope.node
        if isinstance(referent.node, ast.ClassDef):
            parent = referent.where.scope.parent
            return referent if parent is None or not isinstance(parent.node, FunctionNode) else None
        if isinstance(referent.node, FunctionNode):
            return referent if isinstance(scope, (ast.Module, ast.ClassDef)) else None
        if referent.node is not None:
            return referent
        binding = referent.binding
        if binding is not None and isinstance(binding.value, ast.Call) and not binding.path:
            loaded = self._loaded(binding.value, referent.where)
            if loaded:
                return loaded
            if not referent.is_module_level:
                return self._cached(binding.value, referent.where)
        if binding is not None and binding.kind is Bound.PARAMETER and isinstance(scope, FunctionNode):
            return self._provided(ast.Name(referent.dotted.rpartition(".")[2]), referent.where)
        return referent if referent.is_module_level else None

    def _loaded(self, call: ast.Call, where: Where) -> Referent | None:
        """The module that ``import_module`` and its like return."""
        called = self.names.dotted(call.func, where) if call.args else ""
        if called == _RELOAD:
            return self.holder(call.args[0], where)
        if called not in _LOADERS:
            return None
        name = self.constants.value(call.args[0], where)
        return self.names.imported(name, where.module) if isinstance(name, str) else None

    def _cached(self, call: ast.Call, where: Where) -> Referent | None:
        """What a function of the product returns that keeps its result for good."""
        if call.args or call.keywords:
            return None
        referent = self.names.refer(call.func, where)
        function = referent.function if referent else None
        if referent is None or function is None or is_test_path(function.module.path):
            return None
        outer = Where(function.module, function.scope.parent or function.module.scope)
        for decorator in function.node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if self.names.dotted(called, outer) in _CACHES:
                return Referent(f"{referent.dotted}()", Where(function.module, function.module.scope))
        return None


def _declared_global(where: Where) -> set[str]:
    memo = where.module.memo
    if ("global", where.scope) not in memo:
        declared = (node.names for node in where.scope.own if isinstance(node, ast.Global))
        memo["global", where.scope] = {name for names in declared for name in names}
    names: set[str] = memo["global", where.scope]
    return names


def _home_of(holder: Referent) -> Home:
    return Home.OUTSIDE if holder.where is None else _home(holder.where.module.path)


def _home(path: str) -> Home:
    return Home.TESTS if is_test_path(path) else Home.PRODUCT


def _values(bindings: Iterable[tuple[Where, Binding]]) -> tuple[tuple[ast.expr, Where], ...]:
    """The values that are bound, if it is by nothing but plain assignments."""
    found = []
    for where, binding in bindings:
        if binding.kind is not Bound.VALUE or binding.path or binding.value is None:
            return ()
        found.append((binding.value, where))
    return tuple(found)


def _bound_in(where: Where, name: str) -> tuple[tuple[ast.expr, Where], ...]:
    return _values((where, binding) for binding in where.scope.bindings.get(name, ()))
