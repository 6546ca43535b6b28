"""BH503: tests whose ids differ from worker to worker."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, Examination, Seed

_IN_WORKERS = frozenset({Examination.COLLECTION, Examination.PARALLEL})
_TESTS = """\
import pytest

PORTS = {ports}


@pytest.mark.parametrize("port", PORTS)
def test_calls_at(port):
    assert port
"""

SEEDS = (
    Seed(
        code="BH503",
        name="values of a set",
        bad={
            "pytest.ini": "[pytest]\n",
            "test_ports_of_call.py": _TESTS.format(
                ports='{"hull", "leith", "cork", "brest", "vigo", "porto", "genoa", "split", "bari", "kiel"}'
            ),
        },
        good={
            "pytest.ini": "[pytest]\n",
            "test_ports_of_call.py": _TESTS.format(
                ports='sorted({"hull", "leith", "cork", "brest", "vigo", "porto", "genoa", "split", "bari", "kiel"})'
            ),
        },
        caught_by=READING | _IN_WORKERS,
    ),
    Seed(
        code="BH503",
        name="random value",
        bad={
            "pytest.ini": "[pytest]\n",
            "test_drawn_lots.py": """\
import random

import pytest


@pytest.mark.parametrize("lot", [random.random()])
def test_draws(lot):
    assert 0 <= lot < 1
""",
        },
        good={
            "pytest.ini": "[pytest]\n",
            "test_drawn_lots.py": """\
import random

import pytest


@pytest.mark.parametrize("seed", [1899])
def test_draws(seed):
    assert 0 <= random.Random(seed).random() < 1
""",
        },
        caught_by=READING | _IN_WORKERS,
    ),
)
