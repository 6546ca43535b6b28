"""Whose a test is, by the CODEOWNERS of its repository: the syntax of GitHub and that of GitLab.

In GitHub's the last pattern that matches wins. In GitLab's this holds for each section, a pattern after ``!`` takes a
path out of its section again, and a section can name owners for patterns that name none.

Sources: "About code owners" (docs.github.com), "Code Owners syntax and error handling" (docs.gitlab.com).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.node_ids import file_of

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where it may lie; the first that is there counts."""
_SECTION = re.compile(r"\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_LARGEST = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Line:
    section: str
    path: re.Pattern[str]
    owners: tuple[str, ...]
    is_exception: bool


@dataclass(frozen=True, slots=True)
class Owners:
    """What a CODEOWNERS file says."""

    lines: tuple[_Line, ...] = ()

    def of(self, path: str) -> tuple[str, ...]:
        """Whose a file is, by its path from the root of the repository with ``/``; nobody's if empty.

        Args:
            path: also a node id, whose part after ``::`` does not count.
        """
        name = file_of(path)
        by_section: dict[str, tuple[str, ...]] = {}
        without = set()
        for line in self.lines:
            if line.path.fullmatch(name):
                if line.is_exception:
                    without.add(line.section)
                by_section[line.section] = line.owners
        owners = (owner for section, some in by_section.items() if section not in without for owner in some)
        return tuple(dict.fromkeys(owners))


def find_owners(root: Path) -> Owners:
    """What the CODEOWNERS of a repository says; nothing where there is none that can be read."""
    for place in PLACES:
        file = root / place
        try:
            if file.is_file():
                with open(file, encoding="utf-8", errors="replace") as text:
                    return parse_owners(text.read(_LARGEST))
        except OSError:
            continue
    return Owners()


def parse_owners(text: str) -> Owners:
    """Read a CODEOWNERS file; what is no pattern is passed over, as both hosts do."""
    return Owners(tuple(_lines(text)))


def _lines(text: str) -> Iterator[_Line]:
    section, default = "", tuple[str, ...]()
    for line in text.splitlines():
        said = line.strip()
        heading = _SECTION.fullmatch(said.partition(" #")[0].strip())
        if heading:
            section, default = heading[1].strip().casefold(), tuple((heading[2] or "").split())
            continue
        if not said or said.startswith("#"):
            continue
        pattern, *owners = _WORD.findall(said) or [""]
        if not pattern.strip("!"):
            continue
        if "#" in owners or any(owner.startswith("#") for owner in owners):
            owners = owners[: next(place for place, owner in enumerate(owners) if owner.startswith("#"))]
        is_exception = pattern.startswith("!")
        yield _Line(section, _matcher(pattern.removeprefix("!")), tuple(owners) or default, is_exception)


def _matcher(pattern: str) -> re.Pattern[str]:
    """What a pattern of .gitignore's kind matches: from the root if it has a slash before its end, else anywhere."""
    pattern = pattern.removeprefix("\\") if pattern.startswith("\\#") else pattern
    is_anchored = "/" in pattern.rstrip("/")
    is_folder = pattern.endswith("/")
    parts = [part for part in re.sub(r"\\(.)", r"\1", pattern).split("/") if part]
    parts = [part for part, before in zip(parts, ["", *parts], strict=False) if (part, before) != ("**", "**")]
    body = "".join(_parts(parts))
    start = "" if is_anchored else "(?:[^/]+/)*"
    # A folder stands for all below it; `docs/*` for what lies in it, and no deeper.
    end = "/.+" if is_folder else "" if parts and parts[-1] == "*" and len(parts) > 1 else "(?:/.+)?"
    return re.compile(start + body + end if parts else ".*")


def _parts(parts: list[str]) -> Iterator[str]:
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        if part == "**":
            yield ".*" if is_last else "(?:[^/]+/)*"
        else:
            yield _name(part) + ("" if is_last else "/")


def _name(part: str) -> str:
    """What one folder or file is called.

    The first place that fits what is between two stars is as good as any later one: to try those, too, would take the
    time of all of them together.
    """
    first, *others = (
        "".join("[^/]" if one == "?" else re.escape(one) for one in some) for some in re.split(r"\*+", part)
    )
    if not others:
        return first
    *middle, last = others
    return first + "".join(f"(?>[^/]*?{one})" for one in middle) + f"[^/]*{last}"
