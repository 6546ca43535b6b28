"""The functions of test code that others of it call, told by the names that stand in their text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import FunctionType, MethodType
from typing import Any

from pytest_bulkhead.plugin.state.code_at_work import code_of, function_of, mentioned_names
from pytest_bulkhead.plugin.state.kinds import is_class, is_module
from pytest_bulkhead.plugin.state.ownership import namespace

_DEEPEST = 3
_MOST = 200


def called_by(functions: Iterable[object], is_test: Callable[[str], bool]) -> Iterator[FunctionType]:
    """The functions of test code that some may call, and those that these may, without the first ones.

    Args:
        functions: where to begin.
        is_test: whether a module is test code.
    """
    level = [(one, getattr(one, "__self__", None)) for one in functions]
    seen = {id(code_of(one)) for one, _ in level}
    for _ in range(_DEEPEST):
        found = [(one, holder) for caller, of in level for one, holder in _named_in(caller, of, is_test)]
        level = []
        for function, holder in found:
            if id(function.__code__) not in seen and len(seen) < _MOST:
                seen.add(id(function.__code__))
                level.append((function, holder))
                yield function


def _named_in(caller: object, holder: object, is_test: Callable[[str], bool]) -> Iterator[tuple[FunctionType, object]]:
    function = function_of(caller)
    if function is None:
        return
    names = mentioned_names(function.__code__)
    visible = function.__globals__
    for thing in [visible[name] for name in names & visible.keys()]:
        yield from _of_test(thing, names, is_test)
    if holder is not None:
        kind = holder if is_class(holder) else type(holder)
        yield from ((one, kind) for one in _methods(kind, names, is_test))


def _of_test(
    thing: Any, names: frozenset[str], is_test: Callable[[str], bool]
) -> Iterator[tuple[FunctionType, object]]:
    """What a name stands for: a function, or a module or class of which functions are named beside it."""
    if is_module(thing):
        inside = namespace(thing)
        if is_test(str(inside.get("__name__"))):
            for name in names & inside.keys():
                if not is_module(inside[name]):
                    yield from _of_test(inside[name], names, is_test)
    elif is_class(thing):
        yield from ((one, thing) for one in _methods(thing, names | {"__init__"}, is_test))
    else:
        function = function_of(thing)
        if function is not None and is_test(function.__module__ or ""):
            yield function, getattr(thing, "__self__", None) if type(thing) is MethodType else None


def _methods(kind: type, names: frozenset[str], is_test: Callable[[str], bool]) -> Iterator[FunctionType]:
    for base in type.mro(kind)[:-1]:
        if is_test(str(type.__getattribute__(base, "__module__"))):
            members = type.__getattribute__(base, "__dict__")
            found = (function_of(members[name]) for name in names & members.keys())
            yield from (one for one in found if one is not None)
