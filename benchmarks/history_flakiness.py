"""Simulated outcomes with known truth: which flaky tests are found within fifty runs, which steady ones accused."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pytest_bulkhead.history.flaky.judging import State
from pytest_bulkhead.history.flaky.ranking import rank
from pytest_bulkhead.history.values import Attempt, Outcome, RunsOfTest, RunTotals

RATES = (0.005, 0.01, 0.02, 0.05, 0.10, 0.20)
CUSTOMS = ("tried again", "each revision twice", "each revision once")
"""How a project runs its tests: a failed one again in the same run, all of a revision twice, or each revision once."""
_PER_RATE = 50
_BROKEN = 0.05
_BAD_DAYS = 0.03
_EARLY = 50
_AT_ONCE = 1000
_HEAD = (
    "seed  each failure or revision   found within 50 runs: 0.5 %, 1 %, 2 %, 5 %, 10 %, 20 %   suspected besides at "
    "5 %   called mended after 200 though they are not   steady ones accused after 50, 200"
)
_KNOWN = (State.FLAKY, State.MENDED)


@dataclass
class _Found:
    flaky: dict[float, int] = field(default_factory=dict)
    suspected: dict[float, int] = field(default_factory=dict)
    accused: dict[int, int] = field(default_factory=dict)
    mended: int = 0


class _World:
    """What is the same for all tests: revisions, and days on which a server was down."""

    def __init__(self, chance: random.Random, custom: str, tests: int, runs: int) -> None:
        self.chance, self.is_tried_again = chance, custom == CUSTOMS[0]
        each = 2 if custom == CUSTOMS[1] else 1
        self.revisions = [f"r{run // each}" for run in range(runs)]
        self.down = {run: chance.uniform(0.3, 0.6) for run in range(runs) if chance.random() < _BAD_DAYS}
        self.totals = [
            RunTotals(
                run, run, self.revisions[run], "main", False, "here", 1, 4, tests, int(self.down.get(run, 0) * tests),
                0, 0, True, tests, tests,
            )
            for run in range(runs)
        ]  # fmt: skip

    def runs_of(self, test: str, rate: float) -> RunsOfTest:
        """What becomes of a test that fails so often by itself, and, if it never does, may be broken for a while."""
        broken = self._broken() if not rate and self.chance.random() < _BROKEN else ()
        attempts = []
        for run, revision in enumerate(self.revisions):
            for number in (1, 2):
                is_bad = (
                    self.chance.random() < self.down.get(run, 0)
                    or revision in broken
                    or (rate > 0 and self.chance.random() < rate)
                )
                outcome = Outcome.FAILED if is_bad else Outcome.PASSED
                attempts.append(Attempt(run, run, revision, "main", False, 1, number, "gw0", 0, outcome, 1))
                if not (is_bad and self.is_tried_again):
                    break
        return RunsOfTest(test, "here", tuple(attempts))

    def _broken(self) -> Sequence[str]:
        names = list(dict.fromkeys(self.revisions))
        start = self.chance.randrange(len(names))
        return names[start : start + self.chance.randint(1, 8)]


def simulate(custom: str, seed: int, tests: int, runs: int) -> str:
    """One history, told as a line of the table.

    Fifty tests of each rate fail by chance. Of the others one in twenty is broken for one to eight revisions, and then
    mended. On 3 % of the runs a server is down, and a third to two thirds of all tests fail.
    """
    world = _World(random.Random(seed), custom, tests, runs)
    truth = {f"{rate}-{number}": rate for rate in RATES for number in range(_PER_RATE)}
    truth |= {f"steady-{number}": 0.0 for number in range(tests - len(truth))}
    found = _Found()
    names = list(truth)
    for start in range(0, len(names), _AT_ONCE):
        some = [world.runs_of(name, truth[name]) for name in names[start : start + _AT_ONCE]]
        for count in (_EARLY, runs):
            _judge(some, world.totals, count, truth, found)
    return _line(custom, seed, found, runs)


def table(lines: Iterator[str]) -> Iterator[str]:
    """The lines below what they mean."""
    yield _HEAD
    yield from lines


def _judge(
    some: Sequence[RunsOfTest], totals: Sequence[RunTotals], count: int, truth: dict[str, float], found: _Found
) -> None:
    cut = [one._replace(attempts=tuple(attempt for attempt in one.attempts if attempt.run < count)) for one in some]
    for one in rank(cut, totals[:count]):
        rate = truth[one.test]
        if one.state in _KNOWN and not rate:
            found.accused[count] = found.accused.get(count, 0) + 1
        elif one.state in _KNOWN and count == _EARLY:
            found.flaky[rate] = found.flaky.get(rate, 0) + 1
        elif one.state is State.SUSPECTED and count == _EARLY:
            found.suspected[rate] = found.suspected.get(rate, 0) + 1
        elif one.state is State.MENDED:
            found.mended += 1


def _line(custom: str, seed: int, found: _Found, runs: int) -> str:
    shares = ", ".join(f"{found.flaky.get(rate, 0) / _PER_RATE:4.0%}" for rate in RATES)
    suspected = f"{found.suspected.get(0.05, 0) / _PER_RATE:4.0%}"
    accused = ", ".join(str(found.accused.get(count, 0)) for count in (_EARLY, runs))
    mended = f"{found.mended / (len(RATES) * _PER_RATE):.1%}"
    return f"{seed:4}  {custom:25}  {shares}   {suspected}   {mended}   {accused}"
