"""Where caches are kept."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_bulkhead.record.folder import FOLDER, prepare_folder


def default_folder(root: str) -> str:
    """The folder for the caches of a project."""
    return os.path.join(root, FOLDER, "cache")


def prepare(folder: str) -> None:
    """Make the folder, in the project itself so that git ignores it.

    Raises:
        OSError: that cannot be done.
    """
    prepare_folder(Path(folder))
