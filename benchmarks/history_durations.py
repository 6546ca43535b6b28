"""Simulated durations with known truth: how often the rule for slower tests is wrong, and what it finds."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from statistics import fmean, median

from pytest_bulkhead.history.regressions.rule import Rule
from pytest_bulkhead.history.regressions.shifting import is_enough, shifted

NOISE = (0.05, 0.15, 0.30)
FACTORS = (1.15, 1.3, 2.0, 3.0)
_SHIFTED = 0.01
_SPIKES = 0.03
_WITHIN = 12
_RULE = Rule(floor=0.05)
_FIRST = 60
_HEAD = (
    "noise  seed  evaluated  false alerts per 1,000 (any mean of 20 + 10 %)  "
    "found within 12 runs: × 1.15, × 1.3, × 2, × 3  (median delay)"
)


class _Test:
    """A test that takes a second, with noise, and perhaps longer from some run on."""

    def __init__(self, chance: random.Random, since: int | None, factor: float) -> None:
        self.chance, self.since, self.factor = chance, since, factor
        self.times: list[float] = []

    def run(self, number: int, spread: float) -> None:
        taken = math.exp(self.chance.gauss(0, spread))
        if self.chance.random() < _SPIKES:
            taken *= self.chance.uniform(1.5, 3)
        if self.is_slower(number):
            taken *= self.factor
        self.times.append(taken)
        del self.times[: -(_RULE.before + _RULE.recent + _RULE.confirmations)]

    def is_slower(self, number: int) -> bool:
        return self.since is not None and number >= self.since


def simulate(noise: float, seed: int, tests: int, runs: int) -> str:
    """One history, told as a line of the table.

    Log-normal noise with 3 % spikes of 1.5 to 3 times; of a hundred tests one becomes slower for good, at some time
    after the first sixty runs. The rule is asked after each run, of all tests together.
    """
    chance, spread = random.Random(seed), math.sqrt(math.log(1 + noise**2))
    some = dict(enumerate(_tests(chance, tests, runs)))
    evaluated = wrong = naive = 0
    delays: dict[int, int] = {}
    for number in range(runs):
        for one in some.values():
            one.run(number, spread)
        for name in shifted({name: one.times for name, one in some.items()}, _RULE):
            if some[name].is_slower(number):
                delays.setdefault(name, number - (some[name].since or 0) + 1)
            else:
                wrong += 1
        steady = [one.times for one in some.values() if not one.is_slower(number) and is_enough(one.times, _RULE)]
        evaluated += len(steady)
        naive += sum(times[-1] > 1.1 * fmean(times[-21:-1]) for times in steady)
    return _line(noise, seed, some, delays, (evaluated, wrong, naive))


def table(lines: Iterator[str]) -> Iterator[str]:
    """The lines below what they mean."""
    yield _HEAD
    yield from lines


def _tests(chance: random.Random, tests: int, runs: int) -> Iterator[_Test]:
    for number in range(tests):
        is_shifted = number < tests * _SHIFTED
        since = chance.randrange(_FIRST, runs - _WITHIN) if is_shifted else None
        yield _Test(random.Random(chance.random()), since, FACTORS[number % len(FACTORS)])


def _line(noise: float, seed: int, some: dict[int, _Test], delays: dict[int, int], counts: tuple[int, int, int]) -> str:
    evaluated, wrong, naive = counts
    found = []
    for factor in FACTORS:
        names = [name for name, one in some.items() if one.since is not None and one.factor == factor]
        late = [delays[name] for name in names if name in delays]
        within = sum(delay <= _WITHIN for delay in late) / len(names)
        found.append(f"{within:4.0%} ({median(late):.0f})" if late else f"{within:4.0%} (-)")
    rates = f"{wrong / evaluated * 1000:8.4f} ({naive / evaluated * 1000:.0f})"
    return f"{noise:4.0%}  {seed:5}  {evaluated:9,}  {rates}  {', '.join(found)}"
