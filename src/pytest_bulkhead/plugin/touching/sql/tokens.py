"""A text of SQL cut into words, as PostgreSQL cuts it."""

from __future__ import annotations

import enum
import re
from typing import NamedTuple


class Is(enum.Enum):
    """What a token is.

    Args:
        WORD: a keyword or a name, in lower case.
        NAME: a name in quotes, as it stands between them.
        TEXT: a string, as it stands between its quotes.
        HOLE: where a value is put in.
        MARK: anything else: an operator, a bracket, a number.
    """

    WORD = "word"
    NAME = "name"
    TEXT = "text"
    HOLE = "hole"
    MARK = "mark"


class Token(NamedTuple):
    """One word of a statement."""

    kind: Is
    text: str


class NotSqlError(ValueError):
    """The text ends within a string, a comment or a name, or holds what we do not read."""


END = Token(Is.MARK, "")

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*)
    |(?P<comment>/\*)
    |(?P<escaped>[eE]'(?P<escaped_text>(?:[^'\\]|\\.|'')*)')
    |(?P<coded>[uU]&["'])
    |(?P<string>(?:[bBxXnN])?'(?P<string_text>(?:[^']|'')*)')
    |(?P<name>"(?P<name_text>(?:[^"]|"")+)")
    |(?P<tag>\$(?:[^\W\d][\w]*)?\$)
    |(?P<hole>\$\d+|%s|%b|%t|%\(\w+\)[sbt]?|(?<!:):[a-zA-Z_]\w*)
    |(?P<word>[^\W\d][\w$]*)
    |(?P<number>\d[\w.]*|\.\d+)
    |(?P<mark>::|:=|[()\[\],;.*]|[-+/<>=~!@\#%^&|`?:{}]|\\)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> list[Token]:
    """Cut a text into tokens, without comments.

    Raises:
        NotSqlError: it cannot be read to its end.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotSqlError
        at = match.end()
        match match.lastgroup:
            case "comment":
                at = _after_comment(text, at)
            case "word":
                found.append(Token(Is.WORD, match["word"].lower()))
            case "name":
                found.append(Token(Is.NAME, match["name_text"].replace('""', '"')))
            case "string":
                found.append(Token(Is.TEXT, match["string_text"].replace("''", "'")))
            case "escaped":
                found.append(Token(Is.TEXT, match["escaped_text"].replace("''", "'")))
            case "tag":
                end = text.find(match["tag"], at)
                if end < 0:
                    raise NotSqlError
                found.append(Token(Is.TEXT, text[at:end]))
                at = end + len(match["tag"])
            case "hole":
                found.append(Token(Is.HOLE, match["hole"]))
            case "number":
                found.append(Token(Is.MARK, "0"))
            case "mark":
                found.append(Token(Is.MARK, match["mark"]))
            case "coded":
                raise NotSqlError
    return found


def _after_comment(text: str, at: int) -> int:
    """Where a comment ends that may hold others."""
    depth = 1
    while depth:
        opening, closing = text.find("/*", at), text.find("*/", at)
        if closing < 0:
            raise NotSqlError
        is_opening = 0 <= opening < closing
        depth += 1 if is_opening else -1
        at = (opening if is_opening else closing) + 2
    return at
