"""Which names a module, class or function binds, and by what."""

from __future__ import annotations

import ast
import enum
import functools
from collections.abc import Iterator
from dataclasses import dataclass

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
# Fields that hold texts and numbers, or nodes that all trees share.
_LEAVES = frozenset({"ctx", "op", "ops", "type_comment", "id", "attr", "arg", "kind", "level", "module", "asname"})


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


def children(node: ast.AST) -> list[ast.AST]:
    """The child nodes in the order of the text, without contexts and operators."""
    found: list[ast.AST] = []
    for field in _fields(type(node)):  # type: ignore[arg-type]  # the stubs take a node class for unhashable
        value = getattr(node, field, None)
        if value is None:
            continue
        if isinstance(value, list):
            found.extend(item for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


@functools.cache
def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    return () if kind is ast.Constant else tuple(field for field in kind._fields if field not in _LEAVES)


def own_nodes(scope: ScopeNode) -> Iterator[ast.AST]:
    """Every node that runs when the scope's own body runs, in the order of the text.

    Bodies of nested functions and classes are left out, as is what stands under ``if __name__ == "__main__":``.
    """
    stack: list[ast.AST] = list(reversed(_body(scope)))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, _NESTED):
            stack.extend(reversed(list(_run_at_definition(node))))
        elif isinstance(node, ast.If) and is_main_guard(node.test):
            stack.extend(reversed(node.orelse))
        else:
            stack.extend(reversed(children(node)))


def _body(scope: ScopeNode) -> list[ast.AST]:
    return [scope.body] if isinstance(scope, ast.Lambda) else list(scope.body)


def _run_at_definition(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.ClassDef):
        yield from (*node.decorator_list, *node.bases)
    elif isinstance(node, FunctionNode):
        yield from node.decorator_list
        yield from (*node.args.defaults, *(default for default in node.args.kw_defaults if default))


def is_main_guard(test: ast.expr) -> bool:
    """Whether this is the condition ``__name__ == "__main__"``."""
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


class Scope:
    """A module, class or function, and the names that its own statements bind."""

    def __init__(self, node: ScopeNode, parent: Scope | None) -> None:
        self.node = node
        self.parent = parent
        self._bindings: dict[str, list[Binding]] | None = None
        self._own: tuple[ast.AST, ...] | None = None

    @property
    def own(self) -> tuple[ast.AST, ...]:
        """The nodes of `own_nodes`, gathered once."""
        if self._own is None:
            self._own = tuple(own_nodes(self.node))
        return self._own

    @property
    def bindings(self) -> dict[str, list[Binding]]:
        """Every name that is bound here, with its bindings in the order of the text."""
        if self._bindings is None:
            self._bindings = {}
            for name, binding in self._all():
                self._bindings.setdefault(name, []).append(binding)
        return self._bindings

    def lookup(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """The scope in which a name is found, as Python looks for it, and its bindings there."""
        scope: Scope | None = self
        while scope is not None:
            visible = scope is self or not isinstance(scope.node, ast.ClassDef)
            if visible and name in scope.bindings:
                return scope, scope.bindings[name]
            scope = scope.parent
        return None

    def _all(self) -> Iterator[tuple[str, Binding]]:
        if isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            arguments = self.node.args
            extra = (argument for argument in (arguments.vararg, arguments.kwarg) if argument)
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra):
                yield argument.arg, Binding(Bound.PARAMETER, argument)
        released: set[str] = set()
        for node in self.own:
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                released.update(node.names)
                continue
            for name, binding in bindings_of(node):
                if name not in released:
                    yield name, binding


def bindings_of(node: ast.AST) -> Iterator[tuple[str, Binding]]:
    """The names that one node binds, if it binds any."""
    match node:
        case ast.Import():
            for alias in node.names:
                target = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.asname or target, Binding(Bound.IMPORT, node, target=target)
        case ast.ImportFrom():
            prefix = "." * node.level + (node.module + "." if node.module else "")
            for alias in node.names:
                yield alias.asname or alias.name, Binding(Bound.IMPORT, node, target=prefix + alias.name)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name, Binding(Bound.DEFINITION, node)
        case ast.Assign():
            for assigned in node.targets:
                yield from _targets(assigned, Bound.VALUE, node, node.value)
        case ast.AnnAssign() if node.value is not None:
            yield from _targets(node.target, Bound.VALUE, node, node.value)
        case ast.NamedExpr():
            yield from _targets(node.target, Bound.VALUE, node, node.value)
        case ast.AugAssign():
            yield from _targets(node.target, Bound.OTHER, node, None)
        case ast.For() | ast.AsyncFor():
            yield from _targets(node.target, Bound.LOOP, node, node.iter)
        case ast.comprehension():
            yield from _targets(node.target, Bound.COMPREHENSION, node, node.iter)
        case ast.withitem() if node.optional_vars is not None:
            yield from _targets(node.optional_vars, Bound.CONTEXT, node, node.context_expr)
        case ast.ExceptHandler() if node.name:
            yield node.name, Binding(Bound.OTHER, node)
        case ast.MatchAs() | ast.MatchStar() if node.name:
            yield node.name, Binding(Bound.OTHER, node)
        case _:
            return


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
