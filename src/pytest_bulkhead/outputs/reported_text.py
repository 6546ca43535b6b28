"""The text of the files that findings name: its lines, and places in it as other formats count them."""

from __future__ import annotations

import bisect
import io
import re
import tokenize
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.findings import Edit

# A run record may come from elsewhere: what it names is looked into only where a finding can be.
_SOURCES = frozenset({".py", ".pyi", ".toml", ".ini", ".cfg"})
_LARGEST_SOURCE = 16 * 1024 * 1024
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class Place(NamedTuple):
    """A place in a text: line and column, both in characters from 1."""

    line: int
    column: int


class Text:
    """One decoded file; an unreadable one has no lines.

    Args:
        lines: with their ends.
    """

    def __init__(self, lines: tuple[str, ...]) -> None:
        self.lines = lines
        self._starts = list(accumulate(map(len, lines), initial=0))

    def line(self, number: int) -> str | None:
        """A line without its end, counted from 1; None when there is no such line."""
        return self.lines[number - 1].rstrip("\r\n") if 1 <= number <= len(self.lines) else None

    def place(self, offset: int) -> Place | None:
        """The place of an offset, None when the text is shorter than that."""
        if not 0 <= offset <= self._starts[-1] or not self.lines:
            return None
        number = min(bisect.bisect_right(self._starts, offset), len(self.lines))
        return Place(number, offset - self._starts[number - 1] + 1)

    def span(self, edit: Edit) -> tuple[Place, Place] | None:
        """Where an edit begins and ends, None when the text is shorter than that."""
        start, end = self.place(edit.start), self.place(edit.end)
        return (start, end) if start and end else None

    def byte_column(self, place: Place) -> int:
        """The column of a place in bytes of UTF-8, from 1."""
        line = self.lines[place.line - 1] if 1 <= place.line <= len(self.lines) else ""
        before = line[: place.column - 1]
        return len(before.encode(errors="replace")) + 1 + max(0, place.column - 1 - len(line))


class ReportedTexts:
    """Reads each file at most once."""

    def __init__(self) -> None:
        self._read: dict[str, Text] = {}

    def of(self, path: str) -> Text:
        """The text of a file as it is now; without lines when it is gone, no source, or cannot be decoded."""
        if path not in self._read:
            try:
                lines = _lines(Path(path))
            except (OSError, SyntaxError, LookupError, ValueError):  # missing, of another encoding, or of none
                lines = ()
            self._read[path] = Text(lines)
        return self._read[path]


def _lines(path: Path) -> tuple[str, ...]:
    if path.suffix not in _SOURCES or not path.is_file() or path.stat().st_size > _LARGEST_SOURCE:
        return ()
    data = path.read_bytes()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return tuple(_LINE.findall(data.decode(encoding)))
