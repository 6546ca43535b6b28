"""The recipes of a page: blocks that begin with the name of a file, grouped by heading."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(
    r"^```(?:(?:python|sql)\n(?:#|--) |json )(?P<name>[\w.]+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


def recipes(page: str) -> dict[str, dict[str, str]]:
    """The files of each recipe, by its heading, or the words in bold that it begins with."""
    found = {}
    for part in re.split(r"^(?=## |\*\*)", (DOCS / page).read_text(encoding="utf-8"), flags=re.MULTILINE):
        for number, files in enumerate(_groups(part)):
            title = part.splitlines()[0].strip("#* ").partition("**")[0]
            found[f"{title} {number}" if number else title] = files
    return found


def _groups(part: str) -> list[dict[str, str]]:
    """A file that comes again begins another recipe."""
    groups: list[dict[str, str]] = []
    for match in BLOCK.finditer(part):
        if not groups or match["name"] in groups[-1]:
            groups.append({})
        groups[-1][match["name"]] = match["text"]
    return groups
