"""Pieces of Markdown that generated pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_LITERAL = re.compile(r"(`[^`]*`)|([*<])")
"""What is typed as it stands, and what would begin an emphasis or a tag."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; what would end a cell is escaped.

    Args:
        head: the titles of the columns.
        rows: as many cells each.
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell(one) for one in line)} |" for line in lines)


def cell(text: str) -> str:
    """Text that can stand in a cell."""
    return plain(" ".join(text.split()).replace("|", "\\|"))


def plain(text: str) -> str:
    """Text in which nothing but what is quoted in backticks is markup."""
    return _LITERAL.sub(lambda found: found[1] or f"\\{found[2]}", text.strip())


def literal(text: str) -> str:
    """Text as it is typed."""
    return f"`{text}`" if text else ""


def page(title: str, *parts: str) -> str:
    """A page of paragraphs, tables and headings."""
    return "\n\n".join([f"# {title}", *parts]) + "\n"
