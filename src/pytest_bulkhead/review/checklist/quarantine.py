"""Tests that are set apart, so that their failures do not count."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_bulkhead.quarantine.place import QUARANTINE_FILE
from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place

QUESTION = "Tests are put into quarantine, or stay there longer. Does somebody mend them, and is the day near?"


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The entries that are new, and those that stay longer."""
    for file in files:
        if file.name != QUARANTINE_FILE:
            continue
        before, after = (_days(data) for data in (file.before, file.after))
        for test, day in after.items():
            known = before.get(test)
            if known is None or day > known:
                line = file.line_of(f"[tests.{json.dumps(test, ensure_ascii=False)}]")
                yield Place(file.path, line, f"{test}, until {day}" + (f" and not {known}" if known else ""))


def _days(data: bytes) -> Mapping[str, str]:
    """Until when each test is set apart; days written so are in order as texts."""
    try:
        tests: Any = tomllib.loads(data.decode("utf-8-sig")).get("tests")
    except (ValueError, RecursionError):
        return {}
    fields = tests.items() if isinstance(tests, dict) else ()
    return {test: str(one.get("until", "")) for test, one in fields if isinstance(one, dict)}
