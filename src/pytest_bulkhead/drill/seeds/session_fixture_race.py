"""BH504: once-only work that each worker does."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_TESTS = """

def test_finds_hull(chart):
    assert "hull" in chart.read_text()


def test_finds_leith(chart):
    assert "leith" in chart.read_text()
"""

SEEDS = (
    Seed(
        code="BH504",
        name="file built by a session fixture",
        bad={
            "test_chart_index.py": f"""\
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def chart():
    index = Path("chart-index.txt")
    index.write_text("hull leith")
    return index
{_TESTS}""",
        },
        good={
            "test_chart_index.py": f"""\
import pytest

from pytest_bulkhead.worker import worker_tmp_path


@pytest.fixture(scope="session")
def chart():
    index = worker_tmp_path() / "chart-index.txt"
    index.write_text("hull leith")
    return index
{_TESTS}""",
        },
        caught_by=READING | RUNNING,
        also=frozenset({"BH205"}),
    ),
)
