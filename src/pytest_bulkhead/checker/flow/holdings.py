"""What a module puts into its names, attributes and collections, and where each of these is used."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.names import Names, Referent, Where
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import Scope

ADDS_ONE = frozenset({"append", "add", "insert", "appendleft", "setdefault", "put"})
ADDS_ALL = frozenset({"extend", "update", "union"})
ADDS = ADDS_ONE | ADDS_ALL


class How(enum.Enum):
    """How a value gets to where it is put."""

    # The name now stands for the value.
    IS = enum.auto()
    # The value is one more item of the collection.
    ITEM = enum.auto()
    # The value's items are items of the collection, too.
    ITEMS = enum.auto()
    # The name stands for one item of the value after the other.
    EACH = enum.auto()
    # The name stands for what entering the value gives.
    ENTERED = enum.auto()


@dataclass(frozen=True, slots=True)
class Put:
    """One value that is put somewhere.

    Args:
        node: the statement, call or part of a comprehension that does it.
        target: the name or attribute that it is put into.
        path: the positions to take when the value is unpacked, outermost first.
    """

    node: ast.AST
    target: ast.Name | ast.Attribute
    value: ast.expr
    how: How
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A name of a scope, or an attribute that tests hold on to.

    Args:
        scope: where the name is bound, None for an attribute.
        owner: the class in whose methods the attribute is one of ``self``, None where that cannot be told.
    """

    name: str
    scope: Scope | None = None
    owner: Referent | None = None


class Holdings:
    """The puts and uses of one module, gathered in one pass over it."""

    def __init__(self, module: Module, names: Names) -> None:
        self.module = module
        self.names = names
        self._puts: dict[tuple[bool, str], list[Put]] = {}
        self._uses: dict[tuple[bool, str], list[ast.Name | ast.Attribute]] = {}
        self._calls: dict[str, list[ast.Call]] = {}
        for node in module.nodes:
            for put in _puts(node):
                self._puts.setdefault(_key(put.target), []).append(put)
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load) and _is_held(node):
                self._uses.setdefault(_key(node), []).append(node)
            elif isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
                self._calls.setdefault(_key(node.func)[1], []).append(node)

    def puts(self, place: Place) -> Iterator[Put]:
        """Every value that is put into a place."""
        for put in self._puts.get((place.scope is None, place.name), ()):
            if self._is_there(put.target, put.value, place):
                yield put
        for put in self._puts.get((False, place.name), ()) if place.scope is None else ():
            body = self.module.scope_at(put.value)
            if isinstance(body.node, ast.ClassDef) and self._are_related(self._class(body), place.owner):
                yield put

    def uses(self, place: Place) -> Iterator[ast.Name | ast.Attribute]:
        """Every node at which what a place holds is used."""
        for node in self._uses.get((place.scope is None, place.name), ()):
            if self._is_there(node, node, place):
                yield node

    def calls(self, name: str) -> list[ast.Call]:
        """Every call of a function or method of that name."""
        return self._calls.get(name, [])

    def place(self, node: ast.Name | ast.Attribute) -> Place | None:
        """The place that a name or attribute of this module means."""
        if isinstance(node, ast.Attribute):
            return Place(node.attr, owner=self._owner(node, node)) if _is_held(node) else None
        found = self.module.scope_at(node).lookup(node.id)
        return Place(node.id, found[0] if found else self.module.scope)

    def _is_there(self, node: ast.Name | ast.Attribute, at: ast.AST, place: Place) -> bool:
        if isinstance(node, ast.Attribute):
            return self._are_related(self._owner(node, at), place.owner)
        found = self.module.scope_at(at).lookup(node.id)
        return place.scope is (found[0] if found else self.module.scope)

    def _owner(self, node: ast.Attribute, at: ast.AST) -> Referent | None:
        """The class whose object, or which itself, an attribute is one of."""
        held = node.value
        if not isinstance(held, ast.Name):
            return None
        where = Where(self.module, self.module.scope_at(at))
        around = self.names.class_around(held, where)
        if around is None:
            referent = self.names.refer(held, where)
            around = referent if referent and isinstance(referent.node, ast.ClassDef) else None
        return around

    def _class(self, body: Scope) -> Referent | None:
        if not isinstance(body.node, ast.ClassDef):
            return None
        return Referent(self.module.qualname(body.node), Where(self.module, body), body.node)

    def _are_related(self, one: Referent | None, other: Referent | None) -> bool:
        """Whether an object can be of both classes; what is not known can be of any."""
        if one is None or other is None or one.node is other.node:
            return True
        pairs = ((one, other), (other, one))
        return any(above.node is base.node for below, above in pairs for base in self.names.bases(below))


