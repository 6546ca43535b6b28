"""What a hazard is: why it hurts, how it looks, what mends it, and which layers promise to stop it."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Family(enum.Enum):
    """The chapters of the catalogue."""

    CHECK = "What the check says of itself"
    PROCESS = "State of the process"
    SHARED = "Things shared between workers"
    OVERRIDES = "FastAPI dependency overrides"
    MOCKS = "Mocks and memory"
    ORGANISATION = "Fixtures, collection, configuration"


class Layer(enum.Enum):
    """The layers of defence that can promise to stop a hazard."""

    STATIC = "static"
    FIX = "fix"
    RUNTIME = "runtime"
    UTILITY = "utility"
    DRILL = "drill"


class Severity(enum.Enum):
    """How much a finding weighs: errors decide the exit status, warnings are shown and counted."""

    ERROR = "error"
    WARNING = "warning"


class Profile(enum.Enum):
    """When a hazard is looked for without being selected by name."""

    RECOMMENDED = "recommended"
    STRICT = "strict"
    ON_REQUEST = "on request"


class Hazard(NamedTuple):
    """One way in which a test stops being alone.

    Args:
        code: ``BH`` and three digits; a contract (suppressions and history use it).
        slug: the name in words; several codes may share one.
        title: the bad pattern in a few words, so that "allow <title>" reads well.
        why: what goes wrong for whom, in a short paragraph.
        bad: a small example that commits it.
        good: the same example, mended.
        remedy: one sentence that tells what to do; it is the help of every finding.
        promised: the layers that must stop it.
        severity: the usual weight of a finding.
        profile: when it is looked for.
    """

    code: str
    slug: str
    title: str
    family: Family
    why: str
    bad: str
    good: str
    remedy: str
    promised: frozenset[Layer]
    severity: Severity = Severity.ERROR
    profile: Profile = Profile.RECOMMENDED
