"""BH101: environment variables that are not put back."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import IMPORTING, READING, RUNNING, Seed

_SHIPPING = """\
import os


def carrier():
    return os.environ.get("SHIPPING_CARRIER", "post")


def is_express():
    return os.environ.get("SHIPPING_EXPRESS") == "1"
"""

SEEDS = (
    Seed(
        code="BH101",
        name="written in a test",
        bad={
            "shipping_by_test.py": _SHIPPING,
            "test_shipping_by_test.py": """\
import os

import shipping_by_test


def test_uses_the_configured_carrier():
    os.environ["SHIPPING_CARRIER"] = "courier"
    assert shipping_by_test.carrier() == "courier"


def test_is_slow_by_default():
    assert not shipping_by_test.is_express()
""",
        },
        good={
            "shipping_by_test.py": _SHIPPING,
            "test_shipping_by_test.py": """\
import shipping_by_test


def test_uses_the_configured_carrier(monkeypatch):
    monkeypatch.setenv("SHIPPING_CARRIER", "courier")
    assert shipping_by_test.carrier() == "courier"


def test_is_slow_by_default():
    assert not shipping_by_test.is_express()
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH101",
        name="written while the file is imported",
        bad={
            "test_shipping_at_import.py": """\
import os

os.environ["SHIPPING_REGION"] = "islands"


def test_ships_to_the_islands():
    assert os.environ["SHIPPING_REGION"] == "islands"
""",
        },
        good={
            "test_shipping_at_import.py": """\
import os

import pytest


@pytest.fixture(autouse=True)
def islands(monkeypatch):
    monkeypatch.setenv("SHIPPING_REGION", "islands")


def test_ships_to_the_islands():
    assert os.environ["SHIPPING_REGION"] == "islands"
""",
        },
        caught_by=READING | IMPORTING,
    ),
    Seed(
        code="BH101",
        name="set up for a class and not torn down",
        bad={
            "test_shipping_setup.py": """\
import os


class TestExpress:
    def setup_method(self):
        os.environ.update({"SHIPPING_EXPRESS": "1"})

    def test_is_express(self):
        assert os.environ["SHIPPING_EXPRESS"] == "1"
""",
        },
        good={
            "test_shipping_setup.py": """\
import os
from unittest import mock


class TestExpress:
    def setup_method(self):
        self.environment = mock.patch.dict(os.environ, {"SHIPPING_EXPRESS": "1"})
        self.environment.start()

    def teardown_method(self):
        self.environment.stop()

    def test_is_express(self):
        assert os.environ["SHIPPING_EXPRESS"] == "1"
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH101",
        name="restored only where it was set before",
        bad={
            "test_shipping_half_restored.py": """\
import os

import pytest


@pytest.fixture(scope="session")
def depot():
    before = os.environ.get("SHIPPING_DEPOT")
    os.environ["SHIPPING_DEPOT"] = "north"
    yield "north"
    if before:
        os.environ["SHIPPING_DEPOT"] = before


def test_leaves_from_the_depot(depot):
    assert os.environ["SHIPPING_DEPOT"] == depot
""",
        },
        good={
            "test_shipping_half_restored.py": """\
import os

import pytest


@pytest.fixture(scope="session")
def depot():
    before = os.environ.get("SHIPPING_DEPOT")
    os.environ["SHIPPING_DEPOT"] = "north"
    yield "north"
    if before is None:
        del os.environ["SHIPPING_DEPOT"]
    else:
        os.environ["SHIPPING_DEPOT"] = before


def test_leaves_from_the_depot(depot):
    assert os.environ["SHIPPING_DEPOT"] == depot
""",
        },
        caught_by=READING | RUNNING,
    ),
)
