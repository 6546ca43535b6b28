"""A plugin for the runs of seeds that lets a sensor say nothing while some tests run.

The environment names a file with kinds of state, by the beginning of the node ids during which nothing is to be said.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.plugin import hooks
from pytest_bulkhead.plugin.sensor import Sensor

VARIABLE = "BULKHEAD_TESTS_WITHOUT"


class Silence:
    """Knows whose turn it is to be silent."""

    def __init__(self, kinds: dict[str, str]) -> None:
        self._kinds = kinds
        self._kind = ""

    def turn(self, nodeid: str) -> None:
        self._kind = next((kind for beginning, kind in self._kinds.items() if nodeid.startswith(beginning)), "")

    def over(self, sensor: Sensor) -> Sensor:
        poll: Callable[[], Iterable[Any]] = sensor.poll

        def silenced() -> Iterable[Any]:
            found = list(poll())  # looked at all the same, so that it is not told later either
            return [] if sensor.kind == self._kind else found

        sensor.poll = silenced  # type: ignore[method-assign]
        return sensor


class Turns:
    def __init__(self, silence: Silence) -> None:
        self._silence = silence

    @pytest.hookimpl(tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> None:
        self._silence.turn(collector.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        self._silence.turn(item.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    silence, all_sensors = Silence(json.loads(Path(os.environ[VARIABLE]).read_text())), hooks.sensors_at
    hooks.sensors_at = lambda depth: list(map(silence.over, all_sensors(depth)))
    config.pluginmanager.register(Turns(silence))
