"""An alert, and the signal that raises it."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping
from typing import NamedTuple

Evidence = Mapping[str, str | int | float]
"""What an alert rests on, each part by its name."""


class Kind(enum.Enum):
    """What an alert is about."""

    TOO_LARGE = "too-large"
    BROKEN = "broken"
    FLAKY = "flaky"
    SUITE_SLOWER = "suite-slower"
    SLOWER = "slower"
    LARGER = "larger"
    UNRELIABLE = "unreliable"
    VIOLATIONS = "violations"


class Subject(NamedTuple):
    """What is the same as long as an alert is about the same.

    Args:
        test: its node id; empty for what is about the suite.
        environment: where; empty for what is about the code.
        quantity: what is measured, if anything is.
    """

    kind: Kind
    test: str
    environment: str
    quantity: str = ""


class Signal(NamedTuple):
    """What a rule sees now.

    Args:
        told: in one sentence without a full stop.
        evidence: what that rests on.
    """

    subject: Subject
    told: str
    evidence: Evidence


class Alert(NamedTuple):
    """Times are microseconds since 1970; None where it has not come to that.

    Args:
        told: as the signal did when it was opened.
        evidence: likewise.
        opened: when it was told first.
        acknowledged: when somebody said that they know; what they know of is not told again unless it gets worse.
        by: who that was.
        why: what they said.
        closed: when it was over.
        ending: how.
    """

    subject: Subject
    told: str
    evidence: Evidence
    opened: int
    acknowledged: int | None = None
    by: str = ""
    why: str = ""
    closed: int | None = None
    ending: str = ""

    @property
    def name(self) -> str:
        """Short, and another one for each alert: to name it by on the command line."""
        said = "\0".join((self.subject.kind.value, *self.subject[1:], str(self.opened)))
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()

    @property
    def state(self) -> str:
        """Opened, acknowledged or closed."""
        if self.closed is not None:
            return "closed"
        return "opened" if self.acknowledged is None else "acknowledged"
