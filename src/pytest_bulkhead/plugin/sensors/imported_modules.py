"""`sys.modules`: which modules were replaced or removed. None is put back: half a reload is worse than none."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType, SimpleNamespace

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Depth, Filling, Same, Sensor
from pytest_bulkhead.plugin.snapshot import is_library_among
from pytest_bulkhead.plugin.state.code_at_work import CodeAtWork
from pytest_bulkhead.plugin.state.ownership import Ownership
from pytest_bulkhead.plugin.turns import Turns

_BARE = (type(None), object, dict, SimpleNamespace)


class ImportedModules(Sensor):
    """A first import is no change; something that no import has made, such as a mock under a module's name, is one."""

    hazards = (process_state.HAZARD,)
    kind = "sys.modules"
    depth = Depth.DEEP
    mentions = r"\bsys\.modules\b|\bmodules\b|\breload\b|\bdelitem\b|\bsetitem\b|\bimport_module\b"
    is_fine = False

    def __init__(self) -> None:
        self._known: dict[str, object] = {}
        self._work = CodeAtWork(Turns())

    def stand_on(self, ground: Ground) -> None:
        self._own = Ownership(ground)

    def join(self, turns: Turns) -> None:
        self._work = CodeAtWork(turns)

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
            # What no import has made goes when whoever made it has done with it: templates that were compiled, say.
            filling = Filling.first_if(is_ is ABSENT and not _is_imported(before[name]))
            yield Change(_highest(name, gone_or_other), name, Same(before[name]), is_, filling=filling)
        new = [name for name in after if name not in before]
        stand_ins = [name for name in new if _is_stand_in(name, after[name], after) or self._is_tests(after[name])]
        # Extension modules make such modules while they are imported.
        is_first_use = is_library_among(set(new) - set(stand_ins))
        for name in stand_ins:
            yield Change(
                name,
                name,
                ABSENT,
                Same(after[name]),
                filling=Filling.first_if(is_first_use and not _is_mock(after[name])),
            )

    def _is_tests(self, thing: object) -> bool:
        """Whether something that is no module, or one of a test's own making, was put there by test code."""
        kind = type(thing)
        if kind in _BARE:  # which anybody may have put there
            return self._work.changes("modules") or self._work.module_changes("modules")
        home = type.__getattribute__(thing if issubclass(kind, type) else kind, "__module__")
        return isinstance(home, str) and self._own.is_test(home)


def _highest(name: str, names: set[str]) -> str:
    """The topmost package that changed together with a module, so that a package is told once."""
    parts = name.split(".")
    return next((head for head in (".".join(parts[: end + 1]) for end in range(len(parts))) if head in names), name)


def _is_imported(module: object) -> bool:
    if not issubclass(type(module), ModuleType):
        return False
    names = ModuleType.__getattribute__(module, "__dict__")
    return names.get("__spec__") is not None


def _is_mock(module: object) -> bool:
    # `type`, since a lazy module would wake up if it were asked itself.
    return not issubclass(type(module), ModuleType) and type(module).__module__ in ("unittest.mock", "mock.mock")


def _is_stand_in(name: str, module: object, modules: dict[str, object]) -> bool:
    if name == "__mp_main__":  # by which `multiprocessing` calls the main module
        return False
    if _is_mock(module):
        return True
    if type(module) is not ModuleType or "__spec__" not in vars(module):
        return False  # libraries put lazy modules and namespaces of their own there
    if module.__spec__ is not None or getattr(module, "__file__", None) is not None:
        return False
    parent = modules.get(name.partition(".")[0])
    return parent is module or getattr(parent, "__spec__", None) is None
