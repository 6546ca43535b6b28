"""The hooks that other plugins and conftest files may implement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_bulkhead.plugin.sensor import Sensor


@pytest.hookspec
def pytest_bulkhead_sensors(config: pytest.Config) -> list[type[Sensor]] | None:
    """Sensors of one's own, beside those that are there.

    Called once in each process that runs tests, before the first of them.

    Returns:
        Classes, of which one object each is made. They are asked at the depth that they name; a kind that there is
        already is refused.
    """
