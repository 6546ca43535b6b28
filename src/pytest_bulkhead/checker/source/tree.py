"""The nodes of a tree in the order of the text, and the stretch of them that each scope takes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Fields that hold texts and numbers, or nodes that all trees share.
_BARREN = frozenset({"ctx", "op", "ops", "type_comment", "id", "attr", "arg", "kind", "level", "module", "asname"})
_fields: dict[type, tuple[str, ...]] = {}
_Children = Callable[[Any], list[Any]]


def _generic(node: ast.AST) -> list[ast.AST]:
    kind = type(node)
    if kind not in _fields:
        _fields[kind] = tuple(name for name in kind._fields if name not in _BARREN)
    found: list[ast.AST] = []
    for name in _fields[kind]:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found.extend(item for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


# The commonest kinds without the search for their fields: millions of nodes pass here. None stands for no children.
_CHILDREN: dict[type, _Children | None] = {
    ast.Name: None,
    ast.Constant: None,
    ast.Import: lambda node: node.names[:],
    ast.ImportFrom: lambda node: node.names[:],
    ast.alias: None,
    ast.Pass: None,
    ast.Attribute: lambda node: [node.value],
    ast.Call: lambda node: [node.func, *node.args, *node.keywords],
    ast.keyword: lambda node: [node.value],
    ast.Expr: lambda node: [node.value],
    ast.Await: lambda node: [node.value],
    ast.Assign: lambda node: [*node.targets, node.value],
    ast.Subscript: lambda node: [node.value, node.slice],
    ast.Compare: lambda node: [node.left, *node.comparators],
    ast.BinOp: lambda node: [node.left, node.right],
    ast.Tuple: lambda node: node.elts[:],
    ast.List: lambda node: node.elts[:],
    ast.JoinedStr: lambda node: node.values[:],
    ast.Assert: lambda node: [node.test, node.msg] if node.msg else [node.test],
    ast.arg: lambda node: [node.annotation] if node.annotation else [],
}


def children(node: ast.AST) -> list[ast.AST]:
    """The child nodes in the order of the text, without contexts and operators."""
    find = _CHILDREN.get(type(node), _generic)
    return find(node) if find else []


def is_main_guard(test: ast.expr) -> bool:
    """Whether this is the condition ``__name__ == "__main__"``."""
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


def reachable(node: ast.AST) -> list[ast.AST]:
    """The child nodes but for what stands under ``if __name__ == "__main__":``."""
    if isinstance(node, ast.If) and is_main_guard(node.test):
        return list(node.orelse)
    return children(node)


def at_definition(node: ast.AST) -> list[ast.AST]:
    """What of a function or class runs where it is defined: decorators, defaults and bases."""
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        defaults = (default for default in node.args.kw_defaults if default)
        return [*node.decorator_list, *node.args.defaults, *defaults]
    return []


@dataclass(slots=True)
class _Span:
    """Where the nodes of a scope lie: from ``inner`` on they are inside of it, from ``body`` on they are its body."""

    inner: int = 0
    body: int = 0
    end: int = 0
    nested: list[_Span] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Mark:
    """Stands among the nodes that are still to be visited, where a scope begins, its body begins, or it ends."""

    note: Callable[[_Span], None]
    span: _Span


class Outline:
    """Every node of a file that is test code, outer ones first, in the order of the text, and what is around each."""

    def __init__(self, tree: ast.Module) -> None:
        self.nodes: list[ast.AST] = []
        self.parents: dict[ast.AST, ast.AST] = {}
        self._spans: dict[ast.AST, _Span] = {}
        self._open: list[_Span] = []
        self._visit(tree)

    def owned(self, scope: ast.AST) -> tuple[ast.AST, ...]:
        """The nodes that run when a scope's body runs: those of nested functions and classes are left out."""
        span = self._spans[scope]
        found: list[ast.AST] = []
        start = span.body
        for nested in span.nested:
            if nested.end > start:
                found += self.nodes[start : nested.inner]
                start = nested.end
        found += self.nodes[start : span.end]
        return tuple(found)

    def __contains__(self, scope: ast.AST) -> bool:
        return scope in self._spans

    def _visit(self, tree: ast.Module) -> None:
        special: dict[type, _Children | None] = {
            **_CHILDREN,
            ast.Module: self._scope,
            ast.ClassDef: self._scope,
            ast.FunctionDef: self._scope,
            ast.AsyncFunctionDef: self._scope,
            ast.Lambda: self._scope,
            ast.arguments: self._arguments,
            ast.If: reachable,
            _Mark: self._mark,
        }
        pending: list[ast.AST] = [tree]
        take, put, add, find, parents = pending.pop, pending.extend, self.nodes.append, special.get, self.parents
        while pending:
            node = take()
            add(node)
            inner = find(type(node), _generic)
            if inner:
                found = inner(node)
                for one in found:
                    parents[one] = node
                found.reverse()
                put(found)

    def _scope(self, node: Any) -> list[Any]:
        span = self._spans[node] = _Span()
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        begin, enter, leave = (_Mark(note, span) for note in (self._begin, self._enter, self._leave))
        return [*at_definition(node), begin, *_inside(node), enter, *body, leave]

    def _arguments(self, node: Any) -> list[Any]:
        defaults = (default for default in (*node.defaults, *node.kw_defaults) if default)
        self.parents.update(dict.fromkeys(defaults, node))  # where they have been visited, they belonged to nobody
        starred = (argument for argument in (node.vararg, node.kwarg) if argument)
        return [*node.posonlyargs, *node.args, *node.kwonlyargs, *starred]

    def _mark(self, mark: _Mark) -> list[Any]:
        self.nodes.pop()
        mark.note(mark.span)
        return []

    def _begin(self, span: _Span) -> None:
        span.inner = len(self.nodes)
        if self._open:
            self._open[-1].nested.append(span)
        self._open.append(span)

    def _enter(self, span: _Span) -> None:
        span.body = len(self.nodes)

    def _leave(self, span: _Span) -> None:
        span.end = len(self.nodes)
        self._open.pop()


def _inside(node: Any) -> list[ast.AST]:
    """What of a scope is neither its body nor runs where it is defined."""
    if isinstance(node, ast.ClassDef):
        return [*node.keywords, *getattr(node, "type_params", ())]
    if isinstance(node, ast.Lambda):
        return [node.args, *(default for default in (*node.args.defaults, *node.args.kw_defaults) if default)]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        returns = [node.returns] if node.returns else []
        return [*getattr(node, "type_params", ()), node.args, *returns]
    return []
