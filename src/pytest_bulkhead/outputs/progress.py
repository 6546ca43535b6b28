"""A line on the terminal that says how far something is, and none anywhere else."""

from __future__ import annotations

import sys
import time


class ProgressLine:
    """The last line of standard error, written again and again."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self._began = time.monotonic()

    def say(self, text: str) -> None:
        """Rewrite the line."""
        if self.shown:
            sys.stderr.write(f"\r\x1b[Kbulkhead: {text}, {time.monotonic() - self._began:.0f} s")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave the terminal as it was."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
