"""Has two tests meet at what both touch: one pauses right after a touch of it, and the other runs meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from pytest_bulkhead.audit.confirming.cases import Pair
from pytest_bulkhead.audit.confirming.child import Child, Failure, Outcome, Stage
from pytest_bulkhead.audit.confirming.points import moment, points_to_try
from pytest_bulkhead.plugin.races.conflict import Hand

_WORKERS = ("gw0", "gw1")
_LONGEST_ALONE = 60.0
_GRACE = 2.0
"""A pause is no longer than it must be, in seconds beyond the other's time: who waits for a lock is to get it."""

_TO_END = 20.0
_BLINK = 0.02
_IN_USE = "Address already in use"
_KEPT = 60.0
"""How long the system keeps a port from others after its connections have ended, in seconds."""


class Proof(NamedTuple):
    """How a pair came to fail.

    Args:
        failure: of the one that passes alone.
        schedule: who did what in which order, and how it ended.
    """

    failure: Failure
    schedule: str


class Tried(NamedTuple):
    """What came of the meetings of one pair.

    Args:
        proof: None where they did not fail.
        meetings: how many there were.
        reason: why there were none, or not all; else empty.
        in_time: whether it was not for lack of time.
        busy_until: when a port may be free again, on the monotonic clock, that was still kept from the run before.
    """

    proof: Proof | None
    meetings: int
    reason: str = ""
    in_time: bool = True
    busy_until: float = 0.0


class _LateError(Exception):
    """The time is used up."""


