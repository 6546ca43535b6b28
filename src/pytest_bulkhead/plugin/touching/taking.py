"""What one test or fixture has touched until now."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pytest_bulkhead.plugin.touching.unreplaced import Clocks
from pytest_bulkhead.touch import LOOKS, Access, Party, Spot, Touch, Touched

MOST = 500
"""Resources of one party that are kept apart; what comes beyond is counted."""

_MOST_LOOKED_AT = 300
"""How many of them may be merely looked at, so that there is room for what is changed."""


Defined = Spot | Callable[[], Spot]


class Tally:
    """One resource of one party."""

    __slots__ = ("accesses", "fate", "first", "last", "locks", "read_at", "times", "wrote_at")

    def __init__(self, now: float) -> None:
        self.accesses: list[Access] = []
        self.first = self.last = now
        self.times = 0
        self.wrote_at: Spot | None = None
        self.read_at: Spot | None = None
        self.locks: frozenset[str] | None = None
        self.fate = ""

    def again(self, now: float, locks: frozenset[str]) -> None:
        """Count one more access of a way that is known."""
        self.last = now
        self.times += 1
        if self.locks is not locks:
            self.locks = locks if self.locks is None else self.locks & locks

    def join(self, touch: Touch) -> None:
        """Take what was done elsewhere, too."""
        self.accesses += [access for access in touch.accesses if access not in self.accesses]
        self.wrote_at = self.wrote_at or touch.wrote_at
        self.read_at = self.read_at or touch.read_at
        self.again(touch.last, frozenset(touch.locks))

    @property
    def changes(self) -> bool:
        """Whether anything but looking was done."""
        return not LOOKS.issuperset(self.accesses)

    def touch(self, kind: str, name: str) -> Touch:
        """As it is told."""
        return Touch(
            *(kind, name, tuple(self.accesses), self.first, self.last, self.times),
            *(self.wrote_at, self.read_at, tuple(sorted(self.locks or ())), self.fate),
        )


class Taking:
    """A test or fixture in one of its lives."""

    __slots__ = (
        "began",
        "beyond",
        "defined",
        "ended",
        "group",
        "is_told",
        "knows_worker",
        "looked_at",
        "owner",
        "scope",
        "seen",
        "tallies",
        "test",
        "varies",
    )

    def __init__(
        self,
        test: str,
        owner: str,
        scope: str,
        defined: Defined,
        group: str = "",
        *,
        knows_worker: bool = False,
    ) -> None:
        """A life begins.

        Args:
            test: the node id; of a wider fixture, the test that it is set up for.
            owner: `test` or `fixture:NAME`.
            scope: `function`, `class`, `module`, `package` or `session`.
            defined: where, or what finds that out, since most touch nothing.
            group: of the test's `xdist_group`.
            knows_worker: whether it has the worker's name, to make names and numbers of its own with.
        """
        self.test, self.owner, self.scope, self.defined, self.group = test, owner, scope, defined, group
        self.began = self.ended = Clocks.monotonic()
        self.tallies: dict[tuple[str, str], Tally] = {}
        self.seen: dict[object, tuple[str, str, Access, Tally]] = {}
        """By what an event said, the resource that it meant: asked first, since most is done again and again."""
        self.beyond = 0
        self.is_told = False
        self.knows_worker = knows_worker
        self.looked_at = 0
        self.varies = False
        """Whether it is a wide fixture that differs from case to case."""

    @property
    def identity(self) -> tuple[str, str, str, Defined, str]:
        """All that it is made of."""
        return self.test, self.owner, self.scope, self.defined, self.group

    @property
    def is_wide(self) -> bool:
        """Whether it outlives one test."""
        return self.scope != "function"

    @property
    def is_full(self) -> bool:
        """Whether what comes now is counted, and no more."""
        return len(self.tallies) >= MOST

    @property
    def removed_only(self) -> bool:
        """Whether it has removed something that it has not made."""
        return any(tally.accesses == [Access.DELETE] for tally in self.tallies.values())

    def has_room(self, access: Access) -> bool:
        """Whether one more resource is kept."""
        return not self.is_full and (access not in LOOKS or self.looked_at < _MOST_LOOKED_AT)

    def changed(self, kind: str, name: str) -> bool:
        """Whether this party itself has changed, or made, the resource."""
        tally = self.tallies.get((kind, name))
        return tally is not None and tally.changes

    def join(self, touch: Touch) -> None:
        """Take what another process has touched for this party."""
        tally = self.tallies.get((touch.kind, touch.name))
        if tally is None:
            if not self.has_room(touch.accesses[0]):
                self.beyond += 1
                return
            tally = self.tallies[touch.kind, touch.name] = Tally(touch.first)
        tally.join(touch)

    def touched(self, worker: str, uses: Iterable[str] = ()) -> Touched:
        """As it is told, once the life is over."""
        defined = self.defined if isinstance(self.defined, Spot) else self.defined()
        party = Party(
            *(self.test, self.owner, self.scope, defined, worker),
            *(self.began, self.ended, self.group, tuple(uses), self.varies),
        )
        touches = tuple(tally.touch(*resource) for resource, tally in self.tallies.items())
        return Touched(party, touches, self.beyond)
