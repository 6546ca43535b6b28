"""Where the file is. Imported by the plugin in every run, so that it needs nothing."""

from __future__ import annotations

from pathlib import Path

QUARANTINE_FILE = "bulkhead-quarantine.toml"
"""Beside the settings, or in the project's folder where there are none."""


def quarantine_path(settings_root: Path | None, root: Path) -> Path:
    """Where the quarantine of a project is.

    Args:
        settings_root: the folder of the settings.
        root: of the project.
    """
    return (settings_root or root) / QUARANTINE_FILE
