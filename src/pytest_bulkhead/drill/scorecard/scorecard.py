"""What a drill has measured: of each hazard, how many mutants each layer caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_bulkhead.drill.examined import Examined
from pytest_bulkhead.drill.examiner import Outcome
from pytest_bulkhead.drill.scorecard.interval import wilson
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.findings import Finding

_TWO = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one hazard under one examination: how often each outcome came."""

    counts: Mapping[Outcome, int]

    @property
    def caught(self) -> int:
        return self.counts.get(Outcome.CAUGHT, 0)

    @property
    def missed(self) -> int:
        return self.counts.get(Outcome.MISSED, 0)

    @property
    def applicable(self) -> int:
        return self.caught + self.missed


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All that a drill has to say.

    Args:
        project: the name of the project's folder.
        seed: what decided which mutants were chosen.
        mutants: what was examined, without those that were no violation after all.
        void: how many were none, by the reason why.
        equivalent: how many places a mutation could have changed without any effect, by the reason why.
        candidates: how many mutants there were to choose from.
        chosen: how many were to be examined.
        false_alarms: findings in sound code that was laid in.
        untouched: what was found in the untouched copy: it stood in the project before, for its owner to judge.
        notices: what a reader must know to judge the rest.
    """

    project: str
    seed: int
    mutants: tuple[Examined, ...]
    void: Mapping[str, int]
    equivalent: Mapping[str, int]
    candidates: int
    chosen: int
    false_alarms: tuple[Finding, ...]
    untouched: tuple[Finding, ...]
    seconds: float
    notices: tuple[str, ...] = ()

    @property
    def caught(self) -> tuple[Examined, ...]:
        """Those that one examination or more has caught."""
        return tuple(one for one in self.mutants if one.caught_by)

    @property
    def survivors(self) -> tuple[Examined, ...]:
        """Those that none has caught."""
        return tuple(one for one in self.mutants if not one.caught_by)

    @property
    def prevention_rate(self) -> float:
        """The share that was caught by one or more."""
        return self.share(len(self.caught))

    @property
    def interval(self) -> tuple[float, float]:
        """Where the rate would lie for all such mutants, 95 times of 100."""
        return wilson(len(self.caught), len(self.mutants))

    @property
    def by_two(self) -> int:
        """How many were caught by two examinations or more."""
        return sum(len(one.caught_by) >= _TWO for one in self.mutants)

    @property
    def before_and_while(self) -> int:
        """How many were caught before the tests ran and once more while they ran."""
        return sum(one.is_caught_twice for one in self.mutants)

    @property
    def codes(self) -> tuple[str, ...]:
        """The hazards that were violated."""
        return tuple(sorted({one.code for one in self.mutants}))

    def of(self, code: str) -> tuple[Examined, ...]:
        """The mutants of one hazard."""
        return tuple(one for one in self.mutants if one.code == code)

    def tally(self, code: str, examination: Examination) -> Tally:
        """How one examination did with one hazard."""
        outcomes = (one.outcomes.get(examination, Outcome.NOT_APPLICABLE) for one in self.of(code))
        return Tally(Counter(outcomes))

    def share(self, count: int) -> float:
        """Of all mutants, 0 to 1."""
        return count / len(self.mutants) if self.mutants else 0.0
