"""The functions of the test code that run for a test or a shared fixture, and what their text does to names."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FunctionType, MethodType
from typing import Any

from pytest_bulkhead.plugin.state.instructions import has_any, names_given_to, opcodes
from pytest_bulkhead.plugin.state.kinds import is_class, is_module
from pytest_bulkhead.plugin.state.ownership import namespace
from pytest_bulkhead.plugin.turns import Turns

_SET_UPS = ("setUp", "tearDown", "asyncSetUp", "asyncTearDown", "setup_method", "teardown_method")
_MUTATORS = frozenset({
    "append", "add", "extend", "insert", "update", "setdefault", "pop", "popitem", "remove", "discard", "clear",
    "appendleft", "popleft", "sort", "reverse", "__setitem__", "__delitem__",
})  # fmt: skip
_STORES = opcodes("STORE_ATTR", "DELETE_ATTR", "STORE_GLOBAL", "DELETE_GLOBAL", "STORE_NAME")
_ITEM_STORES = opcodes("STORE_SUBSCR", "DELETE_SUBSCR", "STORE_SLICE")
_SETTERS = frozenset({"setattr", "delattr"})


class CodeAtWork:
    """Looks at whose turn it is: a test with its own fixtures, or a fixture that several tests share."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._searched: object = None
        self._changed: frozenset[str] = frozenset()

    @property
    def has_begun(self) -> bool:
        """Whether any code of a test or a fixture has run."""
        return bool(self._turns)

    @property
    def module(self) -> object:
        """The test module, where there is one."""
        works = self._turns.works
        return works[-1].module if works else None

    @property
    def is_shared(self) -> bool:
        """Whether it is the turn of a fixture that outlives the test."""
        works = self._turns.works
        return bool(works) and works[-1].is_shared

    @property
    def functions(self) -> list[object]:
        """Those whose doing is polled next."""
        works = self._turns.works
        if works and works[-1].is_shared:
            return [works[-1].function]
        return [one for work in works if not work.is_shared for one in _with_set_ups(work.function)]

    def changes(self, name: str) -> bool:
        """Whether the code itself sets or edits what bears this name."""
        return any(name in changed_names(code) for function in self.functions if (code := code_of(function)))

    def mentions(self, name: str) -> bool:
        """Whether the code itself has this name in it."""
        return any(name in mentioned_names(code) for function in self.functions if (code := code_of(function)))

    def writes(self, text: str) -> bool:
        """Whether the code itself has this text in it, as a constant."""
        return any(_has_constant(code, text) for function in self.functions if (code := code_of(function)))

    def module_changes(self, name: str) -> bool:
        """Whether any code of the test module sets or edits what bears this name."""
        if self._searched is not self.module:
            self._searched = self.module
            self._changed = names_changed_in(self.module)
        return name in self._changed

    def source_name(self) -> str:
        """The module of the test, as it is imported."""
        return str(getattr(self.module, "__name__", ""))


def code_of(function: object) -> CodeType | None:
    """The code that people wrote for a function, through decorators that keep it."""
    found = function_of(function)
    return None if found is None else found.__code__


def function_of(thing: object) -> FunctionType | None:
    """The function that people wrote, through decorators that keep it."""
    for _ in range(10):
        inner = inner_of(thing)
        if inner is None:
            break
        thing = inner
    return thing if type(thing) is FunctionType else None


def inner_of(thing: Any) -> object:
    """What a method or decorator stands before, None for anything else; a lazy object is not asked, and sleeps on."""
    if type(thing) in (MethodType, staticmethod, classmethod):
        return thing.__func__
    if is_class(thing):
        return None
    try:
        names = object.__getattribute__(thing, "__dict__")
    except (AttributeError, TypeError):
        return None
    return names.get("__wrapped__") if type(names) is dict else None


def mentioned_names(code: CodeType) -> frozenset[str]:
    """The globals and attributes that code speaks of."""
    inner = (mentioned_names(one) for one in code.co_consts if isinstance(one, CodeType))
    return frozenset(code.co_names).union(*inner)


def _has_constant(code: CodeType, text: str) -> bool:
    return any(_has_constant(one, text) if isinstance(one, CodeType) else one == text for one in code.co_consts)


_CHANGED: dict[CodeType, frozenset[str]] = {}


def changed_names(code: CodeType) -> frozenset[str]:
    """The names that code sets or deletes, as globals or attributes, or edits the contents of."""
    known = _CHANGED.get(code)
    if known is None:
        known = _CHANGED[code] = frozenset(_changed(code))
    return known


def names_changed_in(module: object) -> frozenset[str]:
    """The names that the functions of a test module change."""
    codes = (code_of(function) for function in functions_of(module))
    return frozenset[str]().union(*(changed_names(code) for code in codes if code is not None))


def functions_of(module: object) -> Iterator[object]:
    """The functions and methods that a module defines."""
    if not is_module(module):
        return
    names = namespace(module)
    for thing in tuple(names.values()):
        if is_class(thing) and type.__getattribute__(thing, "__module__") == names.get("__name__"):
            yield from tuple(type.__getattribute__(thing, "__dict__").values())
        elif getattr(type(thing), "__name__", "") in ("function", "FixtureFunctionDefinition"):
            yield getattr(thing, "_fixture_function", thing)


def _changed(code: CodeType) -> Iterator[str]:
    yield from names_given_to(code, _STORES)
    if not _MUTATORS.isdisjoint(code.co_names) or has_any(code, _ITEM_STORES):
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
    kind = holder if is_class(holder) else type(holder)
    return [function, *(found for name in _SET_UPS if (found := getattr(kind, name, None)) is not None)]
