"""What the examinations of one mutant have shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pytest_bulkhead.drill.examiner import Outcome
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.seed import Examination

_BEFORE_RUNNING = frozenset({Examination.CHECK, Examination.COLLECTION, Examination.REVIEW})


class Examined(NamedTuple):
    """One mutant, and what became of it.

    Args:
        outcomes: by examination; empty when it is no violation after all.
        reasons: why an examination was not applicable, or what it said instead.
        void: why it is none, for example since its tests are not collected any more.
    """

    identity: str
    code: str
    origin: str
    path: str
    line: int
    tests: tuple[str, ...]
    diff: str
    outcomes: Mapping[Examination, Outcome]
    reasons: Mapping[Examination, str]
    void: str = ""

    @property
    def caught_by(self) -> frozenset[Examination]:
        """The examinations that have caught it."""
        return frozenset(one for one, outcome in self.outcomes.items() if outcome is Outcome.CAUGHT)

    @property
    def is_caught_twice(self) -> bool:
        """Whether it was caught before the tests ran, and again while they ran."""
        return bool(self.caught_by & _BEFORE_RUNNING) and bool(self.caught_by - _BEFORE_RUNNING)

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "identity": self.identity,
            "code": self.code,
            "origin": self.origin,
            "path": self.path,
            "line": self.line,
            "tests": list(self.tests),
            "outcomes": {one.value: outcome.value for one, outcome in self.outcomes.items()},
            "reasons": {one.value: reason for one, reason in self.reasons.items() if reason},
            "void": self.void,
            "diff": self.diff,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Examined:
        """Read what `to_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        return cls(
            identity=str(data["identity"]),
            code=str(data["code"]),
            origin=str(data["origin"]),
            path=str(data["path"]),
            line=int(data["line"]),
            tests=tuple(map(str, data["tests"])),
            diff=str(data["diff"]),
            outcomes={Examination(one): Outcome(outcome) for one, outcome in data["outcomes"].items()},
            reasons={Examination(one): str(reason) for one, reason in data["reasons"].items()},
            void=str(data["void"]),
        )


def examined(
    mutant: Mutant,
    diff: str,
    outcomes: Mapping[Examination, Outcome],
    reasons: Mapping[Examination, str],
    void: str = "",
) -> Examined:
    """What has become of a mutant."""
    return Examined(
        identity=mutant.identity,
        code=mutant.code,
        origin=mutant.origin,
        path=mutant.path,
        line=mutant.line,
        tests=mutant.tests,
        diff=diff,
        outcomes=outcomes,
        reasons=reasons,
        void=void,
    )
