"""What a key's value must be; each parser gets it as it stands in the file, and the file's folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.hazards.hazard import Profile
from pytest_bulkhead.settings.model import PROFILES, SERVERS, Allowed, Harmless

DAYS = "([1-9][0-9]{0,4}) days?"
SIZE = "([0-9]{1,9}(?:[.][0-9]{1,9})?) ?(MB|GB)"


def one_of(values: tuple[str, ...]) -> Callable[[Any, Path], str]:
    def parse(value: Any, folder: Path) -> str:
        if value not in values:
            raise ValueError("one of " + ", ".join(values))
        return str(value)

    return parse


def profile(value: Any, folder: Path) -> Profile:
    return Profile(one_of(PROFILES)(value, folder))


def strings(value: Any, folder: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("a list of non-empty strings")
    return tuple(value)


def some_of(values: tuple[str, ...]) -> Callable[[Any, Path], tuple[str, ...]]:
    def parse(value: Any, folder: Path) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(item in values for item in value):
            raise ValueError("a list of some of " + ", ".join(values))
        return tuple(value)

    return parse


def megabytes(value: Any) -> int:
    """A size such as ``5 GB`` or ``800 MB`` in MB.

    Raises:
        ValueError: it is no such size.
    """
    found = re.fullmatch(SIZE, value) if isinstance(value, str) else None
    size = round(float(found[1]) * (1024 if found[2] == "GB" else 1)) if found else 0
    if size > 0:
        return size
    raise ValueError('a size such as "5 GB" or "800 MB"')


def size(value: Any, folder: Path) -> int:
    return megabytes(value)


def truth(value: Any, folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - as all parsers of keys do
    return value


def allowed(value: Any, folder: Path) -> tuple[Allowed, ...]:
    if isinstance(value, Mapping):
        value = [{"state": state, "reason": reason} for state, reason in value.items()]
    try:
        return tuple(_one_allowed(folder, **one) for one in (value if isinstance(value, list) else [value]))
    except (ValueError, TypeError, AttributeError):
        raise ValueError("a list of tables, each with `state`, `reason` and, if need be, `tests`") from None


def _one_allowed(folder: Path, *, state: Any, reason: Any, tests: Any = ()) -> Allowed:
    state, reason = strings([state, reason.strip()], folder)
    return Allowed(state, reason, strings(tests, folder) if tests != () else ())


def harmless(value: Any, folder: Path) -> tuple[Harmless, ...]:
    try:
        if isinstance(value, list):
            return tuple(_one_harmless(folder, **one) for one in value)
    except (ValueError, TypeError, AttributeError):
        pass
    raise ValueError("a list of tables, each with `path` and `reason`")


def _one_harmless(folder: Path, *, path: Any, reason: Any) -> Harmless:
    return Harmless(*strings([path.strip(), reason.strip()], folder))


def by_pattern(value: Any, folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    try:
        return tuple((pattern, strings(names, folder)) for pattern, names in value.items())
    except (ValueError, AttributeError):
        raise ValueError("a table of patterns, each with a list of non-empty strings") from None


def path(value: Any, folder: Path) -> Path:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("a path, relative to the folder of this file")
    return folder / value


def store(value: Any, folder: Path) -> str:
    """Where the history is kept: a URL, or a path."""
    try:
        named = path(value, folder)
    except ValueError:
        raise ValueError("a path, relative to the folder of this file, or the URL of a database") from None
    return str(value) if "://" in value else str(named)


def days(value: Any, folder: Path) -> int:
    found = re.fullmatch(DAYS, value) if isinstance(value, str) else None
    if found:
        return int(found[1])
    raise ValueError('a number of days such as "180 days"')


def pairs(value: Any, folder: Path) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping) or not all(isinstance(item, str) and item for item in value.values()):
        raise ValueError("a table of non-empty strings")
    return tuple(value.items())


def servers(value: Any, folder: Path) -> tuple[tuple[str, str], ...]:
    try:
        if {*dict(pairs(value, folder))} <= {*SERVERS}:
            return pairs(value, folder)
    except ValueError:
        pass
    raise ValueError(f"a table of URLs for some of {', '.join(SERVERS)}")
