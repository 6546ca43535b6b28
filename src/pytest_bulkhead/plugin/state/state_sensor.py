"""A sensor of what the project's modules hold, whichever part of it."""

from __future__ import annotations

import abc
import re
import sys
import tempfile
from collections.abc import Hashable, Iterable, Iterator
from types import ModuleType
from typing import Any, ClassVar

from pytest_bulkhead.hazards.catalogue import global_state
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import Change, Depth, Filling, Sensor
from pytest_bulkhead.plugin.state.breakers import is_breaker, remembers
from pytest_bulkhead.plugin.state.code_at_work import CodeAtWork
from pytest_bulkhead.plugin.state.elements import Elements
from pytest_bulkhead.plugin.state.first_use import FirstUses
from pytest_bulkhead.plugin.state.holders import Holder, Shift
from pytest_bulkhead.plugin.state.ownership import Ownership
from pytest_bulkhead.plugin.state.patched import is_patched
from pytest_bulkhead.plugin.state.provenance import Provenance
from pytest_bulkhead.plugin.state.telling import told
from pytest_bulkhead.plugin.state.tracker import Seen, Tracker, key_of
from pytest_bulkhead.plugin.state.values import Value, shown, value_of
from pytest_bulkhead.plugin.turns import Turns

_PART = re.compile(r"\w+(?=\W*$)")


class StateSensor(Sensor):
    """Follows the modules as they are imported; says what in them is not as it was."""

    hazards = (global_state.HAZARD,)
    mentions = r"(?!)"
    depth = Depth.DEEP
    is_fine = False
    noun: ClassVar[str]
    """What such a state is, for people."""

    def __init__(self) -> None:
        self._work = CodeAtWork(Turns())
        self._at_all = False

    def stand_on(self, ground: Ground) -> None:
        own = self._own = Ownership(ground)
        self._tracker = Tracker(own, self.roots)
        self._first_uses = FirstUses(own, Provenance(own.is_test, (tempfile.gettempdir(),)))

    @abc.abstractmethod
    def roots(self, module: ModuleType) -> Iterable[Holder]:
        """What is followed in a module, and all that is held by it."""

    def start(self) -> None:
        self._tracker.meet_modules(len(sys.modules))

    def join(self, turns: Turns) -> None:
        self._work = CodeAtWork(turns)

    def conclude(self) -> None:
        self._at_all = True

    def poll(self) -> Iterable[Change]:
        changes = list(self.changes(self._tracker.look(self._work.source_name(), at_all=self._at_all)))
        self._at_all = False
        self._tracker.meet_modules(len(sys.modules))
        return changes

    def restore(self, key: Hashable, before: object) -> bool:
        if not isinstance(key, tuple):
            return False
        holder = self.holder(key[0])
        if holder is None:
            return False
        try:
            entry = key[1].thing if isinstance(key[1], Value) else key[1]
            holder.put_back(entry, before.thing if isinstance(before, Value) else before)
        except (TypeError, AttributeError, KeyError):
            return False
        return True

    def holder(self, key: tuple[int, str]) -> Holder | None:
        """The holder that goes by this key."""
        return self._tracker.holder(key)

    def mentions_of(self, name: str) -> str:
        found = _PART.search(name.partition("[")[0])
        return rf"\b{re.escape(found[0])}\b" if found else self.mentions

    def describe(self, name: str, before: object, after: object) -> str:
        return told(f"{self.noun} {name}", before, after)

    def changes(self, looks: Iterable[Seen]) -> Iterator[Change]:
        """For the shifts, one for each."""
        for seen in looks:
            yield self.change(seen)

    def change(self, seen: Seen) -> Change:
        """For one shift."""
        holder, shift = seen.holder, seen.shift
        name = _name(holder, shift)
        key = (key_of(holder), _entry_key(shift.entry))
        variable = _PART.search(name.partition("[")[0])
        if is_patched(holder.thing, shift.entry) or _is_of_breaker(holder, shift):
            # Whether a patch is stopped, and a circuit breaker closed, is watched elsewhere.
            return Change(name, key, shift.was, shift.now, filling=Filling.FIRST)
        is_data = "." not in holder.label.removeprefix(f"{seen.module}.")
        filling = self._first_uses.judge(
            shift, key, seen.module, variable[0] if variable else name, self._work, is_data=is_data
        )
        return Change(name, key, shift.was, shift.now, filling=filling, entry=_entry(holder, shift))


def _is_of_breaker(holder: Holder, shift: Shift) -> bool:
    return remembers(shift.entry) and is_breaker(getattr(holder, "instance", None))


def _name(holder: Holder, shift: Shift) -> str:
    label = holder.label.partition("[")[0]
    # What collections hold goes by the name of the outermost one.
    if shift.entry is None or label != holder.label or getattr(holder, "is_mapping", False):
        return label
    return f"{label}.{shift.entry}"


def _entry(holder: Holder, shift: Shift) -> str:
    """Which element of a collection it is, where that can be told in a word."""
    inside = holder.label.partition("[")[2]
    if isinstance(holder, Elements):
        return ""
    if inside or not getattr(holder, "is_mapping", False):
        if not inside:
            return ""
        entry = shift.entry if type(shift.entry) is str else shown(shift.entry)
        return f" ({holder.label.rpartition('.')[2]}.{entry})"
    return f"[{shown(shift.entry)}]"


def _entry_key(entry: Any) -> Hashable:
    return entry if type(entry) is str else value_of(entry)
