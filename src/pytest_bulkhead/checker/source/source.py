"""One parsed file: its text, its tree, and how places in the tree become places in the text."""

from __future__ import annotations

import ast
import functools
import io
import os
import re
import stat
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

from pytest_bulkhead.findings import Location

# Whether the first two lines, or a byte order mark, can say how a file is encoded: most say nothing.
_MAY_SAY_ENCODING = re.compile(rb"\xef\xbb\xbf|[^\r\n]*(?:\r\n?|\n)?[^\r\n]*coding")
# The only line ends that Python's own tokenizer knows; `str.splitlines` breaks at form feeds, too.
_LINE_END = re.compile(r"\r\n|\r|\n")


class UnreadableError(Exception):
    """A file cannot be read, decoded or parsed."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = max(1, line)


@dataclass(eq=False)
class Source:
    """A file that could be parsed.

    Args:
        path: absolute.
        shown: the path for people, relative to the working directory, with ``/``.
        text: as decoded, without a byte order mark, line ends as they stand.
    """

    path: str
    shown: str
    text: str
    tree: ast.Module

    @functools.cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset of the first character of each line."""
        return (0, *(match.end() for match in _LINE_END.finditer(self.text)))

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, with its end."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end]

    def column(self, line: int, byte_column: int) -> int:
        """The column in characters, from 1, of a column that the tree counts in bytes, from 0."""
        text = self.line(line)
        if text.isascii():
            return byte_column + 1
        return len(text.encode()[:byte_column].decode(errors="replace")) + 1

    def offset(self, line: int, column: int) -> int:
        """The offset into the text of a line and column, both from 1."""
        return self.line_starts[line - 1] + column - 1

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node."""
        place = self.location(node)
        return self.text[self.offset(place.line, place.column) : self.offset(place.end_line, place.end_column)]

    def location(self, node: ast.expr | ast.stmt | ast.ExceptHandler) -> Location:
        """Where a node stands, for a finding."""
        end_line = node.end_lineno or node.lineno
        end_column = node.col_offset if node.end_col_offset is None else node.end_col_offset
        return Location(
            self.shown,
            node.lineno,
            self.column(node.lineno, node.col_offset),
            end_line,
            self.column(end_line, end_column),
        )


def parse_source(data: bytes, path: str, shown: str) -> Source:
    """Decode and parse.

    Raises:
        UnreadableError: it is no Python that this interpreter can read; the reason is a sentence's end.
    """
    text = decode(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        raise UnreadableError(f"cannot be parsed: {error.msg}", error.lineno or 1) from None
    except ValueError as error:
        raise UnreadableError(f"cannot be parsed: {error}") from None
    except (RecursionError, MemoryError):
        raise UnreadableError("cannot be parsed: it is nested too deeply") from None
    return Source(path, shown, text, tree)


def encoding_of(data: bytes) -> str:
    """The encoding of a Python file, by its byte order mark or its coding comment.

    Raises:
        SyntaxError, LookupError: it names none that there is.
    """
    if not _MAY_SAY_ENCODING.match(data):
        return "utf-8"
    return tokenize.detect_encoding(io.BytesIO(data).readline)[0]


def decode(data: bytes) -> str:
    """The text of a Python file, by its byte order mark or its coding comment.

    Raises:
        UnreadableError: the bytes are not what they are said to be.
    """
    try:
        return data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data[: error.start].decode("latin-1"))) + 1
        raise UnreadableError(f"cannot be decoded: it is no valid {error.encoding}", line) from None
    except (SyntaxError, LookupError, ValueError) as error:
        raise UnreadableError(f"cannot be decoded: {error}") from None


def read_source(path: str, shown: str) -> Source:
    """Read, decode and parse a file.

    Raises:
        UnreadableError: that cannot be done.
    """
    return parse_source(read_bytes(path), path, shown)


# What files would hold, by their paths, while it is tried out.
_INSTEAD: ContextVar[Mapping[str, bytes]] = ContextVar("instead", default=MappingProxyType({}))


@contextmanager
def reading_instead(contents: Mapping[str, bytes]) -> Iterator[None]:
    """Have `read_bytes` answer with these contents for the files at these absolute paths."""
    token = _INSTEAD.set(contents)
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def exists(path: str) -> bool:
    """Whether there is something at a path, or something is read instead of it."""
    return path in _INSTEAD.get() or os.path.lexists(path)


def read_instead() -> Mapping[str, bytes]:
    """The contents that `read_bytes` answers with for now, by absolute paths."""
    return _INSTEAD.get()


def read_bytes(path: str) -> bytes:
    """The bytes of a file, or what is read instead of them for now.

    Raises:
        UnreadableError: it cannot be opened or read.
    """
    return read_with_status(path)[0]


def read_with_status(path: str) -> tuple[bytes, os.stat_result | None]:
    """The bytes of a file, and its state before it was read; none of what is read instead of a file.

    Raises:
        UnreadableError: it cannot be opened or read.
    """
    instead = _INSTEAD.get()
    if path in instead:
        return instead[path], None
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # a pipe may never end
            raise UnreadableError("cannot be read: it is no regular file")
        with open(path, "rb", buffering=0) as file:
            return file.read(), status
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise UnreadableError("cannot be read: no file can have such a name") from None
