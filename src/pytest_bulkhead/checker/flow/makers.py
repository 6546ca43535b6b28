"""Which calls made the objects that an expression may stand for: through names, attributes, collections and helpers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pytest_bulkhead.checker.flow.holdings import How, Place, Put, holdings
from pytest_bulkhead.checker.flow.reaching import reaching
from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode, Scope
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results, where_in

_DEPTH = 7
# What hands on the items of what it is given.
SAME_ITEMS = frozenset(
    {"list", "tuple", "set", "frozenset", "reversed", "sorted", "iter", "enumerate", "zip", "filter"}
)
ITEMS_OF = frozenset({"values", "items", "copy", "keys"})
ONE_OF = frozenset({"pop", "popleft", "get", "setdefault", "__getitem__"})
# Answers whether a call makes one of the objects that are looked for.
IsMaker = Callable[[ast.Call, Where], bool]


@dataclass(frozen=True, slots=True)
class Made:
    """An object, known by the call that makes it."""

    call: ast.Call
    where: Where

    @property
    def identity(self) -> str:
        return f"{self.where.module.path}:{self.call.lineno}:{self.call.col_offset}"


@dataclass
class Traced:
    """What was found on the way back from an expression.

    Args:
        made: the objects that it may stand for, by their identity.
        places: where these are held.
    """

    made: dict[str, Made] = field(default_factory=dict)
    places: dict[tuple[Module, Place], None] = field(default_factory=dict)


class Makers:
    """Follows expressions back to the calls that made what they stand for."""

    def __init__(self, knowledge: Knowledge, is_maker: IsMaker) -> None:
        self.knowledge = knowledge
        self.is_maker = is_maker

    def of(self, expression: ast.expr, where: Where) -> Traced:
        """The objects of the wanted kind that an expression may stand for."""
        traced = Traced()
        self._one(expression, where, traced, 0)
        return traced

    def anywhere_in(self, expression: ast.expr, where: Where) -> Traced:
        """The objects of the wanted kind that an expression stands for or holds."""
        traced = self.of(expression, where)
        self._items(expression, where, traced, 0)
        return traced

    def _one(self, expression: ast.expr, where: Where, traced: Traced, depth: int) -> None:
        if depth > _DEPTH:
            return
        match expression:
            case ast.Call():
                self._call(expression, where, traced, depth)
            case ast.Name() | ast.Attribute():
                for put, place in self._puts(expression, where, traced):
                    if put.how is How.IS:
                        for value, inside in self._unpacked(put, place):
                            self._one(value, inside, traced, depth + 1)
                    elif put.how is How.EACH:
                        self._items(put.value, place, traced, depth + 1)
            case ast.Subscript(value=held):
                self._items(held, where, traced, depth + 1)
            case ast.Await(value=inner) | ast.NamedExpr(value=inner):
                self._one(inner, where, traced, depth + 1)
            case ast.IfExp(body=body, orelse=orelse):
                self._one(body, where, traced, depth + 1)
                self._one(orelse, where, traced, depth + 1)
            case ast.BoolOp(values=values):
                for value in values:
                    self._one(value, where, traced, depth + 1)

    def _items(self, expression: ast.expr, where: Where, traced: Traced, depth: int) -> None:
        """The objects that a collection may hold."""
        if depth > _DEPTH:
            return
        match expression:
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items) | ast.Dict(values=items):
                for item in items:
                    if isinstance(item, ast.Starred):
                        self._items(item.value, where, traced, depth + 1)
                    else:
                        self._one(item, where, traced, depth + 1)
                        # A pair may hold it, too.
                        self._items(item, where, traced, depth + 1) if isinstance(item, ast.Tuple) else None
            case ast.ListComp(elt=item) | ast.SetComp(elt=item) | ast.GeneratorExp(elt=item) | ast.DictComp(value=item):
                self._one(item, where, traced, depth + 1)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                self._items(left, where, traced, depth + 1)
                self._items(right, where, traced, depth + 1)
            case ast.Name() | ast.Attribute():
                for put, place in self._puts(expression, where, traced):
                    if put.how is How.ITEM:
                        self._one(put.value, place, traced, depth + 1)
                    elif put.how is not How.ENTERED:
                        for value, inside in self._unpacked(put, place):
                            self._items(value, inside, traced, depth + 1)
            case ast.Subscript(value=held) | ast.Await(value=held):
                self._items(held, where, traced, depth + 1)
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in SAME_ITEMS:
                for argument in arguments:
                    self._items(argument, where, traced, depth + 1)
            case ast.Call(func=ast.Attribute(value=held, attr=method)) if method in ITEMS_OF:
                self._items(held, where, traced, depth + 1)
            case ast.Call():
                for value, inside in self._returned(expression, where):
                    self._items(value, inside, traced, depth + 1)

    def _call(self, call: ast.Call, where: Where, traced: Traced, depth: int) -> None:
        if self.is_maker(call, where):
            made = Made(call, where)
            traced.made.setdefault(made.identity, made)
        elif isinstance(call.func, ast.Attribute) and call.func.attr in ONE_OF:
            self._items(call.func.value, where, traced, depth + 1)
        elif isinstance(call.func, ast.Name) and call.func.id == "next" and call.args:
            self._items(call.args[0], where, traced, depth + 1)
        else:
            for value, inside in self._returned(call, where):
                self._one(value, inside, traced, depth + 1)

    def _returned(self, call: ast.Call, where: Where) -> Iterator[tuple[ast.expr, Where]]:
        helper = self.knowledge.helper(call, where)
        if helper is not None and not helper.is_generator and helper.scope is not where.scope:
            inside = self.knowledge.inside(helper, call, where)
            for value in results(helper):
                yield value, inside

    def _unpacked(self, put: Put, where: Where) -> Iterator[tuple[ast.expr, Where]]:
        """The values that a put may mean: itself, or the part of a literal that is taken apart."""
        values = [(put.value, where)]
        if put.path and isinstance(put.value, ast.Call) and put.how is How.IS:
            values = list(self._returned(put.value, where)) or values
        for value, place in values:
            part = value
            for position in put.path:
                if isinstance(part, (ast.Tuple, ast.List)) and position < len(part.elts):
                    part = part.elts[position]
            yield part, place

    def _puts(self, expression: ast.Name | ast.Attribute, where: Where, traced: Traced) -> Iterator[tuple[Put, Where]]:
        """Everything that is put into what a name or attribute means, with the places from which it is looked up."""
        if isinstance(expression, ast.Name):
            yield from self._of_name(expression, where, traced)
            return
        place: Place | None = None
        for module in self._family(where):
            held = holdings(module, self.knowledge.names)
            place = place or held.place(expression)
            if place is None:
                return
            traced.places[module, place] = None
            for put in held.puts(place):
                yield put, Where(module, module.scope_at(put.value), where.given)

    def _of_name(self, name: ast.Name, where: Where, traced: Traced) -> Iterator[tuple[Put, Where]]:
        found = where.scope.lookup(name.id)
        if found is None:
            return
        scope, bindings = found
        if where.given and (scope, name.id) in where.given:
            value, caller = where.given[scope, name.id]
            yield Put(name, name, value, How.IS), caller
            return
        kind = bindings[0].kind
        if kind is Bound.IMPORT:
            yield from self._imported(name, where, traced)
        elif kind is Bound.PARAMETER and isinstance(scope.node, FunctionNode):
            function = where.module.function(scope.node)
            for value, giver in self.knowledge.provided_values(name, function):
                yield Put(name, name, value, How.IS), where_in(giver)
        place = Place(name.id, scope)
        traced.places[where.module, place] = None
        puts = list(holdings(where.module, self.knowledge.names).puts(place))
        for put in _counting(puts, name, where.module) if scope is where.scope else puts:
            yield put, Where(where.module, where.module.scope_at(put.value), where.given)

    def _imported(self, name: ast.Name, where: Where, traced: Traced) -> Iterator[tuple[Put, Where]]:
        if self.knowledge.names.product_name(name, where):
            return
        referent = self.knowledge.names.refer(name, where)
        binding = referent.binding if referent else None
        if referent and referent.where and binding and binding.value is not None and binding.kind is Bound.VALUE:
            yield Put(name, name, binding.value, How.IS, binding.path), referent.where

    def _family(self, where: Where) -> Iterator[Module]:
        """The module of a place, and those of the bases of the class around it."""
        seen = {where.module: None}
        scope: Scope | None = where.scope
        while scope and not isinstance(scope.node, ast.ClassDef):
            scope = scope.parent
        if scope and isinstance(scope.node, ast.ClassDef):
            cls = Referent(scope.node.name, Where(where.module, scope), scope.node)
            for base in self.knowledge.names.bases(cls):
                if base.where is not None:
                    seen.setdefault(base.where.module)
        yield from seen


def _counting(puts: list[Put], use: ast.Name, module: Module) -> Iterator[Put]:
    """The puts that count where a name is used: of those that give it another value, only what still holds there."""
    given = [put for put in puts if put.how not in (How.ITEM, How.ITEMS)]
    yield from reaching(given, use, module)
    yield from (put for put in puts if put not in given)
