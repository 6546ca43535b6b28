"""What is needed to write a sensor of one's own; see docs/sensors.md."""

from __future__ import annotations

from pytest_bulkhead.hazards.hazard import Hazard
from pytest_bulkhead.hazards.lookup import find_hazards
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Birth, Change, Depth, Filling, Same, Sensor, Signs
from pytest_bulkhead.plugin.snapshot import Snapshot
from pytest_bulkhead.plugin.trace import Trace, caller_trace
from pytest_bulkhead.plugin.turns import Turns, Work

__all__ = [
    "ABSENT",
    "TAP",
    "Birth",
    "Change",
    "Depth",
    "Filling",
    "Ground",
    "Hazard",
    "Same",
    "Sensor",
    "Signs",
    "Snapshot",
    "Trace",
    "Turns",
    "Work",
    "caller_trace",
    "hazard",
]


def hazard(code: str) -> Hazard:
    """The hazard of the catalogue that a sensor's findings are told under.

    Args:
        code: such as ``BH103``.

    Raises:
        UnknownHazardError: there is none.
    """
    return find_hazards(code)[0]
