"""The time zone in force, which follows the variable TZ only when `time.tzset` is called."""

from __future__ import annotations

import os
import time
from typing import Any

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.sensor import Depth
from pytest_bulkhead.plugin.snapshot import Snapshot


class TimeZone(Snapshot):
    """Goes by the names and offsets that `time` has."""

    hazards = (process_state.HAZARD,)
    kind = "timezone"
    depth = Depth.DEEP
    mentions = r"\btzset|\bTZ\b"
    names = ("time zone",)

    def __init__(self) -> None:
        super().__init__()
        self._variables: dict[Any, str | None] = {}

    def start(self) -> None:
        super().start()
        self._variables = {self._known[0]: os.environ.get("TZ")}

    def look(self) -> tuple[object, ...]:
        return ((time.tzname, time.timezone, time.altzone),)

    def put(self, name: str, value: object) -> None:
        if value not in self._variables:
            raise NotImplementedError  # a test's own, which another test has changed
        present, wanted = os.environ.get("TZ"), self._variables[value]
        try:
            _set(wanted)
            time.tzset()
        finally:
            _set(present)

    def describe(self, name: str, before: object, after: object) -> str:
        zone = after[0] if isinstance(after, tuple) else after
        return f"the time zone at {zone[0]}" if isinstance(zone, tuple) else "the time zone changed"


def _set(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
