"""One file as a piece of Python: its functions and classes, and the scope of every node."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode, Scope, ScopeNode
from pytest_bulkhead.checker.source.source import Source
from pytest_bulkhead.checker.source.tree import Outline, reachable

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# What a loop puts its values in the place of, or is one itself.
_LOOPS = (Bound.LOOP, Bound.COMPREHENSION, Bound.PARAMETER)
_SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, eq=False)
class Function:
    """A function or method with the place where it is defined.

    Args:
        qualname: as Python has it, without ``<locals>``.
        owner: the class whose body it stands in.
    """

    module: Module
    node: FunctionNode
    scope: Scope
    qualname: str
    owner: ast.ClassDef | None

    @property
    def name(self) -> str:
        return self.node.name

    @functools.cached_property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that can be given by name, in their order."""
        arguments = self.node.args
        return tuple(argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))

    @property
    def is_generator(self) -> bool:
        return self.first_yield is not None

    @functools.cached_property
    def first_yield(self) -> ast.Yield | ast.YieldFrom | None:
        return next((node for node in self.scope.own if isinstance(node, (ast.Yield, ast.YieldFrom))), None)


class Module:
    """A parsed file, its place among the project's modules, and what stands in it.

    Args:
        dotted: the name by which it is imported.
        is_package: it is an ``__init__.py``.
    """

    def __init__(self, source: Source, dotted: str) -> None:
        self.source = source
        self.dotted = dotted
        self.path = source.path
        self.is_package = source.path.endswith("__init__.py")
        self.scope = Scope(source.tree, None)
        # What others have worked out about this module; it is forgotten with it.
        self.memo: dict[object, Any] = {}
        self._outline: Outline | None = None
        self._functions: dict[FunctionNode, Function] = {}
        self._qualnames: dict[ast.AST, str] = {}
        self._scopes: dict[ast.AST, Scope] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._linked: set[int] = set()

    def forget(self) -> None:
        """Let go of everything that was worked out, so that no circle of references keeps the tree alive."""
        for worked_out in (self.memo, self._functions, self._scopes, self._qualnames, self._parents, self._linked):
            worked_out.clear()
        self.__dict__.pop("_top", None)
        self._outline = None

    def outline(self) -> None:
        """Put all nodes in their order at once: worth it for a module each of whose functions will be looked at."""
        if self._outline is None:
            self._outline = self.scope.outline = Outline(self.source.tree)
            self._parents = self._outline.parents
            self._linked.update(range(len(self.source.tree.body)))

    @property
    def nodes(self) -> list[ast.AST]:
        """Every node of the file that is test code, outer ones first."""
        if self._outline is None:
            return Outline(self.source.tree).nodes
        return self._outline.nodes

    def nodes_of(self, *kinds: type[ast.AST]) -> list[ast.AST]:
        """Those of them that are of certain kinds."""
        return [node for node in self.nodes if type(node) in kinds]

    @property
    def function_nodes(self) -> list[FunctionNode]:
        """The functions and methods among them."""
        if "function nodes" not in self.memo:
            self.memo["function nodes"] = [node for node in self.nodes if type(node) in _FUNCTIONS]
        found: list[FunctionNode] = self.memo["function nodes"]
        return found

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node around a node, None for a whole file and for what is no part of it."""
        found = self._top.get(node) or self._parents.get(node)
        if found is None and node is not self.source.tree:
            self._link(node)
            found = self._parents.get(node)
        return found

    def _link(self, node: ast.AST) -> None:
        """Note the parents in the statement of the top level that a node stands in: mostly no other is asked about."""
        line = getattr(node, "lineno", None)
        for position, statement in enumerate(self.source.tree.body):
            if position not in self._linked and (line is None or _spans(statement, line)):
                self._linked.add(position)
                pending: list[ast.AST] = [statement]
                for outer in pending:  # grows while it is walked
                    inner = reachable(outer)
                    pending.extend(inner)
                    for one in inner:
                        self._parents[one] = outer

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, from the inside out."""
        outer = self.parent(node)
        while outer is not None:
            yield outer
            outer = self.parent(outer)

    def scope_of(self, node: ScopeNode) -> Scope:
        """The scope that a module, class, function or lambda opens."""
        if node is self.source.tree:
            return self.scope
        if node not in self._scopes:
            self._scopes[node] = Scope(node, self.scope_of(self._outer_scope(node)), self._outline)
        return self._scopes[node]

    def _outer_scope(self, node: ast.AST) -> ScopeNode:
        # Most modules of a project are only asked for what stands at their top: no links are made for that.
        if node in self._top:
            return self._top[node]
        return next(outer for outer in self.ancestors(node) if isinstance(outer, _SCOPES))

    @functools.cached_property
    def _top(self) -> dict[ast.AST, ScopeNode]:
        """The statements at the top of the module and of its classes, with what they stand in."""
        found: dict[ast.AST, ScopeNode] = {}
        pending: list[ScopeNode] = [self.source.tree]
        for outer in pending:  # grows while it is walked
            body = outer.body if isinstance(outer, (ast.Module, ast.ClassDef)) else []
            found.update(dict.fromkeys(body, outer))
            pending.extend(statement for statement in body if isinstance(statement, ast.ClassDef))
        return found

    def scope_at(self, node: ast.AST) -> Scope:
        """The scope in which a node's names are looked up."""
        inside = node
        for outer in self.ancestors(node):
            if isinstance(outer, _SCOPES) and not _runs_outside(inside, outer):
                return self.scope_of(outer)
            inside = outer
        return self.scope

    def function(self, node: FunctionNode) -> Function:
        """A function or method of this module."""
        if node not in self._functions:
            outer = self._outer_scope(node)
            owner = outer if isinstance(outer, ast.ClassDef) else None
            self._functions[node] = Function(self, node, self.scope_of(node), self.qualname(node), owner)
        return self._functions[node]

    def qualname(self, node: ast.AST) -> str:
        """The dotted names of the functions and classes around a node, its own included; empty at module level."""
        outer: ast.AST | None = node
        while outer is not None and not isinstance(outer, _NAMED):
            outer = None if isinstance(outer, ast.Module) else self.parent(outer)
        if outer is None:
            return ""
        if outer not in self._qualnames:
            around = self.parent(outer)
            before = self.qualname(around) if around is not None else ""
            self._qualnames[outer] = f"{before}.{outer.name}" if before else outer.name
        return self._qualnames[outer]

    def function_at(self, node: ast.AST) -> Function | None:
        """The innermost function whose body a node stands in."""
        scope: Scope | None = self.scope_at(node)
        while scope is not None and not isinstance(scope.node, FunctionNode):
            scope = scope.parent
        return self.function(scope.node) if scope and isinstance(scope.node, FunctionNode) else None

    def loop_around(self, name: ast.Name) -> Binding | None:
        """The loop that gives a name its values where it stands, if nothing in its scope assigns to it."""
        found = self.scope_at(name).lookup(name.id)
        if found is None or any(one.kind not in _LOOPS for one in found[1]):
            return None
        loops = {id(one.node): one for one in found[1]}
        for outer in self.ancestors(name):
            for loop in (outer, *getattr(outer, "generators", ())):
                if id(loop) in loops:
                    return loops[id(loop)]
        return None

    def set_globally(self, name: str) -> list[tuple[Scope, Binding]]:
        """What functions of the module that declare a name ``global`` assign to it, each with the function's scope."""
        if "set globally" not in self.memo:
            found: dict[str, list[tuple[Scope, Binding]]] = {}
            for node in self.nodes:
                if isinstance(node, ast.Global):
                    scope = self.scope_at(node)
                    for one, binding in scope.released:
                        found.setdefault(one, []).append((scope, binding))
            self.memo["set globally"] = found
        known: dict[str, list[tuple[Scope, Binding]]] = self.memo["set globally"]
        return known.get(name, [])

    def methods(self, node: ast.ClassDef) -> dict[str, Function]:
        """The methods that stand in a class's body, the last of each name."""
        if ("methods", node) not in self.memo:
            self.memo["methods", node] = self._methods(node)
        methods: dict[str, Function] = self.memo["methods", node]
        return methods

    def _methods(self, node: ast.ClassDef) -> dict[str, Function]:
        return {item.name: self.function(item) for item in node.body if isinstance(item, FunctionNode)}

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds a node."""
        return next(outer for outer in (node, *self.ancestors(node)) if isinstance(outer, ast.stmt))


def _spans(statement: ast.stmt, line: int) -> bool:
    """Whether a statement, its decorators included, reaches over a line."""
    decorators = getattr(statement, "decorator_list", None)
    start = decorators[0].lineno if decorators else statement.lineno
    return start <= line <= (statement.end_lineno or statement.lineno)


def _runs_outside(inside: ast.AST, outer: ast.AST) -> bool:
    """Whether a direct child of a function or class is evaluated where that is defined, not in its body."""
    if isinstance(outer, FunctionNode):
        return inside in outer.decorator_list or inside is outer.returns
    return isinstance(outer, ast.ClassDef) and inside in (*outer.decorator_list, *outer.bases)
