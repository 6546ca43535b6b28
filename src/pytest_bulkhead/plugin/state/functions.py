"""What the project's functions hold: attributes that they were given, and defaults that can be changed in place."""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType, ModuleType

from pytest_bulkhead.plugin.state.code_at_work import functions_of
from pytest_bulkhead.plugin.state.elements import holder_of
from pytest_bulkhead.plugin.state.holders import Holder, Names
from pytest_bulkhead.plugin.state.ownership import Ownership, namespace


def holders_of_functions(module: ModuleType, depth: int, own: Ownership) -> Iterator[Holder]:
    """The holders for the functions and methods that a module of the product defines.

    Those of test code are left out, on which pytest and its plugins note what they like.

    Args:
        module: of the project.
        depth: how many levels may be looked at below them.
        own: which modules are test code.
    """
    name = namespace(module).get("__name__")
    if not isinstance(name, str) or own.is_test(name):
        return
    for function in functions_of(module):
        if type(function) is not FunctionType or function.__module__ != name:
            continue
        label = f"{name}.{function.__qualname__}"
        attributes = function.__dict__
        if not all(map(_is_nobodys, attributes)):
            yield Names(attributes, label, depth, skip=_is_nobodys)
        for parameter, value in _defaults(function):
            if (holder := holder_of(value, f"{label}.{parameter}", depth)) is not None:
                yield holder


def _defaults(function: FunctionType) -> Iterator[tuple[str, object]]:
    code, given = function.__code__, function.__defaults__ or ()
    if given:
        yield from zip(code.co_varnames[code.co_argcount - len(given) : code.co_argcount], given, strict=True)
    yield from (function.__kwdefaults__ or {}).items()


def _is_nobodys(name: str) -> bool:
    # What `functools.wraps`, `abc` and `typing` note.
    return name.startswith("__") and name.endswith("__")
