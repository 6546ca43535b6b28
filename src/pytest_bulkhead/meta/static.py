"""What the checker says of a project, asked in a process of its own: the one that runs tests stays small."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PATIENCE = 600
_CLEAN = (0, 1)


@dataclass(frozen=True, slots=True)
class StaticView:
    """What it sees.

    Args:
        findings: as its JSON has them.
        files: the test code, absolute.
        complaint: what it says instead, where it cannot do its work.
    """

    findings: tuple[Mapping[str, Any], ...]
    files: tuple[Path, ...]
    complaint: str = ""

    def of(self, *codes: str) -> list[Mapping[str, Any]]:
        """The findings with these codes."""
        return [finding for finding in self.findings if finding["code"] in codes]

    def files_with(self, word: str) -> list[Path]:
        """The files in which a word stands."""
        data = word.encode()
        return [path for path in self.files if path.is_file() and data in path.read_bytes()]


def look_at(root: Path) -> StaticView:
    """Ask the checker about the project in a folder, under its own settings."""
    status, said, complaint = _check(root, "--output-format", "json")
    if status not in _CLEAN:
        return StaticView((), (), complaint.strip().removeprefix("bulkhead: "))
    _, listed, _ = _check(root, "--show-files")
    return StaticView(
        tuple(json.loads(said)["findings"]),
        tuple(Path(os.path.normpath(root / name)) for name in listed.splitlines()),
    )


def _check(root: Path, *words: str) -> tuple[int, str, str]:
    # Our own package, wherever it was imported from, and not a folder that happens to be the current one.
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pytest_bulkhead", "check", "--allow-no-files", *words, "."],
        cwd=root,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
