"""What the store gives to those who judge: plain values, the oldest first. Times are microseconds, sizes KiB."""

from __future__ import annotations

import enum
from collections.abc import Callable
from itertools import compress
from typing import NamedTuple


class Outcome(enum.IntEnum):
    """How an attempt at a test ended; the numbers stand in the store and never change."""

    PASSED = 1
    FAILED = 2
    ERROR = 3
    SKIPPED = 4
    XFAILED = 5
    XPASSED = 6
    CRASHED = 7
    QUARANTINED = 8

    # As equal numbers have it, and without a call of Python's: it is asked of each attempt.
    __hash__ = int.__hash__

    @property
    def is_bad(self) -> bool:
        """Whether the test failed."""
        return self in BAD

    @property
    def fails_run(self) -> bool:
        """Whether that makes its run fail: in quarantine a test has failed all the same, and its run has not."""
        return self in FAILS_RUN

    @property
    def is_good(self) -> bool:
        """Whether the test was run and did what was expected of it."""
        return self in GOOD


FAILS_RUN = frozenset({Outcome.FAILED, Outcome.ERROR, Outcome.CRASHED})
BAD = FAILS_RUN | {Outcome.QUARANTINED}
GOOD = frozenset({Outcome.PASSED, Outcome.XFAILED, Outcome.XPASSED})


class Quantity(enum.Enum):
    """What is measured of an attempt; its growth is by how much it made its process larger."""

    WALL = "wall"
    CPU = "cpu"
    RESIDENT = "resident"
    GROWTH = "growth"


class Attempt(NamedTuple):
    """One attempt at a test.

    Args:
        run: of the store; runs are told in the order of `started`, not of these numbers.
        started: when its part of the run began, since 1970.
        revision: of the version control, empty where it is not known.
        branch: likewise.
        is_dirty: whether the files were not quite those of the revision; None where it is not known.
        shard: the part of the run, of the store.
        number: 1, and more where the test was run again in the same part of the run.
        worker: as in pytest-xdist, `main` where there were none.
        position: its place among the attempts of its shard as they ended; for those of one worker, as it made them.
        outcome: how it ended.
        wall: set-up, call and teardown together.
        cpu: of its process in that time; None where it is not known.
        resident: the size of its process afterwards; None where it is not known.
        signature: the same for failures that tell the same; 0 for what did not fail or tells nothing.
        begun: when it did, after `started`; None where it is not known.
        setup: of `wall`, what its set-up took; None where it is not known.
    """

    run: int
    started: int
    revision: str
    branch: str
    is_dirty: bool | None
    shard: int
    number: int
    worker: str
    position: int
    outcome: Outcome
    wall: int
    cpu: int | None = None
    resident: int | None = None
    signature: int = 0
    begun: int | None = None
    setup: int | None = None


class RunsOfTest(NamedTuple):
    """What became of a test in one environment.

    Args:
        test: its node id.
        environment: a short name of what runs are compared within: Python, platform, processors, workers.
        attempts: by `started`, `shard` and `number`.
    """

    test: str
    environment: str
    attempts: tuple[Attempt, ...]


class Strip(NamedTuple):
    """What became of a test in the latest runs of an environment, a character for each, the oldest first.

    Args:
        test: as in `RunsOfTest`.
        environment: likewise.
        marks: `.` good, `F` bad, `R` bad and then good in the same run, `s` skipped, a space where it was not run.
    """

    test: str
    environment: str
    marks: str


class Point(NamedTuple):
    """One measurement, of an attempt that was good."""

    run: int
    started: int
    revision: str
    value: int


class Moment(NamedTuple):
    """A run, as far as a measurement in it needs to know; one value for all tests that were measured there."""

    run: int
    started: int
    revision: str


class Series(NamedTuple):
    """Measurements of a test in one environment, one for each run.

    Args:
        moments: when they were made; of many tests this is one and the same tuple.
        values: what was measured then.
    """

    test: str
    environment: str
    quantity: Quantity
    moments: tuple[Moment, ...]
    values: tuple[int, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """Moments and values together."""
        return tuple(Point(*moment, value) for moment, value in zip(self.moments, self.values, strict=True))

    def only(self, wanted: Callable[[Moment], bool]) -> Series:
        """Without the other moments."""
        kept = [wanted(moment) for moment in self.moments]
        return self._replace(moments=tuple(compress(self.moments, kept)), values=tuple(compress(self.values, kept)))


class RunTotals(NamedTuple):
    """What a run came to in one environment, all its shards together.

    Args:
        run: as in `Attempt`, and so are the next four.
        started: likewise, of the shard that began first.
        revision: likewise.
        branch: likewise.
        is_dirty: likewise.
        environment: as in `RunsOfTest`.
        shards: how many parts it had.
        workers: how many workers they had together; 0 where tests ran in the one process.
        attempts: how many attempts at tests were made.
        bad: how many of them made it fail.
        crashes: how many workers died.
        collect_errors: how many files could not be collected.
        is_complete: whether all parts came to their end.
        wall: the time of all attempts together, one after the other.
        elapsed: from the first start to the last end; None where that is not known.
    """

    run: int
    started: int
    revision: str
    branch: str
    is_dirty: bool | None
    environment: str
    shards: int
    workers: int
    attempts: int
    bad: int
    crashes: int
    collect_errors: int
    is_complete: bool
    wall: int
    elapsed: int | None
