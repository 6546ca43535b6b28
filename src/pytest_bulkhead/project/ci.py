"""What a project's CI runs: its configuration, and the scripts, makefiles and sessions that this names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.project import makefile

_FILES = (
    *(".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", ".travis.yml", "appveyor.yml", ".appveyor.yml"),
    *("bitbucket-pipelines.yml", "Jenkinsfile", ".drone.yml", ".cirrus.yml", ".woodpecker.yml"),
)
_FOLDERS = (".github/workflows", ".gitlab", ".gitlab/ci", ".buildkite", ".woodpecker", ".azure-pipelines", ".ci")
_RUNNERS = {
    "make": makefile.NAMES,
    "just": ("justfile", "Justfile"),
    "task": ("Taskfile.yml",),
    "tox": ("tox.ini", "pyproject.toml"),
    "nox": ("noxfile.py",),
    "hatch": ("pyproject.toml", "hatch.toml"),
    "pdm": ("pyproject.toml",),
    "poe": ("pyproject.toml",),
    "invoke": ("tasks.py",),
    "pre-commit": (".pre-commit-config.yaml",),
    "prek": (".pre-commit-config.yaml", "prek.toml"),
}
_DEPTH = 3
_LARGEST = 1024 * 1024
_WORD = re.compile(r"[\w./-]+")


@dataclass(frozen=True, slots=True)
class CiLine:
    """A line of what CI runs, or of what that runs in turn.

    Args:
        path: of the file.
        line: its number.
        text: without what is commented out.
    """

    path: Path
    line: int
    text: str


def ci_files(top: Path) -> list[Path]:
    """The files by which a repository tells CI systems what to do."""
    found = [top / name for name in _FILES]
    for name in _FOLDERS:
        if (top / name).is_dir():
            found.extend(sorted((top / name).iterdir()))
    return [path for path in found if path.is_file()]


def ci_lines(top: Path) -> list[CiLine]:
    """Every line that CI may run: of its own files, and of the files of the repository that these name."""
    seen: dict[Path, list[CiLine]] = {}
    waiting = ci_files(top)
    for _ in range(_DEPTH):
        asked = makefile.asked_for("\n".join(line.text for lines in seen.values() for line in lines))
        fresh = {path: list(_lines(path, asked)) for path in waiting if path not in seen}
        seen.update(fresh)
        waiting = list(dict.fromkeys(path for lines in fresh.values() for path in _named(lines, top)))
    return [line for lines in seen.values() for line in lines]


def _lines(path: Path, targets: Collection[str] | None) -> Iterator[CiLine]:
    try:
        text = "" if path.stat().st_size > _LARGEST else path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    is_of_make = targets is not None and path.name in makefile.NAMES
    other = makefile.passed_over(text, targets or ()) if is_of_make else ()
    for number, line in enumerate(text.splitlines(), 1):
        if number in other:
            continue
        stripped = re.sub(r"(?:^|\s)#.*", "", line).strip()
        if stripped:
            yield CiLine(path, number, stripped)


def _named(lines: list[CiLine], top: Path) -> Iterator[Path]:
    for word in dict.fromkeys(word for line in lines for word in _WORD.findall(line.text)):
        # An action is called so, too: `pre-commit/action`.
        for name in _RUNNERS.get(word.partition("/")[0], ()):
            if (top / name).is_file():
                yield top / name
        if "/" in word or word.endswith((".sh", ".py")):
            path = top / word.removeprefix("./")
            if path.is_file() and not word.startswith("/"):
                yield path
