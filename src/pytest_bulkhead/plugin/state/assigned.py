"""What test code assigns to on the modules and classes of others, and on functions."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

from pytest_bulkhead.plugin.state.code_at_work import code_of, functions_of
from pytest_bulkhead.plugin.state.instructions import attributes_given, names_given_to, opcodes
from pytest_bulkhead.plugin.state.kinds import is_class, is_module
from pytest_bulkhead.plugin.state.ownership import Ownership, namespace

_STORES = opcodes("STORE_ATTR", "DELETE_ATTR")
_SETTERS = frozenset({"setattr", "delattr"})


def assigned_names(module: object, own: Ownership) -> Iterator[tuple[Any, str]]:
    """The attributes of others' modules and classes that the code of a test module may assign to.

    Args:
        module: the test module.
        own: whose a module is.

    Yields:
        A module or class that the code has a name for, and an attribute that it assigns to on something; or a function
        and an attribute that it assigns to on what bears the function's name.
    """
    if not is_module(module):
        return
    codes = [code for function in functions_of(module) if (code := code_of(function)) is not None]
    stored = frozenset[str]().union(*map(_stored, codes))
    if not stored:
        return
    mentioned = frozenset[str]().union(*map(_mentioned, codes))
    yield from _of_functions(namespace(module), mentioned, frozenset[tuple[str, str]]().union(*map(_given, codes)))
    for receiver in _receivers(namespace(module), mentioned, own):
        if receiver is sys:  # whose attributes are states of the process
            continue
        names = _attributes(receiver)
        for name in stored:
            # What is absent may be added: to a class of mocks, say. A module gets what it has replaced.
            if name in names or is_class(receiver):
                yield receiver, name


@functools.lru_cache(maxsize=4096)
def _stored(code: CodeType) -> frozenset[str]:
    """The attributes that code assigns to or deletes, on whatever."""
    found = set(names_given_to(code, _STORES))
    if not _SETTERS.isdisjoint(code.co_names):
        found.update(one for one in code.co_consts if isinstance(one, str) and one.isidentifier())
    return frozenset(found).union(*(_stored(one) for one in code.co_consts if isinstance(one, CodeType)))


@functools.lru_cache(maxsize=4096)
def _mentioned(code: CodeType) -> frozenset[str]:
    inner = (_mentioned(one) for one in code.co_consts if isinstance(one, CodeType))
    return frozenset(code.co_names).union(*inner)


@functools.lru_cache(maxsize=4096)
def _given(code: CodeType) -> frozenset[tuple[str, str]]:
    inner = (_given(one) for one in code.co_consts if isinstance(one, CodeType))
    return frozenset(attributes_given(code)).union(*inner)


def _of_functions(
    names: dict[str, Any], mentioned: frozenset[str], given: frozenset[tuple[str, str]]
) -> Iterator[tuple[Any, str]]:
    if not given:
        return
    scopes = [names, *(namespace(names[name]) for name in mentioned & names.keys() if is_module(names[name]))]
    for receiver, name in given:
        for scope in scopes:
            if type(thing := scope.get(receiver)) is FunctionType:
                yield thing, name


def _receivers(names: dict[str, Any], mentioned: frozenset[str], own: Ownership) -> Iterator[Any]:
    visible = [thing for name, thing in names.items() if name in mentioned and (is_class(thing) or is_module(thing))]
    for thing in visible:
        if is_module(thing):
            inner = namespace(thing)
            visible_inside = [inner[name] for name in mentioned & inner.keys()]
            yield from (one for one in visible_inside if is_class(one) and _is_others(one, own))
        if (is_class(thing) or is_module(thing)) and _is_others(thing, own):
            yield thing


def _is_others(thing: Any, own: Ownership) -> bool:
    if is_module(thing):
        name = namespace(thing).get("__name__")
    else:
        name = type.__getattribute__(thing, "__module__")
        if not type.__getattribute__(thing, "__flags__") & (1 << 9):  # a built-in class, which nobody can assign to
            return False
    return isinstance(name, str) and not own.is_own(name)


def _attributes(receiver: Any) -> Iterable[str]:
    if is_class(receiver):
        return type.__getattribute__(receiver, "__dict__").keys()  # type: ignore[no-any-return]
    return namespace(receiver).keys()
