"""What the drill knows of a hazard: a small suite that commits it, and the same suite remedied."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import NamedTuple


class Examination(enum.Enum):
    """The ways in which a violation can be caught, each measured apart from the others."""

    CHECK = "check"
    COLLECTION = "collection"
    SERIAL = "serial"
    PARALLEL = "parallel"
    REGRESSION = "regression"
    REVIEW = "review"


READING = frozenset({Examination.CHECK, Examination.REVIEW})
"""What sees a violation in the text of the tests."""
RUNNING = frozenset({Examination.SERIAL, Examination.PARALLEL})
"""What sees a violation when the tests run."""
IMPORTING = RUNNING | {Examination.COLLECTION}
"""What sees a violation that happens while a file is imported."""


SERVERS = frozenset({"openfga", "postgres", "redis"})
"""Needs that no package meets, though one may be called so: a server that holds nobody's data."""


class Seed(NamedTuple):
    """A small suite that commits a hazard, beside its remedied twin.

    Args:
        code: of the hazard.
        name: which way of committing it, in words, unique among the seeds of the hazard.
        bad: the files of the suite that commits it, by their path in it.
        good: those of the twin: the same suite, in which every layer must stay silent.
        caught_by: the examinations that must catch it.
        needs: what has to be installed or there for the suite to run (`fastapi`, `postgres`, …).
        arguments: for pytest, beside those of the examination.
        also: codes of other hazards by which the bad suite may rightly be told.
    """

    code: str
    name: str
    bad: Mapping[str, str]
    good: Mapping[str, str]
    caught_by: frozenset[Examination]
    needs: frozenset[str] = frozenset()
    arguments: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()
