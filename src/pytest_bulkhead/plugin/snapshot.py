"""What most sensors do: compare a few values with those of the last look."""

from __future__ import annotations

import abc
import itertools
import sys
from collections.abc import Hashable, Iterable
from typing import ClassVar

from pytest_bulkhead.plugin.known_tools import module_of
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Sensor, Signs


class Snapshot(Sensor):
    """Watches named values that Python announces no change of, and that cost little to ask for."""

    names: ClassVar[tuple[str, ...]]
    """Of the values, in the order of `look`."""

    def __init__(self) -> None:
        self._known: tuple[object, ...] = ()
        self._imported = NewImports()

    @abc.abstractmethod
    def look(self) -> tuple[object, ...]:
        """The values as they are; `ABSENT` for one that there is not yet, whose first value is no change."""

    def put(self, name: str, value: object) -> None:
        """Set one of the values again.

        Raises:
            NotImplementedError: it cannot be done safely.
        """
        raise NotImplementedError

    def signs(self) -> Signs | None:
        return Signs(equal=(self.look,))

    def start(self) -> None:
        self._known = self.look()
        self._imported.accept()

    def poll(self) -> Iterable[Change]:
        now = self.look()
        if now == self._known:
            self._imported.accept()
            return ()
        # What cannot be looked at for a while, such as when a test hides `sys.modules`, is as it was.
        now = tuple(was if is_ is ABSENT else is_ for was, is_ in zip(self._known, now, strict=True))
        before, self._known = self._known, now
        changes = [
            Change(name, name, was, is_, filling=Filling.first_if(self._imported.explain(is_)))
            for name, was, is_ in zip(self.names, before, now, strict=True)
            if was != is_ and was is not ABSENT
        ]
        self._imported.accept()
        return changes

    def restore(self, key: Hashable, before: object) -> bool:
        name = str(key)
        try:
            self.put(name, before)
        except Exception:  # by a value that somebody's code made
            return False
        return bool(self.look()[self.names.index(name)] == before)

    def describe(self, name: str, before: object, after: object) -> str:
        return f"{name} changed"


def is_library_among(modules: set[str]) -> bool:
    """Whether one of these modules may have changed settings when it was imported."""
    return not {name.partition(".")[0] for name in modules} <= _HARMLESS


_HARMLESS = sys.stdlib_module_names | {"pytest_bulkhead", "_pytest", "pytest", "pluggy"}
"""Change no setting when they are imported; we do so ourselves between two looks."""


def imported() -> tuple[int, int]:
    """Another value whenever something was imported, also where something else went for it."""
    return len(sys.modules), id(next(reversed(sys.modules.values())))


class NewImports:
    """Tells whether the first import of a library may have made a change that has no trace."""

    def __init__(self) -> None:
        self._count = len(sys.modules)

    def accept(self) -> None:
        """Take what is imported now as what there is."""
        self._count = len(sys.modules)

    def explain(self, value: object) -> bool:
        """Whether a value came with a module that was imported since the last look.

        Args:
            value: what the state is now. A plain value does not tell where it comes from: any new library will do.
        """
        if len(sys.modules) <= self._count:
            return False
        new = set(itertools.islice(sys.modules, self._count, None))  # they stand in the order of their import
        if isinstance(value, int | float | str | tuple) or value is None:
            return is_library_among(new)
        return module_of(value) in new
