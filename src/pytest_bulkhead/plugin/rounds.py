"""Which sensors are to be asked at an edge: those that compare a few values are looked at all at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from pytest_bulkhead.plugin.sensor import Sensor
from pytest_bulkhead.plugin.snapshot import Snapshot

Named = tuple[str, Sensor]


class Round:
    """Several sensors, in most of whose values nothing has changed from one edge to the next."""

    def __init__(self, sensors: Iterable[Named]) -> None:
        everyone = list(sensors)
        snapshots = [(kind, sensor) for kind, sensor in everyone if isinstance(sensor, Snapshot)]
        self._looks = [sensor.look for _, sensor in snapshots]
        self._others = [one for one in everyone if one not in snapshots]
        self._everyone = everyone
        self._known: list[tuple[object, ...]] | None = None
        self._modules = 0

    def due(self) -> list[Named]:
        """The sensors that may have something to tell."""
        try:
            now = [look() for look in self._looks]
        except Exception:  # whose it is shows when each is asked by itself
            self._known = None
            return self._everyone
        # With the modules, since a snapshot notes what was imported between two looks.
        modules = len(sys.modules)
        if now == self._known and modules == self._modules:
            return self._others
        self._known, self._modules = now, modules
        return self._everyone
