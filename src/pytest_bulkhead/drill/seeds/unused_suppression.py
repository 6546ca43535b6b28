"""BH002: suppressions that suppress nothing."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, Seed

_REPAIRED = """\
import os


def test_sails_under_a_flag(monkeypatch):
    monkeypatch.setenv("DRILL_FLAG", "yellow"){comment}
    assert os.environ["DRILL_FLAG"] == "yellow"
"""

SEEDS = (
    Seed(
        code="BH002",
        name="left over from a repair",
        bad={
            "test_flag_of_old.py": _REPAIRED.format(comment="  # bulkhead: ignore[BH101] the flag of the whole suite"),
        },
        good={"test_flag_of_old.py": _REPAIRED.format(comment="")},
        caught_by=READING,
    ),
)
