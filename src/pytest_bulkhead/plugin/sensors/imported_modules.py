"""`sys.modules`: which modules were replaced or removed. None is put back: half a reload is worse than none."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.known_tools import module_of
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Same, Sensor


class ImportedModules(Sensor):
    """A first import is no change; something that no import has made, such as a mock under a module's name, is one."""

    hazards = (process_state.HAZARD,)
    kind = "sys.modules"
    mentions = r"\bsys\.modules\b|\bmodules\b|\breload\b|\bdelitem\b|\bsetitem\b|\bimport_module\b"
    is_fine = False

    def __init__(self) -> None:
        self._known: dict[str, object] = {}

    def start(self) -> None:
        self._known = dict(sys.modules)

    def poll(self) -> Iterable[Change]:
        # Of the modules that there are, only those that differ are asked whether they are equal.
        if sys.modules == self._known:
            return ()
        before, self._known = self._known, dict(sys.modules)
        return list(self._changes(before, self._known))

    def describe(self, name: str, before: object, after: object) -> str:
        if after is ABSENT:
            return f"module {name} removed from sys.modules"
        return f"{'a stand-in for ' if before is ABSENT else 'another '}module {name} in sys.modules"

    def _changes(self, before: dict[str, object], after: dict[str, object]) -> Iterator[Change]:
        gone_or_other = {name for name, was in before.items() if after.get(name) is not was}
        for name in gone_or_other:
            is_ = Same(after[name]) if name in after else ABSENT
            yield Change(_highest(name, gone_or_other), name, Same(before[name]), is_)
        for name, now in after.items():
            if name not in before and _is_stand_in(name, now, after):
                yield Change(name, name, ABSENT, Same(now))


def _highest(name: str, names: set[str]) -> str:
    """The topmost package that changed together with a module, so that a package is told once."""
    parts = name.split(".")
    return next((head for head in (".".join(parts[: end + 1]) for end in range(len(parts))) if head in names), name)


def _is_stand_in(name: str, module: object, modules: dict[str, object]) -> bool:
    if module_of(module).partition(".")[0] in ("mock", "unittest"):
        return not issubclass(type(module), ModuleType)
    if type(module) is not ModuleType or "__spec__" not in vars(module):
        return False  # libraries put lazy modules and namespaces of their own there
    if module.__spec__ is not None or getattr(module, "__file__", None) is not None:
        return False
    parent = modules.get(name.partition(".")[0])
    return parent is module or getattr(parent, "__spec__", None) is None
