"""Where a value comes from: the expressions behind a name, through assignments, fixtures, helpers and conditions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.flow.reaching import reaching
from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode, Scope
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results

_DEPTH = 24
_LONGEST_LOOP = 16
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
# What declares an attribute and says nothing of its value.
_FIELDS = frozenset({"attrs.field", "attr.ib", "attr.field", "dataclasses.field", "pydantic.Field"})
_TRANSPARENT = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager", "contextlib.closing"})


class Origin(NamedTuple):
    """One expression that a value can come from.

    Args:
        node: a constant, a call, a display, or a name or attribute that leads no further.
        where: the place in which its names are looked up.
    """

    node: ast.expr
    where: Where


_Path = frozenset[tuple[int, int]]


class Origins:
    """Follows values back, as far as the source alone decides it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names

    def of(self, expression: ast.expr, where: Where) -> list[Origin]:
        """Every expression that a value can come from; what leads no further stands for itself."""
        if where.given is not None:
            return list(self._of(expression, where, frozenset()))
        known = where.module.memo.setdefault(("origins", where.scope), {})
        if expression not in known:
            known[expression] = list(self._of(expression, where, frozenset()))
        found: list[Origin] = known[expression]
        return found

    def _of(self, expression: ast.expr, where: Where, path: _Path) -> Iterator[Origin]:
        step = (id(expression), id(where.scope))
        if step in path:
            return  # a name that is made from itself: its other values tell
        if len(path) > _DEPTH:
            yield Origin(expression, where)
            return
        path |= {step}
        match expression:
            case ast.Await(value=inner) | ast.NamedExpr(value=inner):
                yield from self._of(inner, where, path)
            case ast.IfExp(body=one, orelse=other):
                yield from self._of(one, where, path)
                yield from self._of(other, where, path)
            case ast.BoolOp(values=values):
                for value in values:
                    yield from self._of(value, where, path)
            case ast.Name():
                yield from self._name(expression, where, path)
            case ast.Attribute():
                yield from self._attribute(expression, where, path)
            case ast.Call():
                yield from self._call(expression, where, path)
            case ast.Subscript(slice=ast.Constant() | ast.UnaryOp()):
                yield from self._item(expression, where, path)
            case _:
                yield Origin(expression, where)

    def _name(self, name: ast.Name, where: Where, path: _Path) -> Iterator[Origin]:
        found = where.scope.lookup(name.id)
        if found is None:
            yield from self._referent(self.names.refer(name, where), name, where, path)
            return
        scope, bindings = found
        here = Where(where.module, scope, where.given)
        if scope is where.scope:
            bindings = reaching(bindings, name, where.module)
        for binding in bindings:
            yield from self._bound(binding, name, here, path)

    def _bound(self, binding: Binding, name: ast.expr, here: Where, path: _Path) -> Iterator[Origin]:
        """What one statement gives to a name."""
        value = binding.value
        if binding.kind in (Bound.VALUE, Bound.CONTEXT) and value is not None:
            for position in binding.path:
                if isinstance(value, (ast.Tuple, ast.List)) and position < len(value.elts):
                    value = value.elts[position]
                else:
                    value = ast.copy_location(ast.Subscript(value, ast.Constant(position), ast.Load()), value)
            yield from self._of(value, here, path)
        elif binding.kind in (Bound.LOOP, Bound.COMPREHENSION) and value is not None:
            items = self.knowledge.constants.items(value, here)
            if not items or len(items) > _LONGEST_LOOP or binding.path:
                yield Origin(name, here)
                return
            for item in items:
                yield from self._of(item, here, path)
        elif binding.kind is Bound.PARAMETER and isinstance(name, ast.Name):
            yield from self._parameter(name, here, path)
        elif binding.kind is Bound.IMPORT:
            yield from self._referent(self.names.imported(binding.target, here.module), name, here, path)
        else:
            yield Origin(name, here)

    def _item(self, subscript: ast.Subscript, where: Where, path: _Path) -> Iterator[Origin]:
        """An item of a list or dict that is written out."""
        held = list(self._of(subscript.value, where, path))
        item = _item_of(held[0].node, subscript.slice) if len(held) == 1 else None
        if item is None:
            yield Origin(subscript, where)
        else:
            yield from self._of(item, held[0].where, path)

    def _parameter(self, name: ast.Name, here: Where, path: _Path) -> Iterator[Origin]:
        if here.given and (here.scope, name.id) in here.given:
            argument, caller = here.given[here.scope, name.id]
            yield from self._of(argument, caller, path)
            return
        values = self._parametrized(name.id, here)
        for value in values:
            yield from self._of(value, Where(here.module, here.module.scope), path)
        provided = self._provided(name, here.scope, here) if not values else []
        if not provided and not values:
            yield Origin(name, here)
        for value, function in provided:
            yield from self._of(value, Where(function.module, function.scope), path)

    def _parametrized(self, name: str, here: Where) -> list[ast.expr]:
        """The values that a parameter is given by ``parametrize``, where it is the only one there."""
        if not isinstance(here.scope.node, FunctionNode):
            return []
        outer = Where(here.module, here.module.scope)
        for decorator in here.scope.node.decorator_list:
            match decorator:
                case ast.Call(func=called, args=[ast.Constant(value=str() as names), values, *_]) if names == name:
                    if self.names.dotted(called, outer) == "pytest.mark.parametrize":
                        items = self.knowledge.constants.items(values, outer) or []
                        return items if len(items) <= _LONGEST_LOOP else []
        return []

    def _provided(self, name: ast.Name, scope: Scope, here: Where) -> list[tuple[ast.expr, Function]]:
        """What the fixture behind a parameter hands out."""
        if not isinstance(scope.node, FunctionNode):
            return []
        function = here.module.function(scope.node)
        if self.knowledge.idioms.role(function) not in (Role.TEST, Role.FIXTURE):
            return []
        fixture = self.knowledge.fixtures.find(name.id, function)
        return [(value, fixture.function) for value in results(fixture.function)] if fixture else []

    def _attribute(self, attribute: ast.Attribute, where: Where, path: _Path) -> Iterator[Origin]:
        own = self.names.class_around(attribute.value, where)
        if own is not None:
            yield from self._of_class(own, attribute, where, path)
            return
        referent = self.names.refer(attribute, where)
        if referent is not None and referent.is_external:
            yield Origin(attribute, where)
            return
        if referent is not None and (referent.binding or referent.node):
            yield from self._referent(referent, attribute, where, path)
            return
        made = [origin for origin in self._of(attribute.value, where, path) if isinstance(origin.node, ast.Call)]
        for origin in made:
            yield from self._of_instance(origin, attribute, where, path)
        if not made:
            yield Origin(attribute, where)

    def _of_instance(self, made: Origin, attribute: ast.Attribute, where: Where, path: _Path) -> Iterator[Origin]:
        """An attribute of an object that is made by a call of a class."""
        assert isinstance(made.node, ast.Call)
        cls = self.names.refer(made.node.func, made.where)
        if cls is None or not isinstance(cls.node, ast.ClassDef) or cls.where is None:
            yield Origin(attribute, where)
            return
        init = cls.where.module.methods(cls.node).get("__init__")
        given = self.knowledge.inside(init, made.node, made.where).given if init else None
        found = list(self._of_class(cls, attribute, where, path, given))
        if any(isinstance(one.node, (ast.Name, ast.Attribute)) for one in found):
            yield Origin(attribute, where)  # the object tells more than a name inside its class
        else:
            yield from found

    def _of_class(
        self, cls: Referent, attribute: ast.Attribute, where: Where, path: _Path, given: object = None
    ) -> Iterator[Origin]:
        """Every value that an attribute of a class or of its instances is given."""
        values = self.names.class_values(cls, attribute.attr)
        if not values:
            yield Origin(attribute, where)
        for place, binding in values:
            inside = Where(place.module, place.scope, given)  # type: ignore[arg-type]
            if isinstance(binding.node, FunctionNode) and self._is_property(binding.node, place):
                method = place.module.function(binding.node)
                for value in results(method):
                    yield from self._of(value, Where(method.module, method.scope), path)
            elif isinstance(binding.value, ast.Call) and self.names.dotted(binding.value.func, place) in _FIELDS:
                yield Origin(attribute, where)
            else:
                yield from self._bound(binding, attribute, inside, path)

    def _is_property(self, node: FunctionNode, place: Where) -> bool:
        return any(self.names.dotted(decorator, place) in _PROPERTIES for decorator in node.decorator_list)

    def _referent(self, referent: Referent | None, expression: ast.expr, where: Where, path: _Path) -> Iterator[Origin]:
        """What a name stands for that is defined elsewhere."""
        if referent is None or referent.where is None or referent.binding is None:
            yield Origin(expression, where)
            return
        yield from self._bound(referent.binding, expression, referent.where, path)

    def _call(self, call: ast.Call, where: Where, path: _Path) -> Iterator[Origin]:
        function, home = self._called(call.func, where, path)
        if function is None or not self._hands_on(function):
            yield Origin(call, where)
            return
        inside = self.knowledge.inside(function, call, where)
        if home.given and inside.given is not None:
            inside = Where(inside.module, inside.scope, {**home.given, **inside.given})
        returned = list(results(function))
        if not returned:
            yield Origin(call, where)
        for value in returned:
            yield from self._of(value, inside, path)

    def _called(self, func: ast.expr, where: Where, path: _Path) -> tuple[Function | None, Where]:
        """The function that is called, be it one that a fixture or helper hands out, and where it was found."""
        referent = self.names.refer(func, where)
        if referent is not None and (referent.node or referent.is_external):
            return referent.function, where
        if not isinstance(func, ast.Name):
            return None, where
        made = list(self._name(func, where, path))
        if len(made) != 1 or not isinstance(made[0].node, ast.Name):
            return None, where
        behind = self.names.refer(made[0].node, made[0].where)
        return (behind.function if behind else None), made[0].where

    def _hands_on(self, function: Function) -> bool:
        """Whether calling a function, or entering it by ``with``, gives just what it returns or yields."""
        outer = Where(function.module, function.scope.parent or function.module.scope)
        if function.owner is not None and not is_test_path(function.module.path):
            return False  # a way to make an object of the product's: that is what it comes from
        for decorator in function.node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            dotted = self.names.dotted(called, outer)
            if dotted not in _TRANSPARENT and not dotted.startswith(("functools.", "builtins.")):
                return False
        return True


def _item_of(held: ast.expr, index: ast.expr) -> ast.expr | None:
    try:
        key = ast.literal_eval(index)
    except ValueError:
        return None
    if isinstance(held, (ast.List, ast.Tuple)) and isinstance(key, int) and -len(held.elts) <= key < len(held.elts):
        return None if any(isinstance(one, ast.Starred) for one in held.elts) else held.elts[key]
    if isinstance(held, ast.Dict):
        for name, value in zip(held.keys, held.values, strict=True):
            if isinstance(name, ast.Constant) and name.value == key:
                return value
    return None
