"""Who changed what, and whether it was put back before the owner's life was over."""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from pytest_bulkhead.plugin.sensor import Birth, Change
from pytest_bulkhead.plugin.trace import Trace


class Scope(enum.IntEnum):
    """How long an owner lives; a wider scope is a greater number."""

    FUNCTION = 0
    CLASS = 1
    MODULE = 2
    PACKAGE = 3
    SESSION = 4
    PROCESS = 5


@dataclass(frozen=True, slots=True)
class Owner:
    """A test or a fixture, whose lifetime bounds the changes that it makes.

    Args:
        key: tells owners apart; two tests may both use a fixture of one name.
        label: `test`, `fixture:NAME`, `module`.
    """

    key: Hashable
    label: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Leak:
    """A change that outlived its owner."""

    owner: Owner
    kind: str
    name: str
    before: object
    after: object
    trace: Trace | None


@dataclass(slots=True)
class _Entry:
    owner: Owner
    name: str
    before: object
    trace: Trace | None
    carrier: Hashable


@dataclass(slots=True)
class _State:
    current: object
    entries: list[_Entry] = field(default_factory=list)


class Ledger:
    """Keeps, for each state that is not as it was, who changed it and what it was before.

    The entries of a state stand in the order in which they were made, like a stack: whoever puts back what an earlier
    owner of the same or a narrower scope had changed restores it on its behalf (a `monkeypatch` does so for its test),
    while a test that removes what a session fixture has set makes a change of its own.
    """

    def __init__(self) -> None:
        self._states: dict[tuple[str, Hashable], _State] = {}
        self._births: dict[tuple[str, Hashable], Owner] = {}

    def record(self, owner: Owner, kind: str, seen: Change | Birth) -> None:
        """Take down what a sensor of some kind has seen while `owner` was at work."""
        if isinstance(seen, Birth):
            self._births[kind, seen.carrier] = owner
            return
        key = (kind, seen.key)
        state = self._states.setdefault(key, _State(seen.before))
        state.current = seen.after
        for position, entry in enumerate(state.entries):
            if entry.before == seen.after and entry.owner.scope <= owner.scope:
                del state.entries[position:]
                break
        else:
            self._append(state, owner, seen)
        if not state.entries:
            del self._states[key]

    def close(self, ends: Callable[[Owner], bool]) -> list[Leak]:
        """The leaks of all owners whose life is over now; they are forgotten by this."""
        leaks: list[Leak] = []
        for (kind, key), state in list(self._states.items()):
            for entry in [entry for entry in state.entries if ends(entry.owner)]:
                state.entries.remove(entry)
                if state.current != entry.before and not self._made_by(kind, entry):
                    leaks.append(Leak(entry.owner, kind, entry.name, entry.before, state.current, entry.trace))
            if not state.entries:
                del self._states[kind, key]
        if self._births:
            self._births = {carrier: owner for carrier, owner in self._births.items() if not ends(owner)}
        return leaks

    def _append(self, state: _State, owner: Owner, seen: Change) -> None:
        last = state.entries[-1] if state.entries else None
        if last is not None and last.owner == owner:
            last.trace = seen.trace or last.trace
        else:
            state.entries.append(_Entry(owner, seen.name, seen.before, seen.trace, seen.carrier))

    def _made_by(self, kind: str, entry: _Entry) -> bool:
        maker = self._births.get((kind, entry.carrier))
        return maker is not None and maker.scope <= entry.owner.scope
