"""BH103: globals, class attributes and shared values that are not put back."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_TARIFF = """\
RATES = {"small": 4, "large": 9}
CURRENCY = "EUR"


class Quote:
    discount = 0

    def __init__(self, size):
        self.size = size

    @property
    def total(self):
        return RATES[self.size] - self.discount
"""

SEEDS = (
    Seed(
        code="BH103",
        name="setting of an imported module",
        bad={
            "tariff_settings.py": _TARIFF,
            "test_tariff_settings.py": """\
import tariff_settings


def test_quotes_in_pounds():
    tariff_settings.CURRENCY = "GBP"
    assert tariff_settings.CURRENCY == "GBP"


def test_quotes_a_small_one():
    assert tariff_settings.Quote("small").total == 4
""",
        },
        good={
            "tariff_settings.py": _TARIFF,
            "test_tariff_settings.py": """\
import tariff_settings


def test_quotes_in_pounds(monkeypatch):
    monkeypatch.setattr(tariff_settings, "CURRENCY", "GBP")
    assert tariff_settings.CURRENCY == "GBP"


def test_quotes_a_small_one():
    assert tariff_settings.Quote("small").total == 4
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH103",
        name="entry of a shared dictionary",
        bad={
            "tariff_rates.py": _TARIFF,
            "test_tariff_rates.py": """\
from tariff_rates import RATES, Quote


def test_takes_the_new_rate():
    RATES["small"] = 5
    assert Quote("small").total == 5
""",
        },
        good={
            "tariff_rates.py": _TARIFF,
            "test_tariff_rates.py": """\
from tariff_rates import RATES, Quote


def test_takes_the_new_rate(monkeypatch):
    monkeypatch.setitem(RATES, "small", 5)
    assert Quote("small").total == 5
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH103",
        name="attribute of a class",
        bad={
            "tariff_quotes.py": _TARIFF,
            "test_tariff_quotes.py": """\
from tariff_quotes import Quote


class TestDiscounts:
    def test_takes_off_the_discount(self):
        Quote.discount = 1
        assert Quote("large").total == 8
""",
        },
        good={
            "tariff_quotes.py": _TARIFF,
            "test_tariff_quotes.py": """\
from unittest.mock import patch

from tariff_quotes import Quote


class TestDiscounts:
    def test_takes_off_the_discount(self):
        with patch.object(Quote, "discount", 1):
            assert Quote("large").total == 8
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH103",
        name="attribute of somebody else's class",
        bad={
            "test_tariff_encoding.py": """\
import json


def test_separates_by_semicolons():
    json.JSONEncoder.item_separator = "; "
    assert json.JSONEncoder().encode([1, 2]) == "[1; 2]"
""",
        },
        good={
            "test_tariff_encoding.py": """\
import json


def test_separates_by_semicolons(monkeypatch):
    monkeypatch.setattr(json.JSONEncoder, "item_separator", "; ")
    assert json.JSONEncoder().encode([1, 2]) == "[1; 2]"
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH103",
        name="value of a fixture that several tests share",
        bad={
            "test_tariff_basket.py": """\
import pytest


@pytest.fixture(scope="module")
def basket():
    return {"crates": 2}


def test_adds_a_crate(basket):
    basket["crates"] += 1
    assert basket["crates"] == 3


def test_counts_the_crates(basket):
    assert basket["crates"] > 1
""",
        },
        good={
            "test_tariff_basket.py": """\
import pytest


@pytest.fixture
def basket():
    return {"crates": 2}


def test_adds_a_crate(basket):
    basket["crates"] += 1
    assert basket["crates"] == 3


def test_counts_the_crates(basket):
    assert basket["crates"] > 1
""",
        },
        caught_by=RUNNING,
    ),
    Seed(
        code="BH103",
        name="global of the test file",
        bad={
            "test_tariff_log.py": """\
SEEN = []


def note(size):
    SEEN.append(size)
    return len(SEEN)


def test_notes_the_first():
    assert note("small") >= 1


def test_notes_the_second():
    assert note("large") >= 1
""",
        },
        good={
            "test_tariff_log.py": """\
def note(seen, size):
    seen.append(size)
    return len(seen)


def test_notes_the_first():
    assert note([], "small") == 1


def test_notes_the_second():
    assert note([], "large") == 1
""",
        },
        caught_by=RUNNING,
    ),
)
