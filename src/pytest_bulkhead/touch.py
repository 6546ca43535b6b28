"""What a test or fixture reached that somebody else could reach, too; and how that is written down."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Access(enum.StrEnum):
    """One way to touch a resource; the letters stand in run records.

    Args:
        READ: looked into; a server: connected to.
        LIST: the names in a folder were asked for.
        APPEND: opened to add at the end.
        WRITE: opened to write from the start or in place; a table or key: changed.
        CREATE: made where there was nothing: a folder, a file that must not exist, a link.
        PUT: put in place in one step, by a rename of something finished.
        DELETE: removed, renamed away, emptied, dropped.
        CLAIM: taken so that nobody else can have it at the same time, as a port is.
    """

    READ = "r"
    LIST = "l"
    APPEND = "a"
    WRITE = "w"
    CREATE = "c"
    PUT = "p"
    DELETE = "d"
    CLAIM = "k"


LOOKS = frozenset({Access.READ, Access.LIST})
"""What changes nothing."""


UNSEEN = "for races, "
"""With which a notice begins that tells of what cannot be followed."""


PASSED_OVER = "passed over"
"""What became of a port that somebody tried before another one."""


class Spot(NamedTuple):
    """A line of code, its path relative to the root where it lies below it."""

    path: str
    line: int


class Touch(NamedTuple):
    """All that one party did to one resource.

    Args:
        kind: of the resource: `file` (or folder), `port`, `socket`, `sqlite`, `server`,
            `table`, `redis`, `openfga`, or what a mark calls it.
        name: of the resource, alike in each run: a path relative to the root where it lies below it (`.` for the root
            itself), or to pytest's own folder as in `getbasetemp().parent/data.json`.
        accesses: what was done, each once, in the order of the first time.
        first: when it began, in seconds of the host's monotonic clock, the same for all its processes.
        last: when it was last touched.
        times: how often.
        wrote_at: the test's or product's own line of the first access that is no look.
        read_at: likewise of the first look.
        locks: the locks that were held each time, by name.
        fate: what became of it where that matters: `rolled back`, `passed over`.
    """

    kind: str
    name: str
    accesses: tuple[Access, ...]
    first: float
    last: float
    times: int = 1
    wrote_at: Spot | None = None
    read_at: Spot | None = None
    locks: tuple[str, ...] = ()
    fate: str = ""

    @property
    def changes(self) -> bool:
        """Whether anything but looking was done."""
        return not LOOKS.issuperset(self.accesses)

    def to_json(self) -> list[Any]:
        """One short list, since a run has many of them."""
        spots = [list(spot) if spot else None for spot in (self.wrote_at, self.read_at)]
        accesses = "".join(self.accesses)
        first, last = round(self.first, 4), round(self.last, 4)
        return [self.kind, self.name, accesses, first, last, self.times, *spots, list(self.locks), self.fate]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Touch:
        """Read what `to_json` wrote.

        Raises:
            ValueError, TypeError: it is something else.
        """
        kind, name, accesses, first, last, times, wrote_at, read_at, locks, fate = data
        return cls(
            *(str(kind), str(name), tuple(map(Access, dict.fromkeys(accesses))), _time(first), _time(last), int(times)),
            *(_spot(wrote_at), _spot(read_at), tuple(map(str, locks)), str(fate)),
        )


class Party(NamedTuple):
    """A test, or a fixture in one of its lives, in the worker that ran it.

    Args:
        test: the node id; of a wider fixture, the test that it was set up for.
        owner: `test` or `fixture:NAME`.
        scope: `function`, `class`, `module`, `package` or `session`: how wide the owner's life is.
        defined: where the test or fixture is defined; fixtures of one name are told apart by it.
        worker: `main` where there are none.
        began: when its life began, on the clock of the touches.
        ended: when it was over.
        group: the name of its `xdist_group`, empty where there is none.
        uses: of a test, the wider fixtures (`fixture:NAME`) that it stood on and that have touched anything.
        varies: of a wider fixture, whether it has parameters, its own or those of what it stands on.
    """

    test: str
    owner: str
    scope: str
    defined: Spot
    worker: str
    began: float
    ended: float
    group: str = ""
    uses: tuple[str, ...] = ()
    varies: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether it is a fixture that outlives one test, and so lives in several workers at once."""
        return self.scope != "function"


class Touched(NamedTuple):
    """What one party touched.

    Args:
        beyond: how many touches are not among them, since there were too many.
    """

    party: Party
    touches: tuple[Touch, ...]
    beyond: int = 0

    def to_json(self) -> dict[str, Any]:
        """The details of a `touches` event of the run record."""
        party = self.party
        return {
            **party._asdict(),
            "defined": list(party.defined),
            "uses": list(party.uses),
            "began": round(party.began, 4),
            "ended": round(party.ended, 4),
            "touches": [touch.to_json() for touch in self.touches],
            "beyond": self.beyond,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Touched:
        """Read what `to_json` wrote.

        Raises:
            KeyError, ValueError, TypeError: it is something else.
        """
        defined = _spot(data["defined"])
        if defined is None:
            raise ValueError("a party is defined somewhere")
        test, owner, scope, worker, group = (str(data[key]) for key in ("test", "owner", "scope", "worker", "group"))
        uses = tuple(map(str, data["uses"]))
        times = _time(data["began"]), _time(data["ended"])
        party = Party(test, owner, scope, defined, worker, *times, group, uses, bool(data.get("varies")))
        return cls(party, tuple(map(Touch.from_json, data["touches"])), int(data["beyond"]))


def _spot(data: Any) -> Spot | None:
    if data is None:
        return None
    path, line = data
    return Spot(str(path), int(line))


def _time(data: Any) -> float:
    seconds = float(data)
    if not math.isfinite(seconds):
        raise ValueError("a time without end")
    return seconds
