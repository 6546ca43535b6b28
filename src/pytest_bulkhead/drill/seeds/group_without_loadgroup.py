"""BH507: group marks that the scheduler ignores."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import Examination, Seed

_IN_WORKERS = frozenset({Examination.COLLECTION, Examination.PARALLEL})
_TESTS = """\
import pytest

pytestmark = pytest.mark.xdist_group("lock-gate")


def test_opens():
    assert True


def test_closes():
    assert True
"""

SEEDS = (
    Seed(
        code="BH507",
        name="groups under another scheduler",
        bad={"pytest.ini": "[pytest]\naddopts = -n 2 --dist load\n", "test_lock_gate.py": _TESTS},
        good={"pytest.ini": "[pytest]\naddopts = -n 2 --dist loadgroup\n", "test_lock_gate.py": _TESTS},
        caught_by=_IN_WORKERS | {Examination.CHECK},
    ),
)
