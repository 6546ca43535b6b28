"""Named good and bad cases of BH505."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.rule import Case

_SHOP = "import pybreaker\n\nbreaker = pybreaker.CircuitBreaker(fail_max=3)\n"

BAD: Mapping[str, Case] = {
    "driven until it opens": {
        "shop/__init__.py": "",
        "shop/payments.py": _SHOP,
        "test_payments.py": """\
import pytest

from shop.payments import breaker, charge

def test_stops_calling(dead_gateway):
    for _ in range(breaker.fail_max):
        with pytest.raises(ConnectionError):
            charge(dead_gateway)
    assert breaker.current_state == "open"  # <- here
""",
    },
    "in a base class of the tests": {
        "shop/__init__.py": "",
        "shop/payments.py": _SHOP,
        "test_payments.py": """\
from shop import payments

class Calling:
    def test_counts_failures(self):
        payments.breaker.call(print)  # <- here

class TestGateway(Calling):
    pass
""",
    },
    "called itself": {
        "shop/__init__.py": "",
        "shop/payments.py": _SHOP,
        "test_payments.py": """\
import pytest

from shop import payments

def test_counts_failures():
    with pytest.raises(ZeroDivisionError):
        payments.breaker.call(lambda: 1 / 0)  # <- here
""",
    },
    "a class of the project": {
        "shop/__init__.py": "",
        "shop/payments.py": "class MailCircuitBreaker:\n    def trip(self):\n        self.open = True\n\n\n"
        "breaker = MailCircuitBreaker()\n",
        "test_payments.py": "from shop.payments import breaker\n\ndef test_trips():\n    breaker.trip()  # <- here\n",
    },
    "of the test file itself": """\
from aiobreaker import CircuitBreaker

BREAKER = CircuitBreaker(fail_max=2)

def test_opens():
    BREAKER.open()  # <- here
    assert BREAKER.opened
""",
}

GOOD: Mapping[str, Case] = {
    "closed in a fixture": {
        "shop/__init__.py": "",
        "shop/payments.py": _SHOP,
        "test_payments.py": """\
import pytest

from shop.payments import breaker

@pytest.fixture(autouse=True)
def closed():
    yield
    breaker.close()

def test_opens():
    breaker.open()
""",
    },
    "made by the test": """\
import pybreaker

def test_opens():
    breaker = pybreaker.CircuitBreaker(fail_max=1)
    breaker.open()
    assert breaker.current_state == "open"
""",
    "closed in a finally": {
        "shop/__init__.py": "",
        "shop/payments.py": _SHOP,
        "test_payments.py": """\
from shop.payments import breaker

def test_opens():
    breaker.open()
    try:
        assert breaker.current_state == "open"
    finally:
        breaker.close()
""",
    },
    "replaced for the test": {
        "shop/__init__.py": "",
        "shop/payments.py": _SHOP,
        "test_payments.py": """\
import pybreaker

from shop import payments

def test_opens(monkeypatch):
    monkeypatch.setattr(payments, "breaker", pybreaker.CircuitBreaker())
    payments.breaker.open()
""",
    },
    "closed in tear-down": {
        "shop/__init__.py": "",
        "shop/payments.py": _SHOP,
        "test_payments.py": """\
from shop.payments import breaker

class TestBreaker:
    def teardown_method(self):
        breaker.close()

    def test_opens(self):
        breaker.open()
""",
    },
    "only read": {
        "shop/__init__.py": "",
        "shop/payments.py": _SHOP,
        "test_payments.py": """\
from shop.payments import breaker

def test_begins_closed():
    assert breaker.current_state == "closed"
    assert breaker.fail_max == 3
""",
    },
    "another thing that opens": {
        "shop/__init__.py": "",
        "shop/doors.py": "class Door:\n    def open(self): ...\n\n\ndoor = Door()\nbreaker = None\n",
        "test_doors.py": "from shop.doors import door, breaker\n\ndef test_opens():\n    door.open()\n",
    },
}
