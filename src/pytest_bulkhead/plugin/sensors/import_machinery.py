"""`sys.meta_path` and `sys.path_hooks`: what finds the modules that are imported."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Iterator
from functools import partial

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.known_tools import is_tools
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Same, Sensor, Signs
from pytest_bulkhead.plugin.snapshot import NewImports

_PRESENT = "present"
_LISTS = ("sys.meta_path", "sys.path_hooks")


class ImportMachinery(Sensor):
    """Compares the lists with copies; what a library adds at its first import is a first use."""

    hazards = (process_state.HAZARD,)
    kind = "import-machinery"
    mentions = r"\bmeta_path\b|\bpath_hooks\b|\.install\("

    def __init__(self) -> None:
        self._known: tuple[list[object], list[object]] = ([], [])
        self._places: dict[Hashable, int] = {}
        self._imported = NewImports()

    def signs(self) -> Signs | None:
        return Signs(equal=(partial(getattr, sys, "meta_path"), partial(getattr, sys, "path_hooks")))

    def start(self) -> None:
        self._known = (list(sys.meta_path), list(sys.path_hooks))
        self._imported.accept()

    def poll(self) -> Iterable[Change]:
        if sys.meta_path == self._known[0] and sys.path_hooks == self._known[1]:
            self._imported.accept()
            return ()
        before, self._known = self._known, (list(sys.meta_path), list(sys.path_hooks))
        changes = [
            change
            for of, was, now in zip(_LISTS, before, self._known, strict=True)
            for change in self._changes(of, was, now)
        ]
        self._imported.accept()
        return changes

    def restore(self, key: Hashable, before: object) -> bool:
        if not isinstance(key, tuple) or not isinstance(key[1], Same):
            return False
        entries: list[object] = getattr(sys, key[0].removeprefix("sys."))
        there = [entry for entry in entries if entry is key[1].wrapped]
        if before is ABSENT:
            entries[:] = [entry for entry in entries if entry is not key[1].wrapped]
        elif not there:
            entries.insert(self._places.get(key, len(entries)), key[1].wrapped)
        return True

    def describe(self, name: str, before: object, after: object) -> str:
        of, _, finder = name.partition(" ")
        return f"{finder} on {of}" if before is ABSENT else f"{of} without {finder}"

    def _changes(self, of: str, before: list[object], after: list[object]) -> Iterator[Change]:
        known = {id(entry): (place, entry) for place, entry in enumerate(before)}
        now = {id(entry): entry for entry in after}
        for entry_id, (place, entry) in known.items():
            if entry_id not in now and not is_tools(entry):
                self._places[of, Same(entry)] = place
                yield Change(f"{of} {_name(entry)}", (of, Same(entry)), _PRESENT, ABSENT)
        for entry_id, entry in now.items():
            if entry_id not in known and not is_tools(entry):
                filling = Filling.first_if(self._imported.explain(entry))
                yield Change(f"{of} {_name(entry)}", (of, Same(entry)), ABSENT, _PRESENT, filling=filling)


def _name(entry: object) -> str:
    own = getattr(entry, "__qualname__", None)
    return own if isinstance(own, str) else type(entry).__qualname__
