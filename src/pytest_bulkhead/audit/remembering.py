"""Takes the run of an audit into the history, which never changes the verdict."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.history.extra import has_history
from pytest_bulkhead.history.place import place_of
from pytest_bulkhead.settings import Settings


def remember(record: Path | None, root: Path, settings: Settings) -> Iterator[str]:
    """Keep a run.

    Args:
        record: of the run; None where none was written.
        root: of the project.
        settings: of the project.

    Yields:
        What is not kept, and why.
    """
    if record is None:
        return
    if not has_history():
        yield "the history does not keep this run: that takes pip install 'pytest-bulkhead[history]'"
        return
    from pytest_bulkhead.history.ingesting import Ingest
    from pytest_bulkhead.history.store import open_store

    try:
        with open_store(place_of(root, settings, os.environ)) as store:
            Ingest(store).take(record)
    except BulkheadError as error:
        yield f"the history does not keep this run: {error}"
