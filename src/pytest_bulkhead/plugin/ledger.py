"""Who changed what, and whether it was put back before the owner's life was over."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable, Hashable
from typing import NamedTuple

from pytest_bulkhead.plugin.fading import faded
from pytest_bulkhead.plugin.sensor import Birth, Change, Filling, Flaw
from pytest_bulkhead.plugin.trace import Trace


class Scope(enum.IntEnum):
    """How long an owner lives; a wider scope is a greater number."""

    FUNCTION = 0
    CLASS = 1
    MODULE = 2
    PACKAGE = 3
    SESSION = 4
    PROCESS = 5


class Owner(NamedTuple):
    """A test or a fixture, whose lifetime bounds the changes that it makes.

    Args:
        key: tells owners apart; two tests may both use a fixture of one name.
        label: `test`, `fixture:NAME`, `module`.
    """

    key: Hashable
    label: str
    scope: Scope


NOBODY = Owner("nobody", "nobody", Scope.PROCESS)
"""Makes the changes that are nobody's doing, such as those of a library's first import."""


class Leak(NamedTuple):
    """A change that outlived its owner.

    Args:
        time: a number that grows from one change to the next.
        is_covered: whether somebody whose life goes on, or nobody, has changed the state since.
        flaw: what was wrong with the state while it held; then nothing is said of how long it did.
    """

    owner: Owner
    kind: str
    name: str
    before: object
    after: object
    trace: Trace | None
    key: Hashable = None
    filling: Filling = Filling.NONE
    entry: str = ""
    time: int = 0
    is_covered: bool = False
    flaw: Flaw | None = None


class FirstUse(NamedTuple):
    """A state of the code under test that a test was the first to fill."""

    test: str
    kind: str
    name: str


class _Entry:
    __slots__ = ("before", "carrier", "entry", "filling", "found", "key", "name", "owner", "time", "trace")

    def __init__(self, owner: Owner, seen: Change, found: object, time: int) -> None:
        self.owner = owner
        self.key = seen.key
        self.name = seen.name
        self.before = seen.before
        self.found = found
        self.trace = seen.trace
        self.carrier = seen.carrier
        self.filling = seen.filling
        self.entry = seen.entry
        self.time = time

    def leak(self, kind: str, current: object, *, is_covered: bool) -> Leak:
        """What stays of the change when its owner is gone."""
        return Leak(
            *(self.owner, kind, self.name, self.before, current, self.trace),
            *(self.key, self.filling, self.entry, self.time, is_covered),
        )

    def was(self, value: object) -> bool:
        """Whether the state had this value before the change, or when the owner's life began."""
        return value in (self.before, self.found)

    def fade(self) -> None:
        """Be nobody's from now on, of whose changes it need only be known when they are undone."""
        self.owner = NOBODY
        self.key, self.before, self.found = faded(self.key), faded(self.before), faded(self.found)


class _State:
    __slots__ = ("current", "entries")

    def __init__(self, current: object) -> None:
        self.current = current
        self.entries: list[_Entry] = []


_Key = tuple[str, Hashable]
_UNKNOWN = object()


