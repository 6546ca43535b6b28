"""BH003: suppressions that give no reason."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, Seed

_TOLERATED = """\
import os


def test_sails_under_the_fleets_flag():
    os.environ["DRILL_FLEET_FLAG"] = "blue"  # bulkhead: ignore[BH101]{reason}
    assert os.environ["DRILL_FLEET_FLAG"] == "blue"
"""

SEEDS = (
    Seed(
        code="BH003",
        name="bare comment",
        bad={"test_fleet_flag.py": _TOLERATED.format(reason="")},
        good={"test_fleet_flag.py": _TOLERATED.format(reason=" every test of the fleet sails under it")},
        caught_by=READING,
    ),
)
