"""The blocks of code on our pages, and the commands in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^( *)```([\w-]*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_ENDS_A_COMMAND = {"|", "||", "&&", ";", ">", ">>", "2>", "&"}


class Block(NamedTuple):
    """One block.

    Args:
        page: its path in the repository.
        line: where it begins.
        kind: the language that it names.
    """

    page: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """All pages of the site, and those that stand beside it."""
    beside = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "examples/harbour/HAZARDS.md")]
    return [*beside, *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(*kinds: str) -> list[Block]:
    """The blocks of some languages, of all pages."""
    return [block for path in pages() for block in _blocks(path) if block.kind in kinds]


def _blocks(path: Path) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    page = path.relative_to(ROOT).as_posix()
    for match in _BLOCK.finditer(text):
        yield Block(page, text.count("\n", 0, match.start()) + 1, match[2], dedent(match[3]))


def commands(block: Block, program: str) -> Iterator[list[str]]:
    """The words of each line that begins with this program, behind a prompt or a key of YAML, too."""
    for line in block.text.replace("\\\n", " ").splitlines():
        found = re.match(rf"(?:- )?(?:\$ |run: |script: |- run: )*(?:\w+=\S+ )*{program}\b(?![-.:])(.*)", line.strip())
        if found:
            yield _words(found[1])


def _words(rest: str) -> list[str]:
    words = []
    for word in shlex.split(rest, comments=True):
        if word in _ENDS_A_COMMAND:
            break
        words.append(word.rstrip(";"))
        if word.endswith(";"):
            break
    return words
