"""How pytest and its workers are started."""

from __future__ import annotations

import itertools
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
_NOTHING = "nothing"


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
        old, new = _text(before.get(name)), _text(after.get(name))
        if old != new:
            same = _same(old, new)
            yield Place(file.path, file.line_of(name), f"{name}: {_brief(old, same)} → {_brief(new, same)}")


def _may_run_tests(file: ChangedFile) -> bool:
    return file.path.endswith((".yml", ".yaml", ".sh", ".toml", ".cfg", ".ini", "file"))


def _text(value: object) -> str:
    if value is None:
        return _NOTHING
    return " ".join((" ".join(map(str, value)) if isinstance(value, list) else str(value)).split())


def _same(old: str, new: str) -> int:
    """How much of the beginning of both need not be told, in whole words."""
    if max(len(old), len(new)) <= _TOLD:
        return 0
    pairs = zip(old.split(), new.split(), strict=False)
    return sum(len(word) + 1 for word, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _brief(text: str, same: int) -> str:
    told = f"… {text[same:]}".strip() if same else text
    return told if len(told) <= _TOLD else f"{told[: _TOLD - 1]}…"
