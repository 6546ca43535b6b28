"""The settings of bulkhead itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place

QUESTION = "The settings of bulkhead change. Is less looked for, or more allowed, than the change needs?"
_FILES = ("pyproject.toml", "bulkhead.toml")


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The keys that are not what they were."""
    for file in files:
        if file.name in _FILES and (b"bulkhead" in file.after + file.before or file.name == "bulkhead.toml"):
            before, after = (_table(file.name, data) for data in (file.before, file.after))
            for name in dict.fromkeys((*after, *before)):
                if before.get(name) != after.get(name):
                    told = "changed" if name in before and name in after else "new" if name in after else "gone"
                    yield Place(file.path, file.line_of(name), f"{name}, {told}")


def _table(name: str, data: bytes) -> Mapping[str, Any]:
    try:
        document: Any = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    if name == "pyproject.toml":
        tools = document.get("tool")
        document = tools.get("bulkhead") if isinstance(tools, dict) else None
    return document if isinstance(document, dict) else {}