def holdings(module: Module, names: Names) -> Holdings:
    """The holdings of a module, gathered once."""
    if "holdings" not in module.memo:
        module.memo["holdings"] = Holdings(module, names)
    held: Holdings = module.memo["holdings"]
    return held


def results_of(call: ast.AST, module: Module, names: Names) -> Iterator[ast.Name | ast.Attribute]:
    """Every node at which the result of a call is used, once it has been given a name."""
    assigned = module.parent(call)
    held = holdings(module, names)
    for target in assigned.targets if isinstance(assigned, ast.Assign) else ():
        place = held.place(target) if isinstance(target, (ast.Name, ast.Attribute)) else None
        if place is not None:
            yield from held.uses(place)


def _key(node: ast.Name | ast.Attribute) -> tuple[bool, str]:
    return (True, node.attr) if isinstance(node, ast.Attribute) else (False, node.id)


def _is_held(node: ast.Name | ast.Attribute) -> bool:
    """Whether it is a name, or an attribute such as ``self.x``, ``self.__class__.x`` or ``request.cls.x``."""
    if isinstance(node, ast.Name) or isinstance(node.value, ast.Name):
        return True
    if isinstance(node.value, ast.Call):
        return isinstance(node.value.func, ast.Name) and node.value.func.id == "type"
    return isinstance(node.value, ast.Attribute) and node.value.attr in ("__class__", "cls", "instance", "module")


def _puts(node: ast.AST) -> Iterator[Put]:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _into(node, target, value, How.IS)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield from _into(node, target, value, How.IS)
        case ast.AugAssign(target=target, value=value):
            yield from _into(node, target, value, How.ITEMS)
        case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
            yield from _into(node, target, value, How.EACH)
        case ast.comprehension(target=target, iter=value):
            yield from _into(node, target, value, How.EACH)
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield from _into(node, target, value, How.ENTERED)
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as held, attr=method), args=[*_, value]):
            if method in ADDS_ONE and _is_held(held):
                yield Put(node, held, value, How.ITEM)
            elif method in ADDS_ALL and _is_held(held):
                yield Put(node, held, value, How.ITEMS)
        case ast.Call(func=ast.Name(id="setattr"), args=[target, ast.Constant(value=str() as name), value]):
            yield Put(node, ast.copy_location(ast.Attribute(target, name, ast.Store()), node), value, How.IS)


def _into(node: ast.AST, target: ast.expr, value: ast.expr, how: How, path: tuple[int, ...] = ()) -> Iterator[Put]:
    if isinstance(target, (ast.Name, ast.Attribute)):
        if _is_held(target):
            yield Put(node, target, value, how, path)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for position, item in enumerate(target.elts):
            yield from _into(node, item, value, how, (*path, position))
    elif isinstance(target, ast.Subscript) and isinstance(target.value, (ast.Name, ast.Attribute)):
        if _is_held(target.value) and how is How.IS:
            yield Put(node, target.value, value, How.ITEM)
    elif isinstance(target, ast.Starred):
        yield from _into(node, target.value, value, How.ITEMS)
