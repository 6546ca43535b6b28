"""The functions of the test code that run for a test or a shared fixture, and what their text does to names."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from types import CodeType
from typing import Any

from pytest_bulkhead.plugin.sensor import Work

_SET_UPS = ("setUp", "tearDown", "asyncSetUp", "asyncTearDown", "setup_method", "teardown_method")
_MUTATORS = frozenset({
    "append", "add", "extend", "insert", "update", "setdefault", "pop", "popitem", "remove", "discard", "clear",
    "appendleft", "popleft", "sort", "reverse", "__setitem__", "__delitem__",
})  # fmt: skip
_STORES = frozenset({"STORE_ATTR", "DELETE_ATTR", "STORE_GLOBAL", "DELETE_GLOBAL", "STORE_NAME"})
_ITEM_STORES = frozenset({"STORE_SUBSCR", "DELETE_SUBSCR", "STORE_SLICE"})
_SETTERS = frozenset({"setattr", "delattr"})


class CodeAtWork:
    """Follows whose turn it is: a test with its own fixtures, or a fixture that several tests share."""

    def __init__(self) -> None:
        self.path = ""
        self.module: object = None
        self.is_shared = False
        self._of_test: list[object] = []
        self._shared: list[object] = []

    def attend(self, work: Work) -> None:
        """Somebody's turn begins."""
        self.path, self.module, self.is_shared = work.path, work.module, work.is_shared
        if work.is_shared:
            self._shared = [work.function]
            return
        if work.is_test:
            self._of_test = []
        self._of_test += _with_set_ups(work.function)

    @property
    def functions(self) -> list[object]:
        """Those whose doing is polled next."""
        return self._shared if self.is_shared else self._of_test

    def changes(self, name: str) -> bool:
        """Whether the code itself sets or edits what bears this name."""
        return any(name in changed_names(code) for function in self.functions if (code := code_of(function)))

    def source_name(self) -> str:
        """The module of the test, as it is imported."""
        return str(getattr(self.module, "__name__", ""))


def code_of(function: object) -> CodeType | None:
    """The code that people wrote for a function, through decorators that keep it."""
    for _ in range(10):
        inner = getattr(function, "__func__", None) or getattr(function, "__wrapped__", None)
        if inner is None:
            break
        function = inner
    code = getattr(function, "__code__", None)
    return code if isinstance(code, CodeType) else None


_CHANGED: dict[CodeType, frozenset[str]] = {}


def changed_names(code: CodeType) -> frozenset[str]:
    """The names that code sets or deletes, as globals or attributes, or edits the contents of."""
    known = _CHANGED.get(code)
    if known is None:
        known = _CHANGED[code] = frozenset(_changed(code))
    return known


def _changed(code: CodeType) -> Iterator[str]:
    edits = not _MUTATORS.isdisjoint(code.co_names)
    for instruction in dis.get_instructions(code):
        if instruction.opname in _STORES:
            yield str(instruction.argval)
        elif instruction.opname in _ITEM_STORES:
            edits = True
    if edits:
        yield from (*code.co_names, *code.co_varnames, *code.co_freevars)
    if not _SETTERS.isdisjoint(code.co_names):
        yield from (one for one in code.co_consts if isinstance(one, str))
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _changed(one)


def _with_set_ups(function: Any) -> list[object]:
    holder = getattr(function, "__self__", None)
    if holder is None:
        return [function]
    kind = holder if isinstance(holder, type) else type(holder)
    return [function, *(found for name in _SET_UPS if (found := getattr(kind, name, None)) is not None)]
