"""The block structure of a YAML file, as far as it takes to put something into it: without any library.

pytest-bulkhead depends on pytest alone, and what it cannot follow it leaves to people. YAML 1.2, chapters 7 and 8, says
where a scalar ends: a quoted one at its quote, a block one at the first line that is indented less than its contents, a
plain one at the first line that is indented no more than its parent.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_bulkhead.scaffold.text.insertion import NotEditableError

_DASH = re.compile(r"-(?: +|(?=\r?$))")
_BLOCK_SCALAR = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-]?)(?:\s+#.*)?$")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:\s+|$))+")
_PLAIN_KEY = re.compile(r"(?:[^\s#&*!|>'\"%@`\[\]{},?:-]|[?:-](?=\S)|\*\S)(?:[^:#]|:(?=\S)|(?<=\S)#)*?\s*:(?=\s|$)")
_NOT_EMPTY = re.compile(r"(?m)^[ \t]*[^\s#]")
_QUOTES = {"'": "'", '"': '"'}
_PAIRS = {"]": "[", "}": "{"}


class Line(NamedTuple):
    """A line of the block structure, with all lines that only continue its value.

    Args:
        start: where it begins in the text.
        end: behind the line end of the last line that belongs to it.
        indent: the column of its first character.
        dashes: the columns of the items that begin in it.
        key: the key in it, without quotes; empty where there is none.
        value: where its value begins in the text, properties left out; where the line ends when it has none.
        written: the value as it is written, comments left out; empty for none.
    """

    start: int
    end: int
    indent: int
    dashes: tuple[int, ...]
    key: str
    value: int
    written: str

    @property
    def keeps(self) -> bool:
        """Whether empty lines behind it belong to its value."""
        return _BLOCK_SCALAR.match(self.written) is not None and "+" in self.written.split("#")[0]


def block_lines(text: str) -> list[Line]:
    """The lines of a document's block structure: no comments, no empty ones.

    Raises:
        NotEditableError: the text has something in it that is not followed here.
    """
    lines: list[Line] = []
    position = 1 if text.startswith("\ufeff") else 0
    while position < len(text):
        end = _end(text, position)
        line = text[position:end].rstrip("\r\n")
        content = line.lstrip(" ")
        if not content or content.startswith("#"):
            position = end
            continue
        if line.rstrip() == "..." and not _NOT_EMPTY.search(text, end):
            break
        if line.startswith(("---", "...", "%")):
            if line.rstrip() != "---" or lines:
                raise NotEditableError("holds more than one document, or directives")
            position = end
            continue
        lines.append(_line(text, position, len(line) - len(content), end))
        position = lines[-1].end
    return lines


def _line(text: str, start: int, indent: int, end: int) -> Line:
    """The line that begins at a position, and what belongs to it."""
    position, dashes = start + indent, []
    if text[position] == "\t":
        raise NotEditableError("is indented by tabs")
    while found := _DASH.match(text, position, _bare(text, end)):
        dashes.append(position - start)
        position = found.end()
    parent = position - start
    key, position = _key(text, position, end)
    if not key and dashes:
        parent = dashes[-1]
    elif not key:
        parent = indent - 1
    found = _PROPERTIES.match(text, position, end)
    value = found.end() if found else position
    value = min(value, _bare(text, end))
    written, last = _value(text, value, end, start, parent)
    return Line(start, last, indent, tuple(dashes), key, value, written)


def _key(text: str, position: int, end: int) -> tuple[str, int]:
    """The key that begins at a position, and where what follows it begins."""
    if text[position] in _QUOTES:
        closing = _quoted(text, position)
        colon = re.compile(r"\s*:(?=\s|$)").match(text, closing, end) if closing <= end else None
        return (text[position + 1 : closing - 1], _past_spaces(text, colon.end(), end)) if colon else ("", position)
    if re.match(r"\?(\s|$)", text[position:end]):
        raise NotEditableError("has keys that begin with a question mark")
    found = _PLAIN_KEY.match(text, position, _bare(text, end))
    if found is None:
        return "", position
    return found[0].rstrip(": \t"), _past_spaces(text, found.end(), end)


def _value(text: str, position: int, end: int, start: int, parent: int) -> tuple[str, int]:
    """A value as it is written, and where the last line of it ends."""
    bare = _bare(text, end)
    rest = text[position:bare]
    if not rest or rest.startswith("#"):
        return "", end
    if rest[0] in "|>":
        if not _BLOCK_SCALAR.match(rest):
            raise NotEditableError("has a block of text whose head is not understood")
        return rest, _block_scalar(text, end, parent, keeps="+" in rest.split("#")[0])
    if rest[0] in "'\"[{":
        closing = _quoted(text, position) if rest[0] in _QUOTES else _flow(text, position)
        end = _end(text, closing)
        behind = text[closing:end].strip()
        if behind and not behind.startswith("#"):
            raise NotEditableError(f"has {behind[:20]!r} behind a closing quote or bracket")
        return text[position:closing], end
    if rest[0] in "@`%,]}":
        raise NotEditableError(f"has a value that begins with {rest[0]!r}")
    written = re.split(r"\s#", rest)[0].rstrip()
    has_comment = len(written) < len(rest.rstrip())
    return written, end if has_comment or rest[0] == "*" else _continued(text, end, parent)


def _block_scalar(text: str, position: int, parent: int, *, keeps: bool) -> int:
    """Where a block of text ends, whose contents are indented more than its parent."""
    last = position
    while position < len(text):
        end = _end(text, position)
        line = text[position:end].rstrip("\r\n")
        if line.strip(" ") and len(line) - len(line.lstrip(" ")) <= parent:
            break
        if line.strip(" ") or keeps:
            last = end
        position = end
    if last == len(text) and not text.endswith("\n"):
        raise NotEditableError("ends in a block of text without a line end")
    return last


def _continued(text: str, position: int, parent: int) -> int:
    """Where a plain value ends that may go on over lines that are indented more than its parent."""
    last = position
    while position < len(text):
        end = _end(text, position)
        line = text[position:end].rstrip("\r\n")
        content = line.lstrip(" \t")
        if content:
            if len(line) - len(content) <= parent or content.startswith("#"):
                break
            last = end
            if re.search(r"\s#", content):
                break
        position = end
    return last


def _quoted(text: str, position: int) -> int:
    """Behind the quote that closes the one at a position."""
    quote = text[position]
    position += 1
    while position < len(text):
        if text[position] == "\\" and quote == '"':
            position += 2
        elif text[position] == quote:
            if quote == "'" and text[position + 1 : position + 2] == "'":
                position += 2
                continue
            return position + 1
        else:
            position += 1
    raise NotEditableError("has a quote that is never closed")


def _flow(text: str, position: int) -> int:
    """Behind the bracket that closes the one at a position."""
    opened: list[str] = []
    while position < len(text):
        character = text[position]
        if character in _QUOTES and text[position - 1] in "[{,: \t\r\n":
            position = _quoted(text, position)
            continue
        if character == "#" and text[position - 1] in " \t\r\n":
            position = _end(text, position)
            continue
        if character in "[{":
            opened.append(character)
        elif character in _PAIRS and (not opened or opened.pop() != _PAIRS[character]):
            break
        position += 1
        if not opened:
            return position
    raise NotEditableError("has a bracket that is never closed")


def _end(text: str, position: int) -> int:
    """Behind the line end of the line that a position is in."""
    found = text.find("\n", position)
    return len(text) if found < 0 else found + 1


def _bare(text: str, end: int) -> int:
    """Where a line ends, its line end left out."""
    while end and text[end - 1] in "\r\n":
        end -= 1
    return end


def _past_spaces(text: str, position: int, end: int) -> int:
    while position < _bare(text, end) and text[position] in " \t":
        position += 1
    return position
