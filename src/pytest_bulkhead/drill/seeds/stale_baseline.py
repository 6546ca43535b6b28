"""BH004: baseline entries that nothing needs any more."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import Examination, Seed

_SETTINGS = '[tool.bulkhead]\nbaseline = "bulkhead-baseline.json"\n'
_TEST = """\
import os


def test_sails_by_the_old_chart(monkeypatch):
    monkeypatch.setenv("DRILL_CHART", "1899")
    assert os.environ["DRILL_CHART"] == "1899"
"""

SEEDS = (
    Seed(
        code="BH004",
        name="count of a file that was mended",
        bad={
            "pyproject.toml": _SETTINGS,
            "bulkhead-baseline.json": '{"version": 1, "static": {"test_old_chart.py": {"BH101": 1}}}\n',
            "test_old_chart.py": _TEST,
        },
        good={
            "pyproject.toml": _SETTINGS,
            "bulkhead-baseline.json": '{"version": 1, "static": {}}\n',
            "test_old_chart.py": _TEST,
        },
        caught_by=frozenset({Examination.CHECK}),
    ),
)
