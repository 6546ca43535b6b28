"""Puts a page where it belongs, whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import PageError
from pytest_bulkhead.record.folder import FOLDER, prepare_folder

NAME = "report.html"


def place_of_page(root: Path) -> Path:
    """Where a project's page lies unless another place is named."""
    return root / FOLDER / NAME


def write_page(data: Mapping[str, Any], path: Path) -> None:
    """Render and write it; a page that is there is replaced at once.

    Args:
        data: as `page_data` tells it.
        path: of the file; its folder must be there, unless it is that of our records.

    Raises:
        PageError: the place cannot be written.
    """
    from pytest_bulkhead.report.rendering import render  # which takes jinja2

    text = render(data)
    try:
        if path.parent.name == FOLDER:
            prepare_folder(path.parent / "runs")
        _replace(path, text)
    except OSError as error:
        raise PageError(f"The report cannot be written to {path}: {error.strerror}. Name another file.") from None


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.unlink(missing_ok=True)
        with open(beside, "x", encoding="utf-8") as file:  # never through a link that somebody has put there
            file.write(text)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
