"""Where a project's history is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pytest_bulkhead.record.folder import FOLDER
from pytest_bulkhead.settings import Settings

VARIABLE = "BULKHEAD_HISTORY"
NAME = "history.sqlite"


def place_of(root: Path, settings: Settings, environ: Mapping[str, str], named: str = "") -> str:
    """The path of an SQLite file, or the URL of a PostgreSQL database.

    Args:
        root: of the project.
        settings: of the project.
        environ: of this process, which stands before the settings: a password does not belong into a file.
        named: on the command line, which stands before all.
    """
    return named or environ.get(VARIABLE, "") or settings.history or str(root / FOLDER / NAME)
