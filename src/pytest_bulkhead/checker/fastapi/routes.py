"""The routes of a FastAPI application, as far as the source shows how they get there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.fastapi.dependencies import Dependencies
from pytest_bulkhead.checker.fastapi.paths import path_text
from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode, ScopeNode
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results, where_in

_DEPTH = 8
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "options", "head", "trace", "websocket"})
APPLICATION = frozenset({"fastapi.FastAPI", "fastapi.applications.FastAPI"})
_ROUTER = frozenset({"fastapi.APIRouter", "fastapi.routing.APIRouter"})


@dataclass(frozen=True, slots=True)
class Route:
    """One path of an application.

    Args:
        methods: in capitals; empty for any.
        path: with its parameters in braces; None when it is not known.
        needs: the names of the dependencies in its signature and in those around it.
    """

    methods: frozenset[str]
    path: str | None
    needs: tuple[str, ...]
    shown: str
    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Holder:
    """An application or router, with the call that makes it and the names by which code speaks of it."""

    call: ast.Call
    where: Where
    sites: tuple[tuple[str, Where], ...] = ()

    @property
    def identity(self) -> str:
        return f"{self.where.module.path}:{self.call.lineno}:{self.call.col_offset}"


class Routes:
    """Follows `include_router`, decorators and helpers from an application to its routes."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.dependencies = Dependencies(knowledge)
        self._known: dict[str, tuple[Route, ...]] = knowledge.remembered.setdefault("routes", {})

    def application(self, expression: ast.expr, where: Where) -> Holder | None:
        """The application that an expression surely is."""
        return self._holder(expression, where, APPLICATION, 0)

    def of(self, holder: Holder) -> tuple[Route, ...]:
        """The routes of an application or router, as it is made and filled around the names that are known for it."""
        key = " ".join([holder.identity, *(f"{name}@{_place(where)}" for name, where in holder.sites)])
        if key not in self._known:
            self._known[key] = ()  # what a router that includes itself sees of itself
            self._known[key] = tuple(self._collect(holder))
        return self._known[key]

    def _holder(self, expression: ast.expr, where: Where, kinds: frozenset[str], depth: int) -> Holder | None:
        if depth > _DEPTH:
            return None
        if isinstance(expression, ast.Call):
            return self._called(expression, where, kinds, depth)
        if not isinstance(expression, (ast.Name, ast.Attribute)):
            return None
        referent = self.names.refer(expression, where)
        if referent is None or referent.where is None or referent.binding is None or referent.binding.path:
            return None
        found = self._bound(expression, referent, kinds, depth)
        return self._known_as(found, expression, where, referent) if found else None

    def _bound(self, expression: ast.expr, referent: Referent, kinds: frozenset[str], depth: int) -> Holder | None:
        binding, where = referent.binding, referent.where
        if binding is None or where is None:
            return None
        if binding.kind is Bound.VALUE and binding.value is not None:
            return self._holder(binding.value, where, kinds, depth + 1)
        if binding.kind is Bound.PARAMETER and isinstance(where.scope.node, FunctionNode):
            function = where.module.function(where.scope.node)
            provided = self.knowledge.provided_values(expression, function)
            if len(provided) == 1:
                value, maker = provided[0]
                return self._holder(value, where_in(maker), kinds, depth + 1)
        return None

    def _known_as(self, found: Holder, expression: ast.expr, where: Where, referent: Referent) -> Holder:
        """The same with the names by which it is spoken of where it stands, and where it is bound."""
        sites = list(found.sites)
        if isinstance(expression, ast.Name):
            scope = where.scope.lookup(expression.id)
            sites.append((expression.id, Where(where.module, scope[0]) if scope else where))
        if referent.where is not None and referent.dotted:
            sites.append((referent.dotted.rpartition(".")[2], Where(referent.where.module, referent.where.scope)))
        return replace(found, sites=tuple(dict.fromkeys(sites)))

    def _called(self, call: ast.Call, where: Where, kinds: frozenset[str], depth: int) -> Holder | None:
        referent = self.names.refer(call.func, where)
        if referent is None:
            return None
        if self._is_kind(referent, kinds):
            return Holder(call, where)
        function = referent.function
        if function is None or function.is_generator or isinstance(function.node, ast.AsyncFunctionDef):
            return None
        made = [self._holder(value, where_in(function), kinds, depth + 1) for value in results(function)]
        same = {one.identity for one in made if one}
        return made[0] if made and None not in made and len(same) == 1 else None

    def _is_kind(self, referent: Referent, kinds: frozenset[str]) -> bool:
        """Whether it is such a class, one derived from it, or one that a function makes so."""
        if isinstance(referent.node, ast.ClassDef):
            return any(one.dotted in kinds for one in self.names.bases(referent))
        made = referent.binding.value if referent.binding and not referent.binding.path else None
        if not isinstance(made, ast.Call) or referent.where is None:
            return referent.dotted in kinds
        maker = self.names.refer(made.func, referent.where)
        function = maker.function if maker else None
        classes = [self.names.refer(one, where_in(function)) for one in results(function)] if function else []
        return bool(classes) and all(
            one is not None and isinstance(one.node, ast.ClassDef) and self._is_kind(one, kinds) for one in classes
        )

    def _collect(self, holder: Holder) -> Iterator[Route]:
        own = self.dependencies.in_list(_keyword(holder.call, "dependencies"), holder.where)
        prefix = self._prefix(holder.call, holder.where)
        for name, where in holder.sites:
            for route in self._at(name, where, 0):
                yield replace(route, needs=(*own, *route.needs), path=_joined(prefix, route.path))

    def _at(self, name: str, where: Where, depth: int) -> Iterator[Route]:
        """The routes that the statements of a scope give to what they call by a name."""
        for node in where.scope.own:
            if isinstance(node, FunctionNode):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and _is_on(decorator, name):
                        yield from self._decorated(decorator, where.module.function(node), where)
            elif isinstance(node, ast.Call) and _is_on(node, name):
                yield from self._added(node, where, depth)
            elif isinstance(node, ast.Call) and depth < _DEPTH:
                yield from self._handed(node, name, where, depth)

    def _decorated(self, call: ast.Call, function: Function, where: Where) -> Iterator[Route]:
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method in _METHODS:
            yield self._route(call, frozenset({method.upper()}), function, where)
        elif method in ("api_route", "route"):
            yield self._route(call, self._methods(call, where), function, where)

    def _added(self, call: ast.Call, where: Where, depth: int) -> Iterator[Route]:
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method == "add_api_route":
            endpoint = call.args[1] if len(call.args) > 1 else _keyword(call, "endpoint")
            referent = self.names.refer(endpoint, where) if endpoint is not None else None
            if referent and referent.function:
                yield self._route(call, self._methods(call, where), referent.function, where)
        elif method == "include_router" and depth < _DEPTH:
            around = self.dependencies.in_list(_keyword(call, "dependencies"), where)
            prefix = self._prefix(call, where)
            for router, place in self._routers(call, where):
                included = self._holder(router, place, _ROUTER, depth + 1)
                for route in self.of(included) if included else ():
                    yield replace(route, needs=(*around, *route.needs), path=_joined(prefix, route.path))

    def _routers(self, call: ast.Call, where: Where) -> Iterator[tuple[ast.expr, Where]]:
        """What is included, one for each round of a loop over a literal."""
        router = call.args[0] if call.args else _keyword(call, "router")
        if router is None:
            return
        looped = self.knowledge.constants.loop(router, where) if isinstance(router, ast.Name) else None
        if looped is None:
            yield router, where
        elif looped[0].value is not None and not looped[0].path:
            for item in self.knowledge.constants.items(looped[0].value, looped[1]) or ():
                yield item, looped[1]

    def _handed(self, call: ast.Call, name: str, where: Where, depth: int) -> Iterator[Route]:
        """The routes that a function of the project gives to the application that it is handed, or knows by name."""
        if not isinstance(call.func, (ast.Name, ast.Attribute)):
            return
        arguments = [*enumerate(call.args), *((one.arg, one.value) for one in call.keywords)]
        handed = [place for place, value in arguments if isinstance(value, ast.Name) and value.id == name]
        alone = not arguments and isinstance(where.scope.node, ast.Module)
        referent = self.names.refer(call.func, where) if handed or alone else None
        function = referent.function if referent else None
        if function is None or function.owner is not None:
            return
        inside = self.knowledge.inside(function, call, where)
        if alone and function.module is where.module and name not in function.scope.bindings:
            yield from self._at(name, inside, depth + 1)
        for place in handed:
            parameters = function.parameters
            parameter = parameters[place] if isinstance(place, int) and place < len(parameters) else place
            if parameter in parameters:
                yield from self._at(str(parameter), inside, depth + 1)

    def _route(self, call: ast.Call, methods: frozenset[str], function: Function, where: Where) -> Route:
        path = call.args[0] if call.args else _keyword(call, "path")
        around = self.dependencies.in_list(_keyword(call, "dependencies"), where)
        needs = (*around, *self.dependencies.depended_on(function))
        shown = function.module.source.shown
        return Route(
            methods, path_text(path, where, self.knowledge.constants), needs, shown, function.node.lineno, function.name
        )

    def _methods(self, call: ast.Call, where: Where) -> frozenset[str]:
        given = _keyword(call, "methods")
        if given is None:
            return frozenset({"GET"})
        items = self.knowledge.constants.items(given, where)
        values = [self.knowledge.constants.value(item, where) for item in items or ()]
        return frozenset(value.upper() for value in values if isinstance(value, str))

    def _prefix(self, call: ast.Call, where: Where) -> str | None:
        if any(one.arg is None for one in call.keywords):
            return None
        prefix = _keyword(call, "prefix")
        return "" if prefix is None else path_text(prefix, where, self.knowledge.constants)


def _place(where: Where) -> str:
    node: ScopeNode = where.scope.node
    return f"{where.module.path}:{getattr(node, 'lineno', 0)}"


def _is_on(call: ast.Call, name: str) -> bool:
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == name


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def _joined(prefix: str | None, path: str | None) -> str | None:
    return None if prefix is None or path is None else prefix + path
