"""Whether a thing comes from test code: made by it, defined in it, or written down there."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from types import CodeType, FunctionType, MethodType
from typing import Any

from pytest_bulkhead.plugin.sensor import Same
from pytest_bulkhead.plugin.state.kinds import elements_of, is_class
from pytest_bulkhead.plugin.state.values import is_plain

_DEEPEST = 2
_MOST = 200
_MOCKS = ("unittest.mock", "mock.mock", "asynctest.mock")
_SHORTEST = 4
_LONG = 12
_SMALL = 1000


class Provenance:
    """Knows which modules are test code, and what the code at work has written in it."""

    def __init__(self, is_test: Callable[[str], bool], temporary: tuple[str, ...]) -> None:
        """Know nothing yet.

        Args:
            is_test: whether a module is test code.
            temporary: the folders below which tests have folders of their own.
        """
        self._is_test = is_test
        self._temporary = tuple(folder.rstrip(os.sep) + os.sep for folder in temporary)
        self._constants: dict[CodeType, frozenset[object]] = {}

    def comes_from(self, thing: object, functions: Iterable[object]) -> bool:
        """Whether a thing is, or holds not too deep, something of the tests'.

        Args:
            thing: what stays behind.
            functions: those of the test code that were at work.
        """
        written: frozenset[object] = frozenset().union(*(self._written(one) for one in functions))
        return self._holds(thing, written, _DEEPEST, set())

    def _holds(self, thing: Any, written: frozenset[object], depth: int, seen: set[int]) -> bool:
        if is_plain(thing):
            return self._is_written(thing, written)
        if id(thing) in seen or len(seen) > _MOST:
            return False
        seen.add(id(thing))
        if type(thing) in (tuple, frozenset) and Same(thing) in written:
            return True
        if self._is_of_test(thing) or _is_mock(thing) or _is_closed(thing):
            return True
        if issubclass(type(thing), os.PathLike):
            return self._is_temporary(str(thing))
        # What the product keeps in an object of its own making is no longer the test's: a parsed page bears its name.
        inside = written if _is_collection(thing) else frozenset[object]()
        return depth > 0 and any(self._holds(one, inside, depth - 1, seen) for one in _held_by(thing))

    def _is_written(self, thing: object, written: frozenset[object]) -> bool:
        if isinstance(thing, str) and self._is_temporary(thing):
            return True
        if thing not in written:
            return False
        if isinstance(thing, str) and thing.isidentifier():  # a word, which anybody may have written
            return len(thing) >= _LONG
        if isinstance(thing, (str, bytes)):
            # What was handed on is the very object; elsewhere the same text would be another.
            return len(thing) >= _SHORTEST and any(one is thing for one in written)
        if isinstance(thing, float) and not thing.is_integer():
            return any(one is thing for one in written)  # as above: half a second is what many wait
        return isinstance(thing, (int, float)) and abs(thing) > _SMALL

    def _is_temporary(self, text: str) -> bool:
        return text.startswith(self._temporary)

    def _is_of_test(self, thing: Any) -> bool:
        if type(thing) is MethodType:
            thing = thing.__func__
        if type(thing) is FunctionType:
            return self._is_test(thing.__module__ or "")
        of = thing if is_class(thing) else type(thing)
        module = type.__getattribute__(of, "__module__")
        return isinstance(module, str) and self._is_test(module)

    def _written(self, function: object) -> frozenset[object]:
        code = getattr(getattr(function, "__func__", function), "__code__", None)
        if not isinstance(code, CodeType):
            return frozenset()
        known = self._constants.get(code)
        if known is None:
            known = self._constants[code] = frozenset(_constants(code))
        return known


def _constants(code: CodeType) -> Iterable[object]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _constants(one)
        elif isinstance(one, (tuple, frozenset)):
            yield from (each for each in one if is_plain(each))
            if one:
                yield Same(one)
        elif is_plain(one):
            yield one


def _is_mock(thing: object) -> bool:
    return any(getattr(base, "__module__", None) in _MOCKS for base in type.mro(type(thing))[:-1])


def _is_collection(thing: object) -> bool:
    return issubclass(type(thing), (dict, list, tuple, set, frozenset))


def _is_closed(thing: object) -> bool:
    """Whether it is a file or event loop that nobody can use any more."""
    kind = type(thing)
    if kind.__module__ == "_io" or any(base.__module__ == "asyncio.events" for base in type.mro(kind)[:-1]):
        closed = getattr(thing, "is_closed", None) or getattr(thing, "closed", False)
        return bool(closed() if callable(closed) else closed)
    return False


def _held_by(thing: Any) -> list[Any]:
    kind = type(thing)
    if issubclass(kind, dict):
        return list(dict.values(thing))[:_MOST]
    if issubclass(kind, (list, tuple, set, frozenset, deque)):
        return list(elements_of(thing))[:_MOST]
    if kind.__module__ == "functools" and hasattr(thing, "func"):
        return [thing.func, *thing.args, *thing.keywords.values()]
    try:
        names = object.__getattribute__(thing, "__dict__")
    except (AttributeError, TypeError):
        return []
    return list(names.values())[:_MOST] if type(names) is dict and not is_class(thing) else []
