"""Finds the file that holds the settings for a path."""

from __future__ import annotations

import os
import reprlib
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.settings.model import Settings


def load_settings(start: Path) -> Settings:
    """The settings that hold for `start`, a folder or file: from the nearest file above it that has some.

    Raises:
        SettingsError: that file cannot be read or parsed, or holds what it may not.
    """
    # No symlinks are resolved: the file above the path as the user wrote it is the nearest one.
    folder = Path(os.path.abspath(start))
    for parent in (folder, *folder.parents):
        for name, table_of in (("bulkhead.toml", _whole), ("pyproject.toml", _tool_table)):
            table = _read(parent / name, table_of)
            if table is not None:
                from pytest_bulkhead.settings.parsing import parse_settings  # where there is something to parse

                return parse_settings(table, parent / name)
    return Settings()


def _whole(document: Mapping[str, Any]) -> Any:
    return document


def _tool_table(document: Mapping[str, Any]) -> Any:
    tools = document.get("tool")
    return tools.get("bulkhead") if isinstance(tools, Mapping) else None


def _read(path: Path, table_of: Callable[[Mapping[str, Any]], Any]) -> Mapping[str, Any] | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
    except OSError:  # what may not even be looked at does not speak for the project
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read for the settings of bulkhead: {error.strerror}.") from None
    if path.name == "pyproject.toml" and b"bulkhead" not in data:
        return None
    import tomllib  # costs as much as all the rest of this module, and most projects have no settings

    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a number of too many digits is a plain ValueError
        raise SettingsError(f"{path} is no valid TOML, so the settings of bulkhead cannot be read: {error}.") from None
    table = table_of(document)
    if table is not None and not isinstance(table, Mapping):
        raise SettingsError(f"{path}: [tool.bulkhead] must be a table, not {brief(table)}.")
    return table


def brief(value: Any) -> str:
    """A value as it can stand in a message: however long it is, and however deep."""
    shortened = reprlib.Repr()
    shortened.maxstring = shortened.maxother = 80
    try:
        return shortened.repr(value)
    except ValueError:
        return "a number of thousands of digits"
