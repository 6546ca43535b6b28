"""BH104: patches that are begun and not ended."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_TIDE = """\
def height():
    return 3.5


def may_enter(draught):
    return height() > draught
"""

SEEDS = (
    Seed(
        code="BH104",
        name="begun in a test",
        bad={
            "tide_by_test.py": _TIDE,
            "test_tide_by_test.py": """\
from unittest.mock import patch

import tide_by_test


def test_waits_at_low_tide():
    patch("tide_by_test.height", return_value=1.0).start()
    assert not tide_by_test.may_enter(2)
""",
        },
        good={
            "tide_by_test.py": _TIDE,
            "test_tide_by_test.py": """\
from unittest.mock import patch

import tide_by_test


def test_waits_at_low_tide():
    with patch("tide_by_test.height", return_value=1.0):
        assert not tide_by_test.may_enter(2)
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH104",
        name="begun in a setup without a teardown",
        bad={
            "tide_by_setup.py": _TIDE,
            "test_tide_by_setup.py": """\
import unittest
from unittest.mock import patch

import tide_by_setup


class TideTest(unittest.TestCase):
    def setUp(self):
        self.height = patch.object(tide_by_setup, "height").start()

    def test_waits_at_low_tide(self):
        self.height.return_value = 1.0
        self.assertFalse(tide_by_setup.may_enter(2))
""",
        },
        good={
            "tide_by_setup.py": _TIDE,
            "test_tide_by_setup.py": """\
import unittest
from unittest.mock import patch

import tide_by_setup


class TideTest(unittest.TestCase):
    def setUp(self):
        patcher = patch.object(tide_by_setup, "height")
        self.height = patcher.start()
        self.addCleanup(patcher.stop)

    def test_waits_at_low_tide(self):
        self.height.return_value = 1.0
        self.assertFalse(tide_by_setup.may_enter(2))
""",
        },
        caught_by=READING | RUNNING,
    ),
)
