"""Where runs are recorded, what is remembered, and where workers meet."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.record.folder import FOLDER
from pytest_bulkhead.worker.host_folder import place_of_host

TITLE = "Folders"


def look(case: Case) -> Iterator[Line]:
    """Whether each can be written; none is made."""
    root = case.subject.root
    records = root / FOLDER / "runs"
    yield _writable("records", records, "They are told of once and lost: give the user that runs tests the folder.")
    yield _writable("cache", root / FOLDER / "cache", "Every check looks at all files anew until it can be.")
    try:
        host, remedy = place_of_host(), "Name another with BULKHEAD_HOST_FOLDER, the same for all runs on this host."
        yield _writable("workers meet in", host, remedy, is_needed=True)
    except WorkerError as error:
        yield Line("workers meet in", str(error), state=State.BROKEN)
    yield _writable("temporary files", Path(tempfile.gettempdir()), "Set TMPDIR to one that can be.", is_needed=True)
    yield from case.held("record_folder_ignored", FOLDER)


def _writable(label: str, folder: Path, remedy: str, *, is_needed: bool = False) -> Line:
    there = folder
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Line(label, f"{folder}{'' if there == folder else ' (made when it is needed)'}")
    return Line(label, f"{folder} cannot be written", "", State.BROKEN if is_needed else State.WARNING, remedy)
