"""BH401, BH402: classes of mocks without a group, or without a collection behind each test."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import IMPORTING, Examination, Seed

_CAUGHT = IMPORTING | {Examination.CHECK}
_TESTS = """\
    def test_hails(self):
        radio = MagicMock()
        radio.hail("teal")
        assert radio.hail.called
"""

SEEDS = (
    Seed(
        code="BH401",
        name="class without a group",
        bad={
            "test_radio_without_group.py": f"""\
import gc
from unittest.mock import MagicMock


class TestRadio:
    def teardown_method(self):
        gc.collect()

{_TESTS}""",
        },
        good={
            "test_radio_without_group.py": f"""\
import gc
from unittest.mock import MagicMock

import pytest


@pytest.mark.xdist_group("radio")
class TestRadio:
    def teardown_method(self):
        gc.collect()

{_TESTS}""",
        },
        caught_by=_CAUGHT,
    ),
    Seed(
        code="BH402",
        name="class that collects nothing",
        bad={
            "test_radio_without_teardown.py": f"""\
from unittest.mock import MagicMock

import pytest

pytestmark = pytest.mark.xdist_group("radio-room")


class TestRadio:
{_TESTS}""",
        },
        good={
            "test_radio_without_teardown.py": f"""\
import gc
from unittest.mock import MagicMock

import pytest

pytestmark = pytest.mark.xdist_group("radio-room")


class TestRadio:
    @pytest.fixture(autouse=True)
    def collect(self):
        yield
        gc.collect()

{_TESTS}""",
        },
        caught_by=_CAUGHT,
    ),
)
