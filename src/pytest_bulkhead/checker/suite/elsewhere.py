"""Whether a test runs in a process of its own, where what it does to this one's state is lost with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_MARKS = frozenset({"pytest.mark.forked"})
_FORKS = frozenset({
    "os.fork", "multiprocessing.Process", "multiprocessing.get_context", "multiprocessing.Pool",
    "concurrent.futures.ProcessPoolExecutor",
})  # fmt: skip


def runs_elsewhere(function: Function, knowledge: Knowledge) -> bool:
    """Whether a test runs in a child process, or a decorator of the project hands it to somebody unknown to run it."""
    outer = Where(function.module, function.scope.parent or function.module.scope)
    if any(knowledge.names.dotted(_called(mark), outer) in _MARKS for mark in knowledge.idioms.marks(function)):
        return True
    for decorator in function.node.decorator_list:
        referent = knowledge.names.refer(_called(decorator), outer)
        made_by = referent.function if referent else None
        if made_by is not None and _takes_away(made_by, knowledge):
            return True
    return False


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _takes_away(decorator: Function, knowledge: Knowledge) -> bool:
    """Whether the wrapper that a decorator makes starts a process, or never calls what it wraps by itself."""
    module = decorator.module
    calls = list(_calls_in_wrappers(decorator))
    if any(knowledge.names.dotted(call.func, Where(module, module.scope_at(call))) in _FORKS for call in calls):
        return True
    wrapped = {one.parameters[0] for one in (decorator, *_nested(decorator.node, module)) if one.parameters}
    called = any(isinstance(call.func, ast.Name) and call.func.id in wrapped for call in calls)
    return not called and any(_hands_on(call, wrapped) for call in calls)


def _hands_on(call: ast.Call, wrapped: set[str]) -> bool:
    given = (*call.args, *(keyword.value for keyword in call.keywords))
    return any(isinstance(one, ast.Name) and one.id in wrapped for one in given)


def _calls_in_wrappers(decorator: Function) -> Iterator[ast.Call]:
    """The calls in nested functions: they run when the test is called, not when it is decorated."""
    for wrapper in _nested(decorator.node, decorator.module):
        yield from (node for node in wrapper.scope.own if isinstance(node, ast.Call))


def _nested(node: FunctionNode, module: Module) -> Iterator[Function]:
    for inner in ast.walk(node):
        if isinstance(inner, FunctionNode) and inner is not node:
            yield module.function(inner)
