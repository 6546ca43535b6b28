"""Attributes of the project's classes, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType

from pytest_bulkhead.plugin.state.following import DEEPEST
from pytest_bulkhead.plugin.state.holders import ClassNames, Holder
from pytest_bulkhead.plugin.state.kinds import is_class
from pytest_bulkhead.plugin.state.ownership import namespace
from pytest_bulkhead.plugin.state.state_sensor import StateSensor

_NESTED = 2
_NOTES = frozenset({"_abc_impl", "_classSetupFailed", "_class_cleanups", "tearDown_exceptions"})


class ClassAttributes(StateSensor):
    """What the classes that a module defines have as attributes."""

    kind = "class"
    noun = "class attribute"

    def roots(self, module: ModuleType) -> Iterable[Holder]:
        names = namespace(module)
        module_name = names.get("__name__")
        return [
            ClassNames(one, f"{module_name}.{type.__getattribute__(one, '__qualname__')}", DEEPEST, skip=_is_nobodys)
            for one in _classes(tuple(names.values()), module_name, _NESTED)
        ]


def _classes(things: Iterable[object], module: object, depth: int) -> Iterator[type]:
    for thing in things:
        if is_class(thing) and type.__getattribute__(thing, "__module__") == module:
            yield thing
            if depth:
                yield from _classes(tuple(type.__getattribute__(thing, "__dict__").values()), module, depth - 1)


def _is_nobodys(name: str) -> bool:
    # What Python, `abc` and `unittest` note on a class by themselves.
    return (name.startswith("__") and name.endswith("__")) or name in _NOTES
