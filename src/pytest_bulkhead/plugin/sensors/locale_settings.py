"""The locale of the C library, which decides how numbers, dates and text are read and sorted."""

from __future__ import annotations

import _locale

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.sensor import Depth
from pytest_bulkhead.plugin.snapshot import Snapshot


class LocaleSettings(Snapshot):
    """Asks for all categories at once, without importing the `locale` module."""

    hazards = (process_state.HAZARD,)
    kind = "locale"
    depth = Depth.DEEP
    mentions = r"\bsetlocale\b|\bresetlocale\b|\blocale\b"
    names = ("locale",)

    def look(self) -> tuple[object, ...]:
        return (_locale.setlocale(_locale.LC_ALL, None),)

    def put(self, name: str, value: object) -> None:
        _locale.setlocale(_locale.LC_ALL, str(value))

    def describe(self, name: str, before: object, after: object) -> str:
        # In glibc's words `LC_CTYPE=…;LC_TIME=…` where categories differ, of which the new ones matter.
        known = str(before).split(";")
        return f"the locale at {';'.join(part for part in str(after).split(';') if part not in known)}"
