"""`sys.path`: which folders were added, and which removed."""

from __future__ import annotations

import functools
import sys
from collections.abc import Hashable, Iterable

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.interpreter_folders import library_folders
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Sensor, Signs

_PRESENT = "present"


class ImportPath(Sensor):
    """Compares the list with a copy; CPython announces no change of it."""

    hazards = (process_state.HAZARD,)
    kind = "sys.path"
    mentions = r"\bsys\.path\b|\bsyspath_prepend\b|\baddsitedir\b"

    def __init__(self) -> None:
        self._known: list[object] = []
        self._first: frozenset[object] = frozenset()
        self._places: dict[object, int] = {}
        self._libraries = library_folders()
        self._ground = Ground("")

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def signs(self) -> Signs | None:
        return Signs(equal=(functools.partial(getattr, sys, "path"),))

    def start(self) -> None:
        self._known = list(sys.path)
        self._first = frozenset(entry for entry in self._known if isinstance(entry, str))

    def poll(self) -> Iterable[Change]:
        if sys.path == self._known:
            return ()
        before, self._known = self._known, list(sys.path)
        self._places.update((entry, place) for place, entry in enumerate(before) if entry not in self._known)
        return list(self._changes(before, self._known))

    def restore(self, key: Hashable, before: object) -> bool:
        if before is ABSENT:
            sys.path[:] = [entry for entry in sys.path if entry != key]
        elif key not in sys.path:
            sys.path.insert(self._places.get(key, len(sys.path)), str(key))
        return True

    def describe(self, name: str, before: object, after: object) -> str:
        return f"{name} on sys.path" if before is ABSENT else f"sys.path without {name}"

    def _changes(self, before: list[object], after: list[object]) -> Iterable[Change]:
        for entry in dict.fromkeys(entry for entry in [*before, *after] if isinstance(entry, str)):
            was, now = entry in before, entry in after
            if was != now and not self._is_a_librarys(entry):
                values = (_PRESENT if was else ABSENT, _PRESENT if now else ABSENT)
                # The package that a test lies in is imported as its first test is set up.
                by_pytest = after[:1] == [entry] and self._ground.is_import_root(entry)
                yield Change(entry or "''", entry, *values, filling=Filling.first_if(by_pytest))

    def _is_a_librarys(self, entry: str) -> bool:
        # A library that adds a folder of its own (as setuptools does) does so at its first import.
        return entry not in self._first and entry.startswith(self._libraries)
