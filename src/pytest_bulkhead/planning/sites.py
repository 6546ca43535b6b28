"""Where the code of a test stands: the function that a mark has to be put on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.source.source import UnreadableError, read_source
from pytest_bulkhead.node_ids import file_of, names_of

_MARK = "xdist_group"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Site(NamedTuple):
    """A function of a file, which may be several tests: with parameters, or in classes that inherit it."""

    path: str
    name: str


class Sites:
    """Finds them in the files of a project, each of which is read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._modules: dict[str, Module | None] = {}
        self._nodes: dict[Site, FunctionNode] = {}

    def of(self, test: str) -> Site | None:
        """The function of a test, None where it is not found in the test's file."""
        path, names = file_of(test), names_of(test)
        module = self.module(path)
        if module is None or not names:
            return None
        *classes, name = names
        bodies: Iterable[tuple[list[ast.stmt], list[str]]] = [(module.source.tree.body, [])]
        if classes:
            node = self.class_of(path, classes)
            if node is None:
                return None
            bodies = owners(node, classes, module)
        for owner, inside in bodies:
            function = _last(owner, name, *_FUNCTIONS)
            if isinstance(function, _FUNCTIONS):
                site = Site(path, ".".join((*inside, name)))
                self._nodes[site] = function
                return site
        return None

    def class_of(self, path: str, names: Sequence[str]) -> ast.ClassDef | None:
        """A class by its name and those of the classes around it."""
        module = self.module(path)
        body, found = module.source.tree.body if module else [], None
        for name in names:
            node = _last(body, name, ast.ClassDef)
            if not isinstance(node, ast.ClassDef):
                return None
            body, found = node.body, node
        return found

    def module(self, path: str) -> Module | None:
        """A file, None where it cannot be read as Python or does not lie below the root."""
        if path not in self._modules:
            self._modules[path] = self._read(path)
        return self._modules[path]

    def node(self, site: Site) -> FunctionNode:
        """The function itself."""
        return self._nodes[site]

    def alike(self, tests: Iterable[str]) -> list[list[str]]:
        """The tests that are of one function, since they can only be marked together."""
        together: dict[Site, list[str]] = {}
        for test in tests:
            if site := self.of(test):
                together.setdefault(site, []).append(test)
        return [some for some in together.values() if len(some) > 1]

    def marks(self, site: Site) -> set[str | None]:
        """The groups that the function, its class and its file name in marks; None for one that is no plain text."""
        module, node = self.module(site.path), self.node(site)
        assert module is not None
        around = [one for one in module.ancestors(node) if isinstance(one, ast.ClassDef)]
        marks = [mark for one in (node, *around) for mark in one.decorator_list]
        for body in (module.source.tree.body, *(one.body for one in around)):
            marks += [value for statement in body for value in _pytestmark(statement)]
        return {_group(call) for mark in marks for call in ast.walk(mark) if _names_mark(call)}

    def _read(self, path: str) -> Module | None:
        inside = PurePosixPath(path)
        if inside.is_absolute() or ".." in inside.parts or inside.suffix != ".py":
            return None
        try:
            return Module(read_source(str(self.root / path), path), "")
        except UnreadableError:
            return None


def owners(node: ast.ClassDef, at: list[str], module: Module) -> Iterator[tuple[list[ast.stmt], list[str]]]:
    """The bodies in which a method is looked up: of the class, and of its bases in the same file."""
    pending, seen = [(node, at)], set[ast.ClassDef]()
    for owner, names in pending:  # grows while it is walked
        if owner in seen:
            continue
        seen.add(owner)
        yield owner.body, names
        for base in owner.bases:
            found = _last(module.source.tree.body, base.id, ast.ClassDef) if isinstance(base, ast.Name) else None
            if isinstance(found, ast.ClassDef):
                pending.append((found, [found.name]))


def _last(body: list[ast.stmt], name: str, *kinds: type[ast.stmt]) -> ast.stmt | None:
    named = [one for one in body if isinstance(one, kinds) and getattr(one, "name", "") == name]
    return named[-1] if named else None


def _pytestmark(statement: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(statement, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets
    ):
        yield statement.value


def _names_mark(node: ast.AST) -> bool:
    """Whether this is the mark, called or not; of a call not its inner part as well."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == _MARK


def _group(call: ast.AST) -> str | None:
    assert isinstance(call, ast.Call)
    values = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "name")]
    if not values:
        return "default"
    value = values[0]
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
