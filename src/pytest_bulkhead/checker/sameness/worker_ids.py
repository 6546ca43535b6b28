"""Where code has the id of the worker in hand, and where it makes a number or a name of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.flow.origins import Origins
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode
from pytest_bulkhead.checker.suite.callers import places
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_DEPTH = 5
VARIABLE = "PYTEST_XDIST_WORKER"
LIBRARY = "pytest_bulkhead.worker"
_READS = frozenset({"os.getenv", "os.environ.get", "os.environ.pop", "os.environ.__getitem__"})
_NUMBERS = frozenset({"builtins.int", "builtins.ord"})
_TAKES_APART = frozenset({
    "replace", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "split", "rsplit", "partition", "group",
    "groups", "lower", "upper", "join", "rpartition", "translate", "encode",
})  # fmt: skip
_HANDS_ON = frozenset({"builtins.str", "builtins.filter", "builtins.next", "builtins.list", "builtins.iter"})


class WorkerIds:
    """Follows values back to the id that pytest-xdist gives a worker."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.origins = Origins(knowledge)

    def is_number(self, call: ast.Call, module: Module) -> bool:
        """Whether a call makes a number of a worker's id, be it for one of its function's callers."""
        where = Where(module, module.scope_at(call))
        if len(call.args) != 1 or self.names.dotted(call.func, where) not in _NUMBERS:
            return False
        return any(self.carries(call.args[0], place) for place in places(call, module, self.knowledge))

    def carries(self, expression: ast.expr, where: Where, depth: int = 0) -> bool:
        """Whether an expression is the id, or a part of it."""
        if depth > _DEPTH:
            return False
        return any(
            self._is_id(node, place) or any(self.carries(one, place, depth + 1) for one in self._parts(node, place))
            for node, place in self.origins.of(expression, where)
        )

    def _is_id(self, node: ast.expr, where: Where) -> bool:
        match node:
            case ast.Name(id="worker_id"):
                return self._is_fixture(node, where)
            case ast.Subscript(value=value, slice=ast.Constant(value=key)):
                if key == VARIABLE:
                    return self.names.dotted(value, where) == "os.environ"
                return key == "workerid"
            case ast.Call(func=func, args=[ast.Constant(value=key), *_]) if key == VARIABLE:
                return self.names.dotted(func, where) in _READS
            case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value="workerid"), *_]):
                return True
            case ast.Call(func=func):
                return self.names.dotted(func, where).endswith("get_xdist_worker_id")
        return False

    def _is_fixture(self, name: ast.Name, where: Where) -> bool:
        """Whether a name is what pytest hands to a test or fixture, which no parametrization decides."""
        found = where.scope.lookup(name.id)
        if found is None or found[1][0].kind is not Bound.PARAMETER or not isinstance(found[0].node, FunctionNode):
            return False
        function = where.module.function(found[0].node)
        if self.knowledge.idioms.role(function) not in (Role.TEST, Role.FIXTURE):
            return False
        return not any(name.id in ast.unparse(mark) for mark in self.knowledge.idioms.marks(function))

    def _parts(self, node: ast.expr, where: Where) -> Iterator[ast.expr]:
        """What a text is taken from."""
        match node:
            case ast.Subscript(value=value):
                yield value
            case ast.BinOp(left=left, right=right):
                yield from (left, right)
            case ast.GeneratorExp(generators=[generator]) | ast.ListComp(generators=[generator]):
                yield generator.iter
            case ast.Call(func=ast.Attribute(attr=method, value=value), args=arguments) if method in _TAKES_APART:
                yield value
                if method == "join":
                    yield from arguments
            case ast.Call(func=func, args=arguments):
                dotted = self.names.dotted(func, where)
                if dotted in _HANDS_ON or dotted.startswith("re."):
                    yield from arguments


def uses_library(module: Module, knowledge: Knowledge) -> bool:
    """Whether a file, or a conftest above it, speaks of the worker library."""
    paths = (module.path, *(one.path for one in knowledge.index.conftests(module.path)))
    return any(knowledge.index.mentions(path, LIBRARY.encode()) for path in paths)


def is_only_named(number: ast.expr, module: Module) -> bool:
    """Whether a value is put into texts only, or only asked about: nothing is computed from it."""
    parent = module.parent(number)
    while isinstance(parent, (ast.IfExp, ast.NamedExpr)):
        number, parent = parent, module.parent(parent)
    if isinstance(parent, (ast.FormattedValue, ast.Compare)):
        return True
    if isinstance(parent, ast.Call):
        return isinstance(parent.func, ast.Name) and parent.func.id in ("str", "print", "isinstance")
    if not isinstance(parent, (ast.Assign, ast.AnnAssign)):
        return False
    targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
    if len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return False
    return _is_only_read_so(targets[0].id, parent, module)


def _is_only_read_so(name: str, assigned: ast.stmt, module: Module) -> bool:
    scope = module.scope_at(assigned)
    uses = [
        node
        for node in module.nodes
        if isinstance(node, ast.Name)
        and node.id == name
        and isinstance(node.ctx, ast.Load)
        and (found := module.scope_at(node).lookup(name)) is not None
        and found[0] is scope
    ]
    return bool(uses) and all(is_only_named(use, module) for use in uses)
