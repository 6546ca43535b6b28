"""Which names a module, class or function binds, and by what."""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pytest_bulkhead.checker.source.tree import Outline, at_definition, reachable

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class Bound(enum.Enum):
    """What kind of statement gives a name its meaning."""

    IMPORT = enum.auto()
    VALUE = enum.auto()
    LOOP = enum.auto()
    COMPREHENSION = enum.auto()
    CONTEXT = enum.auto()
    PARAMETER = enum.auto()
    DEFINITION = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True)
class Binding:
    """One statement that binds a name.

    Args:
        value: the right-hand side, the loop's iterable, or the context expression, where there is one.
        target: for imports, the dotted name in full, relative ones with their dots.
        path: the positions to take when the value is unpacked, outermost first.
    """

    kind: Bound
    node: ast.AST
    value: ast.expr | None = None
    target: str = ""
    path: tuple[int, ...] = ()


_Bound = tuple[str, Binding]


def own_nodes(scope: ScopeNode) -> tuple[ast.AST, ...]:
    """Every node that runs when the scope's own body runs, in the order of the text.

    Bodies of nested functions and classes are left out, as is what stands under ``if __name__ == "__main__":``.
    """
    pending: list[ast.AST] = [scope.body] if isinstance(scope, ast.Lambda) else [*reversed(scope.body)]
    found: list[ast.AST] = []
    take, put, add = pending.pop, pending.extend, found.append
    while pending:
        node = take()
        add(node)
        inner = at_definition(node) if isinstance(node, _NESTED) else reachable(node)
        if inner:
            inner.reverse()
            put(inner)
    return tuple(found)


class Scope:
    """A module, class or function, and the names that its own statements bind."""

    def __init__(self, node: ScopeNode, parent: Scope | None, outline: Outline | None = None) -> None:
        self.node = node
        self.parent = parent
        # Names are looked up past classes.
        of_class = parent is not None and isinstance(parent.node, ast.ClassDef)
        self.around: Scope | None = parent.around if parent and of_class else parent
        self.outline = outline
        self._bindings: dict[str, list[Binding]] | None = None
        self._own: tuple[ast.AST, ...] | None = None
        self._own_of: dict[tuple[type, ...], tuple[ast.AST, ...]] = {}
        # Bindings of names that are declared global or nonlocal: they belong to an outer scope.
        self._released: list[tuple[str, Binding]] = []

    @property
    def own(self) -> tuple[ast.AST, ...]:
        """The nodes of `own_nodes`, gathered once."""
        if self._own is None:
            known = self.outline is not None and self.node in self.outline
            self._own = self.outline.owned(self.node) if self.outline and known else own_nodes(self.node)
        return self._own

    def own_of(self, kinds: tuple[type, ...]) -> tuple[ast.AST, ...]:
        """Those of them that are of certain kinds."""
        if kinds not in self._own_of:
            self._own_of[kinds] = tuple(node for node in self.own if type(node) in kinds)
        return self._own_of[kinds]

    @property
    def bindings(self) -> dict[str, list[Binding]]:
        """Every name that is bound here, with its bindings in the order of the text."""
        if self._bindings is None:
            self._bindings = {}
            for name, binding in self._all():
                self._bindings.setdefault(name, []).append(binding)
        return self._bindings

    @property
    def released(self) -> list[tuple[str, Binding]]:
        """The bindings here of names that are declared to belong to an outer scope."""
        _ = self.bindings
        return self._released

    def lookup(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """The scope in which a name is found, as Python looks for it, and its bindings there."""
        scope: Scope | None = self
        while scope is not None:
            bindings = scope.bindings
            if name in bindings:
                return scope, bindings[name]
            scope = scope.around
        return None

    def _all(self) -> Iterator[tuple[str, Binding]]:
        if isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            arguments = self.node.args
            extra = (argument for argument in (arguments.vararg, arguments.kwarg) if argument)
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra):
                yield argument.arg, Binding(Bound.PARAMETER, argument)
        released: set[str] = set()
        for node in self.own:
            if type(node) not in _BINDING:
                continue
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                released.update(node.names)
                continue
            for name, binding in _BINDING[type(node)](node):
                if name in released:
                    self._released.append((name, binding))
                else:
                    yield name, binding


def _import(node: ast.Import) -> Iterator[_Bound]:
    for alias in node.names:
        target = alias.name if alias.asname else alias.name.partition(".")[0]
        yield alias.asname or target, Binding(Bound.IMPORT, node, target=target)


def _import_from(node: ast.ImportFrom) -> Iterator[_Bound]:
    prefix = "." * node.level + (node.module + "." if node.module else "")
    for alias in node.names:
        yield alias.asname or alias.name, Binding(Bound.IMPORT, node, target=prefix + alias.name)


def _definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[_Bound]:
    yield node.name, Binding(Bound.DEFINITION, node)


def _assign(node: ast.Assign) -> Iterator[_Bound]:
    for assigned in node.targets:
        yield from _targets(assigned, Bound.VALUE, node, node.value)


def _value(node: ast.AnnAssign | ast.NamedExpr) -> Iterator[_Bound]:
    if node.value is not None:
        yield from _targets(node.target, Bound.VALUE, node, node.value)


def _context(node: ast.withitem) -> Iterator[_Bound]:
    if node.optional_vars is not None:
        yield from _targets(node.optional_vars, Bound.CONTEXT, node, node.context_expr)


def _caught(node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar) -> Iterator[_Bound]:
    if node.name:
        yield node.name, Binding(Bound.OTHER, node)


def _loop(node: ast.For | ast.AsyncFor) -> Iterator[_Bound]:
    return _targets(node.target, Bound.LOOP, node, node.iter)


def _targets(
    target: ast.expr, kind: Bound, node: ast.AST, value: ast.expr | None, path: tuple[int, ...] = ()
) -> Iterator[tuple[str, Binding]]:
    if isinstance(target, ast.Name):
        yield target.id, Binding(kind, node, value, path=path)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for position, item in enumerate(target.elts):
            yield from _targets(item, kind, node, value, (*path, position))
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value, Bound.OTHER, node, None)


# What binds the names of each kind of node; all other kinds bind none.
_BINDING: dict[type, Callable[[Any], Iterator[_Bound]]] = {
    # These take names from the others.
    ast.Global: lambda node: iter(()),
    ast.Nonlocal: lambda node: iter(()),
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: _definition,
    ast.AsyncFunctionDef: _definition,
    ast.ClassDef: _definition,
    ast.Assign: _assign,
    ast.AnnAssign: _value,
    ast.NamedExpr: _value,
    ast.AugAssign: lambda node: _targets(node.target, Bound.OTHER, node, None),
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.comprehension: lambda node: _targets(node.target, Bound.COMPREHENSION, node, node.iter),
    ast.withitem: _context,
    ast.ExceptHandler: _caught,
    ast.MatchAs: _caught,
    ast.MatchStar: _caught,
}
