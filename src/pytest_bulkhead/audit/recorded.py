"""What a run record says of leaks, as it is told where we stand."""

from __future__ import annotations

from typing import NamedTuple

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.relocating import relocate, relocated
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.record.tolerated import Tolerated


class Recorded(NamedTuple):
    """The findings of a run, their paths relative to the working directory.

    Args:
        findings: what was told, and what only the baseline tolerated: it counts, and so is asked for all of them.
        noted: what comments let stand.
    """

    findings: list[Finding]
    noted: list[Tolerated]


def recorded(record: Record, root: str, folder: str) -> Recorded:
    """Take them from a record.

    Args:
        record: of a run.
        root: the folder that its paths are relative to.
        folder: the working directory.
    """
    # More than the baseline tolerates is in the record twice.
    by_baseline = [one.finding for one in record.tolerated if not one.path and one.finding not in record.findings]
    noted = [
        one._replace(finding=relocate([one.finding], root, folder)[0], path=relocated(one.path, root, folder))
        for one in record.tolerated
        if one.path
    ]
    return Recorded(relocate([*record.findings, *by_baseline], root, folder), noted)
