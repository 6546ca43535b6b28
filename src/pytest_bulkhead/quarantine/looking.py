"""What is wrong with a quarantine by itself, without a run."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.node_ids import file_of
from pytest_bulkhead.quarantine.file import Quarantine


class Problem(NamedTuple):
    """Something to be done about an entry.

    Args:
        kind: `overdue` or `gone`.
        message: what is so, as a sentence without a full stop.
    """

    test: str
    kind: str
    message: str


def problems_of(quarantine: Quarantine, root: Path, day: datetime.date) -> Iterator[Problem]:
    """The tests that are overdue, the oldest first, and those whose file is gone.

    Args:
        quarantine: of a project.
        root: the folder that node ids are relative to.
        day: by which entries expire.
    """
    for entry in quarantine.overdue(day):
        days = (day - entry.until).days
        told = f"{entry.test} is overdue by {days} day{'s' * (days != 1)} ({entry.terms}): its failures count again"
        yield Problem(entry.test, "overdue", told)
    for entry in quarantine.entries:
        path = file_of(entry.test)
        if not (root / path).exists():
            yield Problem(entry.test, "gone", f"{entry.test} is in quarantine, and there is no {path}")
