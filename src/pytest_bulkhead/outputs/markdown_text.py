"""Text from outside as Markdown that shows it as it stands."""

from __future__ import annotations

import re

from pytest_bulkhead.outputs.harmless import harmless

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&])")


def plain(text: str) -> str:
    """Text on one line, in which nothing is markup, a mention or a cell's border, but for code between backticks."""
    parts = re.split(r"`([^`\n|]+)`", harmless(" ".join(text.split())))
    return "".join(code(part) if number % 2 else _SPECIAL.sub(r"\\\1", part) for number, part in enumerate(parts))


def code(text: str) -> str:
    """Code that holds no border of a cell and no end of itself."""
    return "`" + harmless(" ".join(text.split())).replace("`", "'").replace("|", "¦") + "`"
