"""What a sensor is: something that tells, each time it is asked, what has changed since the last time."""

from __future__ import annotations

import abc
import enum
import functools
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, ClassVar, NamedTuple

from pytest_bulkhead.hazards.hazard import Hazard
from pytest_bulkhead.plugin.fading import Weak
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.trace import Place, Trace
from pytest_bulkhead.plugin.turns import Turns, Work


class Absent(enum.Enum):
    """Stands for the value of a state that is not there."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


class Depth(enum.StrEnum):
    """How closely a run looks."""

    QUICK = "quick"
    """Only what costs next to nothing."""
    DEEP = "deep"
    """Everything that there is."""


class Same:
    """Wraps an object so that it equals only itself, whatever its own `__eq__` says."""

    __slots__ = ("_object",)

    def __init__(self, wrapped: object) -> None:
        self._object = wrapped

    @property
    def wrapped(self) -> Any:
        """The object itself."""
        return self._object

    def __eq__(self, other: object) -> bool:
        return self._object is other._object if isinstance(other, Same) else NotImplemented

    def __hash__(self) -> int:
        return id(self._object)

    def faded(self) -> Weak:
        """What equals it and does not keep the object alive."""
        return Weak(self._object)


class Filling(enum.IntEnum):
    """How a change looks beside the caches and lazy singletons that fill all the time."""

    FIRST = 0
    """The code under test has filled what was empty, with nothing of a test's: no leak, but kept."""
    DIFFERENT = 1
    """It has done so, with something else than an earlier test's turn left there: both are leaks."""
    NONE = 2
    """Something else: a leak, if it outlives its owner."""

    @classmethod
    def first_if(cls, harmless: bool) -> Filling:
        """`FIRST` where this holds, `NONE` otherwise."""
        return cls.FIRST if harmless else cls.NONE


class Change(NamedTuple):
    """One state that was one thing and is now another.

    Args:
        name: of the state, for people: `API_URL`.
        key: of the state, for the ledger; within one sensor.
        before: a value that equals itself only, or `ABSENT`; it never leaves the process.
        after: likewise.
        trace: where it was changed, for states whose changes the interpreter announces.
        carrier: the thing that holds the state, where such things come and go; see `Birth`.
        filling: whether it is the code under test that fills something of its own.
        entry: which part of what bears the name, for people: `['x']`.
    """

    name: str
    key: Hashable
    before: object
    after: object
    trace: Trace | None = None
    carrier: Hashable = None
    filling: Filling = Filling.NONE
    entry: str = ""


class Birth(NamedTuple):
    """A carrier of state was made, so that whoever made it may do with it as it likes."""

    carrier: Hashable


class Flaw(NamedTuple):
    """A state is wrong while it holds, whether or not it outlives anybody.

    Args:
        hazard: of which it is a case.
        name: of the state, as in `Change`.
        key: of the state, as in `Change`.
        value: of the state, as in `Change`, so that whoever gave it this value can be named.
        says: what is wrong, in the words that follow "test_x has …".
        shown: places that help to believe it, each with what it is.
    """

    hazard: Hazard
    name: str
    key: Hashable
    value: object
    says: str
    shown: tuple[tuple[Place, str], ...] = ()


class Signs(NamedTuple):
    """What shows, without a question, that a sensor has nothing to tell.

    They are asked at each edge, and cost least where they are functions of C. What they give is taken down each time
    before the sensor is asked, and so are they themselves, whenever a module was imported or one of them has changed.

    Args:
        identical: give the same object as long as nothing has changed.
        equal: give an equal value likewise; of a list, a dictionary or a set, a copy is kept.
        empty: give something false as long as there is nothing to tell; a list, a dictionary or a set has to be filled
            where it is, and to be replaced, if at all, when the sensor is asked.
    """

    identical: tuple[Callable[[], object], ...] = ()
    equal: tuple[Callable[[], object], ...] = ()
    empty: tuple[Callable[[], object], ...] = ()

    @classmethod
    def noted_in(cls, sensor: Sensor, *names: str) -> Signs:
        """Those of a sensor that has something to tell when one of these attributes of its own holds something.

        A list, a dictionary or a set among them has to be filled where it is: see `empty`.
        """
        return cls(empty=tuple(functools.partial(getattr, sensor, name) for name in names))


class Sensor(abc.ABC):
    """Watches one kind of state.

    A sensor is asked often (around each fixture and each test), so that asking must cost next to nothing
    when nothing has changed.
    """

    hazards: ClassVar[tuple[Hazard, ...]]
    """What it looks for, that of a leak first."""
    kind: ClassVar[str]
    """Of the state, as it stands in `what`."""
    mentions: ClassVar[str]
    """A regular expression for source lines that change such a state, to tell the line where no trace can."""
    depth: ClassVar[Depth] = Depth.QUICK
    """The shallowest depth at which it is asked."""
    is_fine: ClassVar[bool] = True
    """Whether it is asked around each fixture, or only around tests and the fixtures that several tests share."""

    is_steady: ClassVar[bool] = False
    """Whether its names are alike in each run and each worker already, also those of temporary folders."""

    @abc.abstractmethod
    def start(self) -> None:
        """Take the first look; nothing before it is a change."""

    @abc.abstractmethod
    def poll(self) -> Iterable[Change | Birth | Flaw]:
        """What has changed since the last look, and what was made, the latter first."""

    def signs(self) -> Signs | None:
        """What shows that there is nothing to ask about; None if it has to be asked each time."""
        return None

    def join(self, turns: Turns) -> None:  # noqa: B027 - most need not know
        """Whose turn it is, whenever that matters; called once before `start`."""

    def attend(self, work: Work) -> None:  # noqa: B027 - most need not know
        """The code of a test or a fixture is about to run; what is polled from now on is its doing."""

    def stand_on(self, ground: Ground) -> None:  # noqa: B027 - most need not know
        """Whose code is whose; called once before `start`."""

    def bound(self, limits: Mapping[str, int]) -> None:  # noqa: B027 - most have no limit
        """The limits that the project sets, by name; called once before `start`."""

    def lend(self, owner: Hashable, name: str, value: object) -> None:  # noqa: B027 - most need not know
        """A fixture that several tests share has this value now."""

    def take_away(self, owner: Hashable) -> None:  # noqa: B027 - most need not know
        """A shared fixture is about to be torn down, with whatever that does to its value."""

    def conclude(self) -> None:  # noqa: B027 - most look at everything each time
        """The tests of a module have all run: the next poll looks at everything that was put off."""

    def mentions_of(self, name: str) -> str:
        """The regular expression for lines that change the state of this name."""
        return self.mentions

    def stop(self) -> None:  # noqa: B027 - most have nothing to undo
        """Undo what `start` did to the process."""

    def restore(self, key: Hashable, before: object) -> bool:
        """Put a state back as it was, where that is safe; the next poll will see it.

        Args:
            key: of the state, as in `Change`.
            before: its value, as in `Change`.

        Returns:
            Whether it could be done.
        """
        return False

    @abc.abstractmethod
    def describe(self, name: str, before: object, after: object) -> str:
        """What is left behind, in the words that follow "test_x leaves …"."""