class Ledger:
    """Keeps, for each state that is not as it was, who changed it and what it was before.

    The entries of a state stand in the order in which they were made, like a stack, one for each owner. Whoever puts
    back what an earlier owner of the same or a narrower scope had changed restores it on its behalf (a `monkeypatch`
    does so for its test), while a test that removes what a session fixture has set makes a change of its own. What
    nobody did, or what was told as a leak, may be undone by those who lived to see it, and by them only: for whoever
    comes later it is the state of things. Of what is nobody's no more is kept than tells whether it is undone.
    """

    def __init__(self) -> None:
        self._states: dict[tuple[str, Hashable], _State] = {}
        self._origins: dict[_Key, object] = {}
        self._births: dict[tuple[str, Hashable], Owner] = {}
        self._began: dict[Owner, int] = {}
        self._clock = itertools.count()

    def begin(self, owner: Owner) -> None:
        """The life of an owner begins; without this it counts as begun before everything else."""
        self._began[owner] = next(self._clock)

    def record(self, owner: Owner, kind: str, seen: Change | Birth) -> None:
        """Take down what a sensor of some kind has seen while `owner` was at work."""
        if isinstance(seen, Birth):
            self._births[kind, seen.carrier] = owner
            return
        key = (kind, faded(seen.key))
        state = self._states.setdefault(key, _State(seen.before))
        state.current = seen.after
        for position, entry in enumerate(state.entries):
            if entry.was(seen.after) and self._may_restore(owner, entry):
                del state.entries[position:]
                break
        else:
            self._append(state, owner, seen)
        if not state.entries:
            del self._states[key]

    def author(self, kind: str, key: Hashable, value: object) -> Owner | None:
        """Who gave a state the value that it has, if it has this one and somebody living gave it."""
        state = self._states.get((kind, faded(key)))
        if state is None or state.current != value or not state.entries or state.entries[-1].owner == NOBODY:
            return None
        return state.entries[-1].owner

    def close(self, ends: Callable[[Owner], bool]) -> list[Leak]:
        """The leaks of all owners whose life is over now; they are forgotten by this."""
        leaks: list[Leak] = []
        self._began = {owner: time for owner, time in self._began.items() if not ends(owner)}
        for (kind, key), state in list(self._states.items()):
            kept: list[_Entry] = []
            # What somebody of a wider scope has set meanwhile is no longer wanted when that one is gone.
            origin = next((entry.before for entry in state.entries if entry.owner != NOBODY), None)
            for position, entry in enumerate(state.entries):
                if ends(entry.owner):
                    if entry.was(state.current) or self._made_by(kind, entry):
                        continue
                    if not self._is_tidied((kind, key), state, position, ends):
                        self._origins.setdefault((kind, key), faded(origin))
                        covered = any(not ends(later.owner) for later in state.entries[position + 1 :])
                        leaks.append(entry.leak(kind, state.current, is_covered=covered))
                    entry.fade()
                if entry.owner != NOBODY or self._matters(entry, kept[-1] if kept else None):
                    kept.append(entry)
            state.entries = kept
            if not kept:
                del self._states[kind, key]
        if self._births:
            self._births = {carrier: owner for carrier, owner in self._births.items() if not ends(owner)}
        return leaks

    def put_back(self, kind: str, key: Hashable, before: object) -> None:
        """Take down that the change of a leak was undone: to the living it is as if it had not been made."""
        key = faded(key)
        state = self._states.get((kind, key))
        if state is None:
            return
        state.current = before
        for position, entry in enumerate(state.entries):
            if entry.owner == NOBODY and entry.was(before):
                del state.entries[position:]
                break
        if not state.entries:
            del self._states[kind, key]

    def _is_tidied(self, key: _Key, state: _State, position: int, ends: Callable[[Owner], bool]) -> bool:
        """Whether a state is again what it was before its first leak, and nobody who lives has wanted it otherwise."""
        if self._origins.get(key, _UNKNOWN) != state.current:
            return False
        return not any(other.owner != NOBODY and not ends(other.owner) for other in state.entries[:position])

    def _may_restore(self, owner: Owner, entry: _Entry) -> bool:
        if entry.owner == NOBODY:
            return entry.time > self._began.get(owner, -1)
        return entry.owner.scope <= owner.scope

    def _matters(self, entry: _Entry, below: _Entry | None) -> bool:
        """Whether a change of nobody's was seen by a living owner, and is the first one that this owner saw."""
        since = below.time if below is not None and below.owner == NOBODY else -1
        return any(since <= began < entry.time for began in self._began.values())

    def _append(self, state: _State, owner: Owner, seen: Change) -> None:
        for entry in state.entries:
            if entry.owner == owner and owner != NOBODY:
                entry.trace = seen.trace or entry.trace
                entry.filling = max(entry.filling, seen.filling)
                return
        found = seen.before
        for entry in reversed(state.entries):
            if entry.owner != NOBODY or not self._may_restore(owner, entry):
                break
            found = entry.before
        state.entries.append(_Entry(owner, seen, found, next(self._clock)))

    def _made_by(self, kind: str, entry: _Entry) -> bool:
        maker = self._births.get((kind, entry.carrier))
        return maker is not None and maker.scope <= entry.owner.scope
