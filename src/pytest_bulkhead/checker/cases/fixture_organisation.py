"""Cases of `fixture-organisation`."""

from __future__ import annotations

from collections.abc import Mapping

_TIDY = """\
import pytest

@pytest.fixture(scope="module", autouse=True)
def sandbox():{mark}
    with payments.sandbox():
        yield
"""

BAD: Mapping[str, str | Mapping[str, str]] = {
    "session scope in a test file": """\
import pytest

@pytest.fixture(scope="session", autouse=True)
def sandbox():  # <- here
    with payments.sandbox():
        yield
""",
    "module scope that leaves something behind": """\
import pytest

@pytest.fixture(scope="module", autouse=True)
def sandbox():  # <- here
    payments.enter_sandbox()
    yield
""",
    "replaces the cleaning fixture of the conftest": {
        "conftest.py": """\
import pytest

@pytest.fixture(autouse=True)
def empty_database(db):
    yield
    db.truncate()
""",
        "test_orders.py": """\
import pytest

@pytest.fixture(scope="module", autouse=True)
def empty_database(db):  # <- here
    yield
    db.truncate()
""",
    },
    "session scope twice": {
        "test_orders.py": """\
import pytest

@pytest.fixture(scope="session", autouse=True)
def currency():  # <- here
    with quoting("EUR"):
        yield
""",
        "test_refunds.py": """\
import pytest

@pytest.fixture(scope="session", autouse=True)
def currency():  # <- here
    with quoting("USD"):
        yield
""",
    },
}

STRICT_BAD: Mapping[str, str | Mapping[str, str]] = {
    "module scope in a test file": _TIDY.format(mark="  # <- here"),
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "module scope that clears up for its own file": _TIDY.format(mark=""),
    "function scope": """\
import pytest

@pytest.fixture(autouse=True)
def sandbox():
    payments.enter_sandbox()
    yield
""",
    "in a conftest": {
        "conftest.py": """\
import pytest

@pytest.fixture(scope="session", autouse=True)
def sandbox():
    payments.enter_sandbox()
""",
        "test_orders.py": "def test_pays():\n    assert pay()\n",
    },
    "in a fixture module that the conftest brings in": {
        "tests/__init__.py": "",
        "tests/test_fixtures.py": """\
import pytest

@pytest.fixture(scope="session", autouse=True)
def sandbox():
    payments.enter_sandbox()
""",
        "tests/conftest.py": "from tests.test_fixtures import *\n",
        "tests/test_orders.py": "def test_pays():\n    assert pay()\n",
    },
    "not autouse": """\
import pytest

@pytest.fixture(scope="session")
def sandbox():
    payments.enter_sandbox()
""",
    "two conftest files of different folders": {
        "a/conftest.py": """\
import pytest

@pytest.fixture(scope="session", autouse=True)
def sandbox():
    payments.enter_sandbox()
""",
        "b/conftest.py": """\
import pytest

@pytest.fixture(scope="session", autouse=True)
def sandbox():
    payments.enter_sandbox()
""",
        "a/test_orders.py": "def test_pays():\n    assert pay()\n",
    },
    "module scope twice, each for its own file": {
        "test_orders.py": _TIDY.format(mark=""),
        "test_refunds.py": _TIDY.format(mark=""),
    },
}
