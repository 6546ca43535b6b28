"""Runs a small suite that uses our fixtures, in real workers."""

from __future__ import annotations

from pathlib import Path

from tests.plugin.running import Run, run, write

PLUGINS = ("-p", "pytest_bulkhead.resources.fixtures", "-p", "no:cacheprovider")


def run_suite(folder: Path, files: dict[str, str], *arguments: str, **variables: str) -> Run:
    """Write a suite to a folder and run it there; its processes meet in the same folder."""
    return run(write(folder, files), *PLUGINS, *arguments, BULKHEAD_HOST_FOLDER=str(folder / "host"), **variables)
