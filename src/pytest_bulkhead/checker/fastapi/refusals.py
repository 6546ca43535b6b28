"""Requests that a security scheme refuses although the auth that rests on it is overridden."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pytest_bulkhead.checker.fastapi.clients import Clients, Request
from pytest_bulkhead.checker.fastapi.dependencies import Dependency
from pytest_bulkhead.checker.fastapi.in_force import InForce
from pytest_bulkhead.checker.fastapi.overriding import Override
from pytest_bulkhead.checker.fastapi.routes import Holder, Route
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge

# A test that speaks of one of these expects to be refused.
_REFUSED = frozenset({401, 403})
_REFUSED_WORDS = ("UNAUTHORIZED", "FORBIDDEN", "HTTPException", "HTTPStatusError")
# The test files of the suite in which all of some texts occur.
FilesWith = Callable[..., tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request, the route that it reaches, and the scheme that still guards that."""

    request: Request
    module: Module
    route: Route
    scheme: Dependency


class Refusals:
    """Asks the application's own graph, as far as the source shows it."""

    def __init__(self, knowledge: Knowledge, files_with: FilesWith) -> None:
        self.knowledge = knowledge
        self.files_with = files_with
        self.clients = Clients(knowledge)
        self.routes = self.clients.routes
        self.in_force = InForce(knowledge)
        self.dependencies = self.in_force.dependencies

    def schemes(self, override: Override) -> frozenset[str]:
        """The security schemes on which an overridden dependency rests; none for a scheme itself."""
        name = self.dependencies.named(override.key, override.where) if override.key is not None else ""
        known = self.dependencies.known
        below = self.dependencies.reached([name]) - {name} if name else set()
        return frozenset(one for one in below if one in known and known[one].is_scheme)

    def first(self, override: Override, function: Function, schemes: frozenset[str]) -> Refusal | None:
        """The first request of a test that one of these schemes refuses while an override is in force."""
        instead = self.in_force.during(function)
        strict = frozenset(one for one in schemes if self.dependencies.known[one].refuses)
        if override.application is None or instead is None or strict <= instead.keys():
            return None
        application = self.routes.application(override.application, override.where)
        guarded = (
            [one for one in self.routes.of(application) if self._guards(one, strict, instead)] if application else []
        )
        if application is None or not guarded:
            return None
        found = (self._in(test, application, strict) for test in self._tests(function, guarded))
        return next((one for one in found if one), None)

    def _in(self, test: Function, application: Holder, schemes: frozenset[str]) -> Refusal | None:
        if _expects_refusal(test):
            return None
        instead = self.in_force.during(test, application)
        for request in self.clients.requests(test) if instead is not None else ():
            if request.application.identity != application.identity or instead is None:
                continue
            routes = dict.fromkeys((*self.routes.of(application), *self.routes.of(request.application)))
            reached = [route for route in routes if request.may_reach(route)]
            guards = [self._guards(route, schemes, instead) for route in reached]
            if guards and all(guards):
                scheme = self.dependencies.known[min(guards[0])]
                return Refusal(request, test.module, reached[0], scheme)
        return None

    def _guards(self, route: Route, schemes: frozenset[str], instead: Mapping[str, str]) -> set[str]:
        return self.dependencies.reached(route.needs, instead) & schemes

    def _tests(self, function: Function, guarded: list[Route]) -> Iterator[Function]:
        """The tests during which what a function overrides is in force."""
        role = self.knowledge.idioms.role(function)
        if role is Role.TEST:
            yield function
        fixture = self.knowledge.idioms.fixture(function) if role is Role.FIXTURE else None
        for module in self._modules(function, guarded, "" if fixture and fixture.autouse else function.name):
            for node in module.nodes if fixture else ():
                test = module.function(node) if isinstance(node, FunctionNode) else None
                if test is None or self.knowledge.idioms.role(test) is not Role.TEST:
                    continue
                if any(_is_same(one.function, function) for one in self.knowledge.fixtures.behind(test)):
                    yield test

    def _modules(self, function: Function, guarded: list[Route], name: str) -> Iterator[Module]:
        yield function.module
        if os.path.basename(function.module.path) != "conftest.py":
            return
        folder = os.path.dirname(function.module.path) + os.sep
        beginnings = {(route.path or "").partition("{")[0].encode() for route in guarded}
        for beginning in sorted(one for one in beginnings if len(one) > 1):
            for path in self.files_with(beginning, name.encode()):
                module = self.knowledge.index.module(path) if path.startswith(folder) else None
                if module:
                    yield module


def _is_same(one: Function, other: Function) -> bool:
    """Whether two are the same; a module that was parsed again has other objects for what stands in it."""
    return one.module.path == other.module.path and one.node.lineno == other.node.lineno


def _expects_refusal(test: Function) -> bool:
    for node in ast.walk(test.node):
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value in _REFUSED:
            return True
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        if any(word in name for word in _REFUSED_WORDS):
            return True
    return False
