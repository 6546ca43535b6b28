"""Writes the comments that let findings stand, where a person would have put them."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_bulkhead.findings import Finding

_OURS = re.compile(r"(#\s*bulkhead:\s*ignore)\[([^\]\n]*)\]", re.IGNORECASE)
_LAYOUT = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.COMMENT)


class _Statement(NamedTuple):
    """A logical line: its first and last line, and where its code and the comment behind it end there.

    Args:
        column: from 0, in characters.
        comment: the text of the comment that is there, empty when there is none.
    """

    first: int
    last: int
    column: int
    comment: str


def add_suppressions(text: str, findings: Iterable[Finding], reason: str) -> tuple[str, int]:
    """Add a comment behind the statement of each finding.

    Args:
        text: of the file, with its line ends as they stand.
        findings: all in that file.
        reason: what every comment says.

    Returns:
        The new text, and for how many findings there was a place; what cannot be tokenized has none.
    """
    statements = list(_statements(text))
    wanted: dict[_Statement, dict[str, None]] = {}
    placed = 0
    for finding in findings:
        line = finding.location.line
        for statement in statements:
            if statement.first <= line <= statement.last:
                wanted.setdefault(statement, {})[finding.code] = None
                placed += 1
                break
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    for statement, codes in wanted.items():
        lines[statement.last - 1] = _commented(lines[statement.last - 1], statement, list(codes), reason)
    return "".join(lines), placed


def _commented(line: str, statement: _Statement, codes: list[str], reason: str) -> str:
    code = line[: statement.column]
    end = line[statement.column + len(statement.comment) :]
    ours = _OURS.search(statement.comment)
    if ours:
        known = [name.strip() for name in ours[2].split(",") if name.strip()]
        names = ", ".join([*known, *(one for one in codes if one not in known)])
        comment = statement.comment[: ours.start()] + f"{ours[1]}[{names}]" + statement.comment[ours.end() :]
        return f"{code}{comment}{end}"
    before = f"{code}{statement.comment}".rstrip()
    return f"{before}  # bulkhead: ignore[{', '.join(codes)}] {reason}{end.lstrip(' ' + chr(9))}"


def _statements(text: str) -> Iterator[_Statement]:
    first, comment = 0, ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            if token.type == tokenize.COMMENT and first:
                comment = token.string
            elif token.type == tokenize.NL:
                comment = ""
            elif token.type == tokenize.NEWLINE:
                column = token.start[1] - len(comment)
                yield _Statement(first, token.start[0], column, comment)
                first, comment = 0, ""
            elif token.type not in _LAYOUT and not first:
                first = token.start[0]
    except (tokenize.TokenError, SyntaxError, ValueError):
        return
