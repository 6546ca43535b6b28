"""Which fixtures stand behind a test: those it asks for by name, and those that are used without being asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.meaning.names import Names, Referent, Where
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import WIDE_SETUPS, Fixture, Idioms, Role

_USEFIXTURES = "pytest.mark.usefixtures"


class Fixtures:
    """Finds fixtures as pytest does: class, module, then the conftest files and plugins above."""

    def __init__(self, index: ProjectIndex, names: Names, idioms: Idioms) -> None:
        self.index = index
        self.names = names
        self.idioms = idioms

    def find(self, name: str, function: Function) -> Fixture | None:
        """The fixture that a test or fixture gets when it asks for a name."""
        own = self.idioms.fixture(function)
        for candidate in self._candidates(name, function):
            if own is None or candidate.function is not own.function:
                return candidate
        return None

    def behind(self, function: Function) -> list[Fixture]:
        """Every fixture that is set up before a test or fixture: autouse and requested ones, and those behind them."""
        memo = function.module.memo
        if ("behind", function) not in memo:
            memo["behind", function] = self._behind(function)
        return list(memo["behind", function])

    def _behind(self, function: Function) -> list[Fixture]:
        found: dict[Function, Fixture] = {}
        pending = [*self.autouse(function), *self._asked(function)]
        while pending:
            fixture = pending.pop()
            if fixture.function in found or fixture.function is function:
                continue
            found[fixture.function] = fixture
            pending.extend(self._asked(fixture.function))
        return list(found.values())

    def autouse(self, function: Function) -> list[Fixture]:
        """The autouse fixtures that are set up before a function without its asking."""
        own = self.idioms.fixture(function)
        if own is None and self.idioms.role(function) not in (Role.TEST, Role.SETUP):
            return []
        wide = function.name in WIDE_SETUPS
        found = [*self._of_class(function).values(), *self.visible(function.module).values()]
        return [
            one
            for one in found
            if one.autouse and one.function is not function and _is_earlier(one, own) and (one.width or not wide)
        ]

    def visible(self, module: Module) -> dict[str, Fixture]:
        """The fixtures that a module's tests can ask for, by name."""
        if "visible" not in module.memo:
            found: dict[str, Fixture] = {}
            for one in (module, *self.index.conftests(module.path)):
                for fixture in self.provided(one):
                    found.setdefault(fixture.name, fixture)
            module.memo["visible"] = found
        visible: dict[str, Fixture] = module.memo["visible"]
        return visible

    def provided(self, module: Module) -> list[Fixture]:
        """The fixtures that a module defines or brings in: by import, by star, by ``pytest_plugins``."""
        if "provided" not in module.memo:
            module.memo["provided"] = list(self._provided(module))
        provided: list[Fixture] = module.memo["provided"]
        return provided

    def _provided(self, module: Module) -> Iterator[Fixture]:
        seen: set[Module] = set()
        pending = [module]
        while pending:
            one = pending.pop(0)
            if one in seen:
                continue
            seen.add(one)
            yield from self.idioms.fixtures(one)
            yield from self._imported(one)
            pending.extend((*self.index.star_imports(one), *self.index.plugins(one)))

    def _imported(self, module: Module) -> Iterator[Fixture]:
        for node in module.source.tree.body:
            if not isinstance(node, ast.ImportFrom):
                continue
            for alias in node.names:
                if alias.name == "*" or not self._may_be_fixture(alias, node, module):
                    continue
                referent = self.names.refer(ast.Name(alias.asname or alias.name), Where(module, module.scope))
                fixture = self.idioms.fixture(referent.function) if referent and referent.function else None
                if fixture:
                    yield fixture

    def _may_be_fixture(self, alias: ast.alias, node: ast.ImportFrom, module: Module) -> bool:
        """Whether the file that a name is imported from speaks of fixtures at all: most need no parsing for that."""
        path = self.index.path_of("." * node.level + ".".join(filter(None, (node.module, alias.name))), module)
        return path is not None and self.index.mentions(path, b"fixture", module)

    def _candidates(self, name: str, function: Function) -> Iterator[Fixture]:
        in_class = self._of_class(function).get(name)
        if in_class:
            yield in_class
        own = self.idioms.fixture(function)
        if own is None or own.name != name:
            visible = self.visible(function.module).get(name)
            if visible:
                yield visible
            return
        # A fixture that asks for its own name gets the one that it overrides.
        for one in (function.module, *self.index.conftests(function.module.path)):
            yield from (fixture for fixture in self.provided(one) if fixture.name == name)

    def _of_class(self, function: Function) -> dict[str, Fixture]:
        cls = self.idioms.test_class(function)
        if cls is None:
            return {}
        memo = function.module.memo
        if ("fixtures of class", cls.node) not in memo:
            memo["fixtures of class", cls.node] = self._in_class(cls)
        known: dict[str, Fixture] = memo["fixtures of class", cls.node]
        return known

    def _in_class(self, cls: Referent) -> dict[str, Fixture]:
        found: dict[str, Fixture] = {}
        for one in self.names.bases(cls):
            if one.where and isinstance(one.node, ast.ClassDef):
                for method in one.where.module.methods(one.node).values():
                    fixture = self.idioms.fixture(method)
                    if fixture:
                        found.setdefault(fixture.name, fixture)
        return found

    def _asked(self, function: Function) -> list[Fixture]:
        memo = function.module.memo
        if ("asked", function) not in memo:
            memo["asked", function] = list(self._found(function))
        asked: list[Fixture] = memo["asked", function]
        return asked

    def _found(self, function: Function) -> Iterator[Fixture]:
        if self.idioms.role(function) not in (Role.TEST, Role.FIXTURE):
            return
        for name in (*function.parameters, *self._usefixtures(function), *_got_by_value(function)):
            fixture = self.find(name, function)
            if fixture:
                yield fixture

    def _usefixtures(self, function: Function) -> Iterator[str]:
        where = Where(function.module, function.module.scope)
        for mark in self.idioms.marks(function):
            if isinstance(mark, ast.Call) and self.names.dotted(mark.func, where) == _USEFIXTURES:
                yield from (
                    one.value for one in mark.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )


def _got_by_value(function: Function) -> Iterator[str]:
    """The names that a function hands to ``request.getfixturevalue``, where they are written out."""
    if "getfixturevalue" not in function.module.source.text:
        return
    for node in function.scope.own:
        match node:
            case ast.Call(
                func=ast.Attribute(attr="getfixturevalue"), args=[ast.Constant(value=str(name))], keywords=[]
            ):
                yield name


def _is_earlier(one: Fixture, asking: Fixture | None) -> bool:
    """Whether an autouse fixture is set up before the one that asks.

    Of two autouse fixtures of one scope, that of the conftest above comes first; which of one file does is not to be
    relied upon, and is believed.
    """
    return asking is None or one.width >= asking.width
