"""Whose turn it is, and the one place where every touch is added."""

from __future__ import annotations

import re
from _thread import get_ident  # as it was before anybody replaces that of `threading`
from collections.abc import Callable, Hashable
from types import FrameType

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.touching.responsible import By, Lines, Responsible
from pytest_bulkhead.plugin.touching.taking import Taking, Tally
from pytest_bulkhead.plugin.touching.unreplaced import Clocks
from pytest_bulkhead.touch import LOOKS, Access, Spot, Touched

_NO_LOCKS: frozenset[str] = frozenset()
_NO_WORKER = re.compile(r"(?<![a-zA-Z0-9])master(?![a-zA-Z0-9])")
"""What pytest-xdist calls the worker where there are none, and so part of names that differ where there are some."""

_MOST_IDLE = 1000
"""Of how many tests it is kept that a fixture touched nothing for them."""

_NOBODYS = frozenset({By.TOOL, By.IMPORT})


class Taker:
    """Follows the tests and fixtures of one process.

    Every kind of resource says by `add` what was touched; who touched it is decided here.
    """

    def __init__(self, ground: Ground, worker: str = "main") -> None:
        self.ground = ground
        self.worker = worker
        self.lines = Lines(ground)
        self.locking: Callable[[], frozenset[str]] | None = None
        """Tells the names of the locks that this process holds now; None where it holds none."""
        self.elsewhere: Callable[[int], Taking | None] | None = None
        """Tells the party of another thread than the one that runs the tests, by its number."""
        self.added: Callable[[str, str, Tally], None] | None = None
        """Called with kind, name and all that is known of a resource, after each way in which it is touched first."""
        self.heard: Callable[[Taking, str, str, Access], None] | None = None
        """Called with party, kind, name and access of each touch before it happens, if set."""
        self.switching: list[Callable[[], None]] = []
        """Called before somebody else's turn begins, while what is added is still charged to whoever was at work."""
        self.ending: list[Callable[[Taking], None]] = []
        """Called with each party whose life is over, before it is told."""
        self._stack: list[Taking] = []
        self._test: Taking | None = None
        self._fixtures: dict[Hashable, Taking] = {}
        self._stood_on: list[Taking] = []
        self._told: list[Touched] = []
        self._late: dict[Taking, Taking] = {}
        self._sweepers: dict[Hashable, Touched] = {}
        self._idle: dict[Hashable, list[tuple[str, float]]] = {}
        self._now: Taking | None = None
        self._thread = get_ident()

    @property
    def at_work(self) -> Taking | None:
        """The party that what happens now in the main thread is charged to."""
        return self._now

    @property
    def test(self) -> Taking | None:
        """The test that is under way."""
        return self._test

    def test_begins(self, taking: Taking) -> None:
        self._test = taking
        self._thread = get_ident()
        self._stood_on = []
        self._stack = [taking]
        self._switch(taking)

    def test_is_over(self) -> None:
        """The test is over, its fixtures are not."""
        self._stood_on = [taking for taking in self._fixtures.values() if taking.is_wide]

    def test_ends(self, names: Callable[[], frozenset[str]]) -> None:
        """All that ends with the test has ended.

        Args:
            names: tells the owners that the test has asked for.
        """
        self._stack = []
        self._switch(None)
        for key in [key for key, taking in self._fixtures.items() if not taking.is_wide]:
            self._rest(key, self._fixtures.pop(key))
        if self._test is not None:
            self._close(self._test)
            touching = {one.owner for one in self._stood_on if one.tallies or one.beyond}
            self._tell(self._test, tuple(sorted(touching & names())) if touching else ())
        self._test = None
        self._stood_on = []

    def fixture_begins(self, key: Hashable, taking: Taking) -> None:
        """A fixture is being set up.

        Args:
            key: by which the rest of its life is told.
            taking: what it will have touched.
        """
        self._fixtures[key] = taking
        self._enter(taking)

    def fixture_rests(self, key: Hashable) -> None:
        """Its code runs no more for now: it is set up, or torn down."""
        taking = self._fixtures.get(key)
        if taking is not None and taking in self._stack:
            del self._stack[self._stack.index(taking) :]
        self._switch(self._stack[-1] if self._stack else None)

    def fixture_tears_down(self, key: Hashable) -> None:
        """Its own clean-up is about to run."""
        if (taking := self._fixtures.get(key)) is not None:
            self._enter(taking)

    def fixture_ends(self, key: Hashable) -> None:
        """It is no more."""
        self.fixture_rests(key)
        taking = self._fixtures.get(key)
        if taking is None:
            return
        taking.ended = Clocks.monotonic()
        if taking.is_wide:
            self._end(self._fixtures.pop(key))

    def ends(self) -> None:
        """Nothing follows: tell of all whose lives go on."""
        self._stack = []
        self._switch(None)
        for taking in self._fixtures.values():
            self._end(taking)
        self._fixtures.clear()
        for taking in self._late.values():
            taking.ended = max((tally.last for tally in taking.tallies.values()), default=taking.began)
            self._tell(taking)
        self._late.clear()
        for key, sweeper in self._sweepers.items():
            for test, began in self._idle.get(key, ()):
                self._told.append(Touched(sweeper.party._replace(test=test, began=began, ended=began), ()))
        self._sweepers.clear()
        self._idle.clear()

    def take(self) -> list[Touched]:
        """What has been told since the last call."""
        told, self._told = self._told, []
        return told

    @property
    def has_news(self) -> bool:
        """Whether there is anything to take."""
        return bool(self._told)

    def forget_words(self) -> None:
        """What an event says may mean something else from now on."""
        for taking in (*self._stack, *self._fixtures.values()):
            taking.seen.clear()

    def whose(self) -> Taking | None:
        """The party that a touch of this very moment is charged to; None for what is nobody's."""
        number = get_ident()
        if number == self._thread or self.elsewhere is None:
            return self._now
        return self.elsewhere(number)

    def after(self, taking: Taking) -> Taking:
        """Where that belongs which a party does after it has been told."""
        late = self._late.get(taking)
        if late is None:
            late = self._late[taking] = Taking(*taking.identity)
            late.began, late.knows_worker, late.varies = taking.began, taking.knows_worker, taking.varies
        return late

    def is_alone(self, taking: Taking) -> None:
        """This process has split off, and works for one party."""
        self._thread = get_ident()
        self._stack = [taking]
        self._fixtures = {}
        self._test = self._now = taking
        self.elsewhere = self.locking = self.heard = None

    def again(self, said: object) -> bool:
        """Count a touch whose resource an earlier event of the same words has found out.

        Returns:
            Whether there is nothing left to find out: it was known, or is nobody's, or one too many.
        """
        taking = self.whose()
        if taking is None:
            return True
        known = taking.seen.get(said)
        if known is None:
            if not taking.is_full:
                return False
            taking.beyond += 1
            return True
        kind, name, access, tally = known
        tally.again(Clocks.monotonic(), self.locking() if self.locking is not None else _NO_LOCKS)
        if self.heard is not None:
            self.heard(taking, kind, name, access)
        return True

    def add(
        self,
        kind: str,
        name: str,
        access: Access,
        at: FrameType | Spot | None,
        *,
        said: object = None,
        by_plugins: bool = True,
        afterwards: bool = False,
    ) -> Tally | None:
        """Add one touch, by whoever is at work.

        Args:
            kind: of the resource.
            name: of the resource, alike in each run.
            access: what is done.
            at: the frame of the code that does it; or the place, where it is known otherwise and not to be judged.
            said: the words of the event, by which `again` knows it.
            by_plugins: whether it matters where a plugin of pytest does it.
            afterwards: whether it shows only now, so that the locks of before are those that count.

        Returns:
            What is known of the resource; None where the touch is nobody's, or one too many.
        """
        taking = self.whose()
        if taking is None:
            return None
        if taking.knows_worker and (kind == "port" or _NO_WORKER.search(name)):
            return None
        tally = taking.tallies.get((kind, name))
        is_first = tally is None or access not in tally.accesses
        if tally is None or access not in tally.accesses:
            responsible = self._responsible(at)
            if responsible.by in _NOBODYS or (responsible.by is By.PLUGIN and not by_plugins):
                return None
            if tally is None:
                if not taking.has_room(access):
                    taking.beyond += 1
                    return None
                taking.looked_at += access in LOOKS
                tally = taking.tallies[kind, name] = Tally(Clocks.monotonic())
            tally.accesses.append(access)
            if access in LOOKS:
                tally.read_at = tally.read_at or responsible.spot
            else:
                tally.wrote_at = tally.wrote_at or responsible.spot
        if not afterwards or tally.locks is None:
            tally.again(Clocks.monotonic(), self.locking() if self.locking is not None else _NO_LOCKS)
        if is_first and self.added is not None:
            self.added(kind, name, tally)
        if said is not None:
            taking.seen[said] = (kind, name, access, tally)
        if self.heard is not None:
            self.heard(taking, kind, name, access)
        return tally

    def _responsible(self, at: FrameType | Spot | None) -> Responsible:
        if at is None or isinstance(at, Spot):
            return Responsible(By.PROJECT, at)
        return self.lines.responsible(at)

    def _switch(self, taking: Taking | None) -> None:
        """Somebody else's turn begins."""
        for switching in self.switching:
            switching()
        self._now = taking

    def _enter(self, taking: Taking) -> None:
        self._stack.append(taking)
        self._switch(taking)

    def _rest(self, key: Hashable, taking: Taking) -> None:
        """A fixture of one test is over: where one clears away what others make, that it found nothing counts."""
        self._end(taking)
        if taking.removed_only:
            if key not in self._sweepers:
                self._sweepers[key] = taking.touched(self.worker)
        elif not taking.tallies:
            idle = self._idle.setdefault(key, [])
            if len(idle) < _MOST_IDLE:
                idle.append((taking.test, taking.began))

    def _end(self, taking: Taking) -> None:
        self._close(taking)
        self._tell(taking)

    def _close(self, taking: Taking) -> None:
        if taking.is_wide or taking.owner == "test" or taking.ended == taking.began:
            taking.ended = Clocks.monotonic()
        for ending in self.ending:
            ending(taking)

    def _tell(self, taking: Taking, uses: tuple[str, ...] = ()) -> None:
        taking.is_told = True
        if taking.tallies or taking.beyond or uses:
            self._told.append(taking.touched(self.worker, uses))
