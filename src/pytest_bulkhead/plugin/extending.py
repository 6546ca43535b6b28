"""Sensors that other plugins and conftest files bring along."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pytest_bulkhead.plugin.sensor import Depth, Sensor


def sensors_of_others(config: pytest.Config, depth: Depth, known: Iterable[Sensor]) -> list[Sensor]:
    """A new sensor of each class that the hook `pytest_bulkhead_sensors` yields, as far as it is asked at this depth.

    Raises:
        pytest.UsageError: somebody yields something else, or a kind that there is already.
    """
    kinds = {sensor.kind for sensor in known}
    found: list[Sensor] = []
    for classes in config.hook.pytest_bulkhead_sensors(config=config):
        for one in classes or ():
            if not (isinstance(one, type) and issubclass(one, Sensor)):
                raise pytest.UsageError(f"pytest_bulkhead_sensors yields {one!r}, which is no class of sensors")
            if one.kind in kinds:
                raise pytest.UsageError(f"pytest_bulkhead_sensors yields {one!r}, but {one.kind!r} is watched already")
            kinds.add(one.kind)
            if depth is Depth.DEEP or one.depth is Depth.QUICK:
                found.append(one())
    return found
