"""Globals of the project's modules, test modules and conftests among them, and what they hold."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType

from pytest_bulkhead.plugin.sensor import ABSENT, Change
from pytest_bulkhead.plugin.state.following import DEEPEST
from pytest_bulkhead.plugin.state.functions import holders_of_functions
from pytest_bulkhead.plugin.state.holders import Holder, Names
from pytest_bulkhead.plugin.state.kinds import is_definition, is_module
from pytest_bulkhead.plugin.state.ownership import namespace
from pytest_bulkhead.plugin.state.state_sensor import StateSensor
from pytest_bulkhead.plugin.state.tracker import Seen
from pytest_bulkhead.plugin.state.values import Value, shown

_NOBODYS = frozenset({"__warningregistry__", "__annotations__", "__builtins__", "__cached__", "__doc__"})


class ModuleGlobals(StateSensor):
    """What a module's names refer to, and what collections and objects of the project hold below them."""

    kind = "global"
    noun = "global"

    def roots(self, module: ModuleType) -> Iterable[Holder]:
        names = namespace(module)
        root = Names(names, str(names.get("__name__", "?")), DEEPEST, skip=_is_nobodys)
        return [root, *holders_of_functions(module, DEEPEST, self._own)]

    def changes(self, looks: Iterable[Seen]) -> Iterator[Change]:
        shifts = sorted(looks, key=lambda seen: (seen.module, seen.holder.label, shown(seen.shift.entry)))
        reloads: dict[str, Seen] = {}
        for seen in shifts:
            if _is_reload(seen):
                reloads.setdefault(seen.module, seen)
        for name, seen in reloads.items():
            yield Change(name, ("reloaded", name), seen.shift.was, seen.shift.now)
        for seen in shifts:
            # A module that is imported becomes an attribute of its package.
            if seen.module not in reloads and not (seen.shift.before is ABSENT and is_module(seen.shift.after)):
                yield self.change(seen)

    def describe(self, name: str, before: object, after: object) -> str:
        if name in sys.modules and isinstance(before, Value) and is_definition(before.thing):
            return f"module {name} executed once more, so that there are two of each of its functions and classes"
        return super().describe(name, before, after)


def _is_nobodys(name: str) -> bool:
    return name in _NOBODYS or name.startswith("@")


def _is_reload(seen: Seen) -> bool:
    """Whether a definition gave way to another of the same name and place."""
    before, after, entry = seen.shift.before, seen.shift.after, seen.shift.entry
    if not is_definition(before) or not is_definition(after):
        return False
    home = (seen.module, entry)
    return (before.__module__, before.__qualname__) == home == (after.__module__, after.__qualname__)
