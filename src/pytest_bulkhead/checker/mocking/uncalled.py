"""Whether a test says that a mock is never called, or takes away whoever would await what it answers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import chain

_NOT_CALLED = frozenset({"assert_not_called", "assert_not_awaited"})
_COUNTS = frozenset({"called", "call_count", "await_count", "mock_calls", "call_args_list", "method_calls"})
# Who takes a coroutine and runs it. Where a test replaces one of them, nobody awaits anything.
_RUNNERS = frozenset({
    "create_task", "ensure_future", "run_until_complete", "run_coroutine_threadsafe", "run_forever", "gather",
    "wait_for", "start_soon", "get_event_loop", "get_running_loop", "new_event_loop", "asyncio", "asyncio.run",
    "anyio.run", "trio.run", "uvloop.run",
})  # fmt: skip


def is_never_called(known_as: frozenset[str], root: ast.AST) -> bool:
    """Whether a test asserts that the mock, by any of its names, was not called."""
    return any(one in known_as for one in _said_uncalled(root))


def replaces_a_runner(root: ast.AST) -> bool:
    """Whether a test puts something in the place of what would run a coroutine."""
    return any(_is_runner(text) for node in ast.walk(root) for text in _replaced(node))


def _is_runner(text: str) -> bool:
    parts = text.split(".")
    return parts[-1] in _RUNNERS or ".".join(parts[-2:]) in _RUNNERS


def _replaced(node: ast.AST) -> Iterator[str]:
    """What a node puts something else in the place of, by its text."""
    if isinstance(node, ast.Assign):
        yield from (chain(target) for target in node.targets if isinstance(target, ast.Attribute))
    elif isinstance(node, ast.Call) and _called_name(node) in ("patch", "object", "setattr"):
        first, second = [*node.args[:2], None, None][:2]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value
        elif first is not None and isinstance(second, ast.Constant):
            yield f"{chain(first)}.{second.value!s}"


def _said_uncalled(root: ast.AST) -> Iterator[str]:
    for node in ast.walk(root):
        match node:
            case ast.Call(func=ast.Attribute(value=mock, attr=name)) if name in _NOT_CALLED:
                yield chain(mock)
            case ast.Compare(left=ast.Attribute(value=mock, attr=name), comparators=[right]) if name in _COUNTS:
                if _is_nothing(right):
                    yield chain(mock)
            case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute(value=mock, attr=name)) if name in _COUNTS:
                yield chain(mock)


def _is_nothing(value: ast.expr) -> bool:
    if isinstance(value, (ast.List, ast.Tuple)):
        return not value.elts
    return isinstance(value, ast.Constant) and not value.value


def _called_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
