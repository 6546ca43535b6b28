"""Something put into a text, and taken out of it again; what was there is never touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class NotEditableError(Exception):
    """Nothing can be put safely into this text; the message says why, to follow the file's name."""


class Insertion(NamedTuple):
    """A piece of text, and where it goes.

    Args:
        offset: in characters of the text as it was.
    """

    offset: int
    text: str


def line_end(text: str) -> str:
    r"""What the lines of a text end with: ``\r\n`` where the first one does."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def inserted(text: str, insertions: Iterable[Insertion]) -> str:
    """A text with pieces put into it."""
    for offset, piece in sorted(insertions, key=lambda one: one.offset, reverse=True):
        text = text[:offset] + piece + text[offset:]
    return text


def at_end(text: str, lines: str, *, apart: bool = True) -> Insertion:
    r"""Lines put at a text's end.

    Args:
        text: where they go.
        lines: what is put there; its lines end with ``\n`` and get those of the text.
        apart: whether an empty line is wanted between.
    """
    end = line_end(text)
    before = "" if not text or text.endswith("\n") else end
    gap = end if apart and text.strip() and not text.endswith((end * 2, "\n\n")) else ""
    return Insertion(len(text), before + gap + lines.replace("\n", end))


def removed(text: str, pieces: Sequence[str]) -> str | None:
    """A text without pieces that were put into it; None unless each stands there just once.

    Where a piece also ended the line before it, and something follows by now, that line still ends.
    """
    for piece in pieces:
        start = text.find(piece)
        if start < 0 or text.find(piece, start + 1) >= 0:
            return None
        before, after = text[:start], text[start + len(piece) :]
        ends = before and after and not before.endswith("\n") and piece.startswith(("\n", "\r\n"))
        text = before + (line_end(text) if ends else "") + after
    return text
