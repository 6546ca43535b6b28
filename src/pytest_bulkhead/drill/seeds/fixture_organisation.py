"""BH501, BH502: wide autouse fixtures, twice or where they surprise."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Examination, Seed

_SEEN = READING | RUNNING | {Examination.COLLECTION}
_CURRENCY = """\
import pytest

QUOTED = []


@pytest.fixture(scope="session", autouse=True)
def currency():
    QUOTED.append("{currency}")
    yield
    QUOTED.clear()


def test_quotes_in_{name}():
    assert QUOTED
"""
_PLAIN = """\
import pytest


@pytest.fixture
def currency():
    return "{currency}"


def test_quotes_in_{name}(currency):
    assert currency == "{currency}"
"""

SEEDS = (
    Seed(
        code="BH501",
        name="one name in two files",
        bad={
            "test_quotes_in_euros.py": _CURRENCY.format(currency="EUR", name="euros"),
            "test_quotes_in_dollars.py": _CURRENCY.format(currency="USD", name="dollars"),
        },
        good={
            "test_quotes_in_euros.py": _PLAIN.format(currency="EUR", name="euros"),
            "test_quotes_in_dollars.py": _PLAIN.format(currency="USD", name="dollars"),
        },
        caught_by=_SEEN,
        also=frozenset({"BH502"}),
    ),
    Seed(
        code="BH502",
        name="session fixture of a test file",
        bad={
            "test_sandbox_of_file.py": """\
import pytest

SANDBOX = []


@pytest.fixture(scope="session", autouse=True)
def sandbox():
    SANDBOX.append("sand")
    yield
    SANDBOX.clear()


def test_pays_in_the_sandbox():
    assert SANDBOX
""",
        },
        good={
            "test_sandbox_of_file.py": """\
import pytest


@pytest.fixture(scope="session")
def sandbox():
    return ["sand"]


def test_pays_in_the_sandbox(sandbox):
    assert sandbox
""",
        },
        caught_by=_SEEN,
    ),
)
