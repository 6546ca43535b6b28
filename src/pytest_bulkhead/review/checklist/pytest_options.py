"""How pytest and its workers are started."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_bulkhead.checker.files.pytest_ini import INI_FILES, options_of
from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place, added_lines

QUESTION = (
    "pytest is started otherwise. Do groups, order, event loops and warnings still mean what the tests rely upon?"
)
_ELSEWHERE = re.compile(
    r"\bpytest\b.*(?:\s-n[\s=]?\w|--numprocesses|--dist\b|\s-p[\s=]|--forked|--random-order)|--dist[ =]"
)
_TOLD = 60


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The options that change in the settings of pytest, and new commands that run it in workers."""
    for file in files:
        if file.name in INI_FILES:
            before, after = (options_of(file.name, data) or {} for data in (file.before, file.after))
            yield from _differing(file, before, after)
    others = [file for file in files if not file.is_python and file.name not in INI_FILES and _may_run_tests(file)]
    yield from added_lines(others, _ELSEWHERE)


def _differing(file: ChangedFile, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Place]:
    for name in dict.fromkeys((*after, *before)):
        if before.get(name) != after.get(name):
            yield Place(
                file.path, file.line_of(name), f"{name}: {_brief(before.get(name))} → {_brief(after.get(name))}"
            )


def _may_run_tests(file: ChangedFile) -> bool:
    return file.path.endswith((".yml", ".yaml", ".sh", ".toml", ".cfg", ".ini", "file"))


def _brief(value: object) -> str:
    if value is None:
        return "nothing"
    text = " ".join((" ".join(map(str, value)) if isinstance(value, list) else str(value)).split())
    return text if len(text) <= _TOLD else f"{text[: _TOLD - 1]}…"
