"""Finds the sensors by the files that they stand in."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from pytest_bulkhead.hazards.hazard import Hazard
from pytest_bulkhead.plugin import collection, sensors
from pytest_bulkhead.plugin.sensor import Depth, Sensor


@functools.cache
def all_sensors(depth: Depth = Depth.DEEP) -> tuple[type[Sensor], ...]:
    """Every sensor class that is asked at this depth, in the order of the file names, so that all workers ask alike."""
    found: list[type[Sensor]] = []
    for entry in sorted(pkgutil.iter_modules(sensors.__path__), key=lambda entry: entry.name):
        if depth is Depth.QUICK and entry.name in sensors.DEEP:
            continue
        module = importlib.import_module(f"{sensors.__name__}.{entry.name}")
        found.extend(
            thing
            for thing in vars(module).values()
            if isinstance(thing, type) and issubclass(thing, Sensor) and thing.__module__ == module.__name__
        )
    return tuple(found)


def sensors_at(depth: Depth) -> list[Sensor]:
    """A new sensor of each class that is asked at this depth."""
    return [sensor() for sensor in all_sensors(depth)]


_DETECTORS = (collection,)
"""Folders of what finds something without being a sensor; each file names its `HAZARDS`."""


@functools.cache
def runtime_hazards() -> frozenset[Hazard]:
    """What anything looks for while a suite runs, sensor or not."""
    from pytest_bulkhead.plugin.races.as_hazard import HAZARDS as OF_RACES  # for the matrix, not for a run

    found = {hazard for sensor in all_sensors() for hazard in sensor.hazards} | {*OF_RACES}
    for folder in _DETECTORS:
        for entry in pkgutil.iter_modules(folder.__path__):
            found.update(importlib.import_module(f"{folder.__name__}.{entry.name}").HAZARDS)
    return frozenset(found)
