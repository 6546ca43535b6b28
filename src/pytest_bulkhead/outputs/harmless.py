"""Text from outside, such as a node id or a path, made fit for a terminal: it can neither steer it nor forge a line."""

from __future__ import annotations

import unicodedata

_UNPRINTABLE = "�"
_TAB = "    "


def harmless(text: str, *, lines: bool = False) -> str:
    """The text with nothing in it that a terminal obeys.

    Args:
        text: whatever came from a file, a record or a suite.
        lines: whether line ends stay; else they become spaces.
    """
    if text.isprintable():
        return text
    if lines:
        return "\n".join(map(harmless, text.splitlines()))
    return "".join(map(shown, text))


def shown(character: str) -> str:
    """What stands for one character on a terminal, as wide as `width` says of it."""
    if character.isprintable():
        return character
    if character == "\t":
        return _TAB
    if character in "\r\n" or unicodedata.category(character) == "Zs":
        return " " * width(character)
    return _UNPRINTABLE


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
