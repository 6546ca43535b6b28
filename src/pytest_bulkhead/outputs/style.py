"""Colours for terminals, and none anywhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Style:
    """Wraps text in ANSI sequences, or returns it as it is."""

    colour: bool = False

    @classmethod
    def of(cls, stream: TextIO) -> Style:
        """Coloured for a terminal that can, unless NO_COLOR is set; FORCE_COLOR colours everything."""
        if os.environ.get("NO_COLOR"):
            return cls(colour=False)
        terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        return cls(colour=bool(os.environ.get("FORCE_COLOR")) or terminal)

    def bold(self, text: str) -> str:
        return self._wrap("1", text)

    def red(self, text: str) -> str:
        return self._wrap("1;31", text)

    def yellow(self, text: str) -> str:
        return self._wrap("1;33", text)

    def blue(self, text: str) -> str:
        return self._wrap("1;34", text)

    def dim(self, text: str) -> str:
        return self._wrap("2", text)

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text
