"""What each check found, a line each in `.bulkhead`: from these lines the trend of violations is drawn."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pytest_bulkhead.record.folder import FOLDER, prepare_folder

NAME = "checks.jsonl"
_BEFORE = "checks.1.jsonl"
_LARGEST = 4 * 1024 * 1024
_LONGEST_LINE = 1024 * 1024
_LAST = 253e9
"""The last second that every calendar holds, about."""
_MOST = 1_000_000_000
_Number = TypeVar("_Number", int, float)
MOST_PATHS = 500
"""That a check names of those that were looked at."""


class Check(NamedTuple):
    """One check, as far as its findings go.

    Args:
        time: when, in seconds since 1970.
        is_hook: whether it stood between somebody and a commit.
        stopped: whether there were findings of severity `error`, so that a hook let nothing pass.
        scope: the files and folders that were looked at, from the root with `/`, `.` for all; None where there were
            too many to name.
        codes: the hazards that were looked for.
        found: how many findings there were of each hazard, by file and then by code.
    """

    time: float
    is_hook: bool
    stopped: bool
    scope: tuple[str, ...] | None
    codes: tuple[str, ...]
    found: Mapping[str, Mapping[str, int]]


def log_check(root: Path, check: Check) -> None:
    """Add a line, and start a new file when the old one has grown too large; the one before that goes.

    Args:
        root: the folder that holds `.bulkhead`.
        check: what is to be remembered.

    Raises:
        OSError: the place cannot be written.
    """
    path = root / FOLDER / NAME
    line = json.dumps({"version": 1, **check._asdict()}, separators=(",", ":")) + "\n"
    if not path.exists():
        prepare_folder(path.parent / "runs")
    elif path.stat().st_size > _LARGEST:
        path.replace(path.with_name(_BEFORE))
    # In one write, and appended: others may check at the same time.
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def read_checks(root: Path) -> list[Check]:
    """All checks that are remembered, the earliest first; lines that are none are passed over."""
    checks = [check for name in (_BEFORE, NAME) for check in _read(root / FOLDER / name)]
    return sorted(checks, key=lambda check: check.time)


def _read(path: Path) -> Iterator[Check]:
    with contextlib.suppress(OSError), open(path, "rb") as file:
        while line := file.readline(_LONGEST_LINE):
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
                yield _check(json.loads(line))


def _check(said: Mapping[str, Any]) -> Check:
    found = {
        str(path): {str(code): _within(count, _MOST) for code, count in counts.items()}
        for path, counts in said["found"].items()
    }
    scope = said["scope"]
    return Check(
        _within(said["time"], _LAST),
        bool(said["is_hook"]),
        bool(said["stopped"]),
        None if scope is None else _texts(scope),
        _texts(said["codes"]),
        found,
    )


def _within(value: Any, most: _Number) -> _Number:
    number = type(most)(value)
    if not 0 <= number <= most:
        raise ValueError("out of range")
    return number


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("a list is wanted")
    return tuple(map(str, values))