class Meetings:
    """Runs children, two at a time at most, until a deadline."""

    def __init__(self, stage: Stage, deadline: float) -> None:
        """Run nothing yet.

        Args:
            stage: where.
            deadline: on the monotonic clock.
        """
        self.tick: Callable[[], None] = lambda: None
        """Called now and then."""
        self._stage = stage
        self._deadline = deadline
        self._children: list[Child] = []
        self._count = 0
        self._meetings = 0

    def end(self) -> None:
        """End all that still runs."""
        for child in self._children:
            child.go_on()
        for child in self._children:
            child.end()
        self._children.clear()

    def wait_until(self, moment: float) -> bool:
        """Wait for a moment of the monotonic clock, and say whether there is time left then."""
        try:
            self._wait(lambda: time.monotonic() >= moment, moment - time.monotonic() + 1)
        except _LateError:
            return False
        return True

    def put_to_proof(self, pair: Pair) -> Tried:
        """Try all that is likely to make one of them fail."""
        self._meetings = 0
        if pair.seconds > _LONGEST_ALONE:
            return Tried(None, 0, f"one of the two takes {pair.seconds:.0f} s")
        try:
            return self._try(pair)
        except _LateError:
            return Tried(None, self._meetings, in_time=False)
        finally:
            self.end()

    def _try(self, pair: Pair) -> Tried:
        hands = (pair.one, pair.other)
        alone: list[Outcome] = []
        if time.monotonic() + pair.seconds > self._deadline:
            raise _LateError
        for number, hand in enumerate(hands):
            outcome = self._alone(pair, hand, number)
            if not outcome.passed:
                busy = outcome.failure is not None and _IN_USE in outcome.failure.message
                until = time.monotonic() + _KEPT if busy else 0.0
                return Tried(None, 0, _why_not(hand, outcome), busy_until=until)
            alone.append(outcome)
        if not any(points_to_try(outcome.points) for outcome in alone):
            return Tried(None, 0, f"neither touched {pair.name} when it ran alone")
        is_twin = pair.one.party.test == pair.other.party.test
        for first in (0,) if is_twin else (0, 1):
            for point in points_to_try(alone[first].points):
                if proof := self._meet(pair, first, point, alone):
                    return Tried(proof, self._meetings)
        return Tried(None, self._meetings)

    def _alone(self, pair: Pair, hand: Hand, number: int) -> Outcome:
        child = self._start(pair, hand, number)
        self._wait(lambda: child.is_over, _LONGEST_ALONE)
        if not child.is_over:
            child.end()
            return child.outcome()._replace(failure=None, complaint=f"it took more than {_LONGEST_ALONE:.0f} s")
        return child.outcome()

    def _meet(self, pair: Pair, first: int, point: int, alone: list[Outcome]) -> Proof | None:
        second = 1 - first
        hands = (pair.one, pair.other)
        times = [outcome.seconds for outcome in alone]
        if time.monotonic() + sum(times) > self._deadline:
            raise _LateError
        pausing = self._start(pair, hands[first], first, point)
        self._wait(lambda: pausing.has_paused or pausing.is_over, 3 * times[first] + _TO_END)
        if pausing.is_over or not pausing.has_paused:
            pausing.end()
            return None
        self._meetings += 1
        began = time.monotonic()
        running = self._start(pair, hands[second], second)
        self._wait(lambda: running.is_over, 2 * times[second] + _GRACE)
        was_kept_waiting = not running.is_over
        pause = time.monotonic() - began
        pausing.go_on()
        limits = [5 * seconds + _TO_END for seconds in times]
        self._wait(lambda: pausing.is_over and running.is_over, max(limits))
        ends = [
            _end(pausing, alone[first], limits[first]),
            _end(running, alone[second], limits[second]),
        ]
        # Whoever came second may fail of what the other has left, or of the weather; whoever paused, of the pause.
        if ends[1] and self._alone(pair, hands[second], second).passed:
            met = "ran beside it" if was_kept_waiting else "ran meanwhile"
            told = f"{_called(hands[second])} {met} and failed: {ends[1].message}"
            return Proof(ends[1], f"{_paused(pair, hands[first], alone[first].points, point)}; {told}")
        if ends[0] and self._passes_with_pause(pair, hands[first], first, point, pause):
            told = f"{_called(hands[second])} ran meanwhile; {_called(hands[first])} then failed: {ends[0].message}"
            return Proof(ends[0], f"{_paused(pair, hands[first], alone[first].points, point)}; {told}")
        return None

    def _passes_with_pause(self, pair: Pair, hand: Hand, number: int, point: int, seconds: float) -> bool:
        """Whether a pause alone does no harm."""
        child = self._start(pair, hand, number, point)
        self._wait(lambda: child.has_paused or child.is_over, _LONGEST_ALONE)
        self._wait(lambda: child.is_over, seconds)
        child.go_on()
        self._wait(lambda: child.is_over, _LONGEST_ALONE)
        child.end()
        return child.outcome().passed

    def _start(self, pair: Pair, hand: Hand, number: int, point: int = 0) -> Child:
        self._count += 1
        test = hand.party.test
        child = Child(self._stage, self._count, _WORKERS[number], test, pair.kind, pair.name, point)
        self._children.append(child)  # first, so that it is ended whenever we are interrupted
        child.start()
        return child

    def _wait(self, is_so: Callable[[], bool], seconds: float) -> None:
        """Wait until something is so, or for that long.

        Raises:
            _LateError: the deadline is past.
        """
        until = time.monotonic() + seconds
        while not is_so():
            self.tick()
            now = time.monotonic()
            if now > self._deadline:
                raise _LateError
            if now > until:
                return
            time.sleep(_BLINK)


def _end(child: Child, alone: Outcome, limit: float) -> Failure | None:
    """How a child failed that passes alone; None where it did not."""
    if not child.is_over:
        child.end()
        return Failure("call", f"it did not end within {limit:.0f} s, where it takes {alone.seconds:.1f} s alone")
    return child.outcome().failure


def _why_not(hand: Hand, outcome: Outcome) -> str:
    if outcome.complaint:
        return f"{hand.party.test} could not be run alone: {outcome.complaint}"
    if outcome.skipped:
        return f"{hand.party.test} does nothing as a worker's: {outcome.skipped}"
    return f"{hand.party.test} fails alone, too: {outcome.failure.message if outcome.failure else ''}"


def _paused(pair: Pair, hand: Hand, points: str, point: int) -> str:
    return f"{_called(hand)} paused {moment(points, point, pair.kind, pair.name)}"


def _called(hand: Hand) -> str:
    party = hand.party
    return party.test if party.owner == "test" else f"{party.test} with {party.owner.replace(':', ' ')}"
