"""What a page is made from: a run, what was found, and what the history holds; each of them may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pytest_bulkhead.hazards.hazard import Layer
from pytest_bulkhead.matrix import Figure
from pytest_bulkhead.outputs.format import Group
from pytest_bulkhead.quarantine.entry import Entry
from pytest_bulkhead.record.reading import Record

if TYPE_CHECKING:  # which take the extra of the history
    from pytest_bulkhead.report.data.past import Past


class Run(NamedTuple):
    """One run, and all that is known of it.

    Args:
        name: of the record.
        groups: what was found, in the order in which it is to be mended, with paths from the working directory.
        opening: the answer to whether it is safe to run in parallel; empty where nobody asked.
        safe: yes, no or unknown; empty likewise.
        notices: what a reader must know to judge the rest.
    """

    record: Record
    name: str
    groups: tuple[Group, ...]
    opening: str = ""
    safe: str = ""
    notices: tuple[str, ...] = ()


class Sources(NamedTuple):
    """All that goes into a page.

    Args:
        root: of the project.
        made: when the page is made, in seconds since 1970.
        run: None where the history is all there is.
        past: None where there is no history.
        quarantine: the tests whose failures do not count.
        measured: what the project's own drill has measured; None where there was none.
        tolerated: what a project lives with, by what lets it stand.
        since: from when a review tells, in seconds since 1970; None for a page without one.
    """

    root: Path
    made: float
    run: Run | None
    past: Past | None = None
    quarantine: tuple[Entry, ...] = ()
    measured: Mapping[tuple[str, Layer], Figure] | None = None
    tolerated: Mapping[str, int] = {}
    since: float | None = None
