"""What the checker says of a project, asked in a process of its own: the one that runs tests stays small."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

_PATIENCE = 600
_CLEAN = (0, 1)


class Answer(NamedTuple):
    """What it says.

    Args:
        findings: as its JSON has them.
        complaint: what it says instead, where it cannot do its work.
    """

    findings: tuple[Mapping[str, Any], ...]
    complaint: str = ""


class StaticView:
    """What it sees of a project, under the project's own settings; each question is asked once, when somebody wants it.

    Args:
        root: the project's folder.
        remembers: whether the checker may keep there what it has seen for the next time.
    """

    def __init__(self, root: Path, *, remembers: bool = True) -> None:
        self._root = root
        self._cached = () if remembers else ("--no-cache",)

    @functools.cached_property
    def files(self) -> tuple[Path, ...]:
        """The test code."""
        _, listed, _ = _check(self._root, "--show-files", *self._cached)
        return tuple(Path(os.path.normpath(self._root / name)) for name in listed.splitlines())

    @functools.cached_property
    def answer(self) -> Answer:
        """What it finds there."""
        status, said, complaint = _check(self._root, "--output-format", "json", *self._cached)
        if status not in _CLEAN:
            return Answer((), complaint.strip().removeprefix("bulkhead: "))
        return Answer(tuple(json.loads(said)["findings"]))

    def of(self, *codes: str) -> list[Mapping[str, Any]]:
        """The findings with these codes."""
        return [finding for finding in self.answer.findings if finding["code"] in codes]

    def files_with(self, word: str) -> list[Path]:
        """The files in which a word stands."""
        data = word.encode()
        return [path for path in self.files if path.is_file() and data in path.read_bytes()]


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
