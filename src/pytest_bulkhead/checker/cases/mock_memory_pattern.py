"""Named good and bad cases of BH401 and BH402."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.rule import Case

BAD: Mapping[str, Case] = {
    "a class with an AsyncMock": """\
from unittest.mock import AsyncMock

class TestCheckout:  # <- here
    async def test_charges(self):
        gateway = AsyncMock()
        await checkout(gateway)
""",
    "a MagicMock through the module": """\
from unittest import mock

class TestCheckout:  # <- here
    def test_charges(self):
        checkout(mock.MagicMock(spec=Gateway))
""",
    "a mock that pytest-mock hands out": """\
class TestCheckout:  # <- here
    def test_charges(self, mocker):
        checkout(mocker.MagicMock())
""",
    "a class of unittest": """\
import unittest
from unittest.mock import MagicMock

class CheckoutTests(unittest.TestCase):  # <- here
    def test_charges(self):
        checkout(MagicMock())
""",
    "a group and no teardown": """\
from unittest.mock import MagicMock

import pytest

@pytest.mark.xdist_group("checkout")
class TestCheckout:  # <- here
    def test_charges(self):
        checkout(MagicMock())
""",
    "a teardown that does not collect": """\
from unittest.mock import MagicMock

import pytest

pytestmark = pytest.mark.xdist_group("checkout")

class TestCheckout:  # <- here
    def teardown_method(self):
        close()

    def test_charges(self):
        checkout(MagicMock())
""",
    "a mark on another class": """\
from unittest.mock import MagicMock

import pytest

@pytest.mark.xdist_group("cart")
class TestCart:
    def test_counts(self):
        assert len(Cart()) == 0

class TestCheckout:  # <- here
    def test_charges(self):
        checkout(MagicMock())
""",
}

GOOD: Mapping[str, Case] = {
    "a function": """\
from unittest.mock import MagicMock

def test_charges():
    checkout(MagicMock())
""",
    "a class without mocks": """\
class TestCheckout:
    def test_charges(self):
        checkout(FakeGateway())
""",
    "a class that only patches": """\
from unittest.mock import patch

class TestCheckout:
    @patch("shop.gateway")
    def test_charges(self, gateway):
        checkout(gateway)
""",
    "a class of its own called MagicMock": """\
from shop.testing import MagicMock

class TestCheckout:
    def test_charges(self):
        checkout(MagicMock())
""",
    "a class with group and teardown": """\
import gc
from unittest.mock import MagicMock

import pytest

@pytest.mark.xdist_group("checkout")
class TestCheckout:
    def teardown_method(self):
        gc.collect()

    def test_charges(self):
        checkout(MagicMock())
""",
    "group and teardown of a base class": {
        "tests/__init__.py": "",
        "tests/base.py": """\
import gc

import pytest

@pytest.mark.xdist_group("mocks")
class Mocking:
    def teardown_method(self):
        gc.collect()
""",
        "tests/test_checkout.py": """\
from unittest.mock import MagicMock

from tests.base import Mocking

class TestCheckout(Mocking):
    def test_charges(self):
        checkout(MagicMock())
""",
    },
    "group of the module and an autouse fixture of the conftest": {
        "conftest.py": """\
import gc

import pytest

@pytest.fixture(autouse=True)
def collected():
    yield
    gc.collect()
""",
        "test_checkout.py": """\
from unittest.mock import MagicMock

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group(name="checkout")]

class TestCheckout:
    def test_charges(self):
        checkout(MagicMock())
""",
    },
    "a helper class without tests": """\
from unittest.mock import MagicMock

class TestDoubles:
    def gateway(self):
        return MagicMock()
""",
}

FIXED: Mapping[str, Case] = {
    "a class with an AsyncMock": """\
import gc
from unittest.mock import AsyncMock

import pytest

@pytest.mark.xdist_group("checkout")
class TestCheckout:  # <- here
    def teardown_method(self):
        gc.collect()

    async def test_charges(self):
        gateway = AsyncMock()
        await checkout(gateway)
""",
    "a group and no teardown": """\
import gc
from unittest.mock import MagicMock

import pytest

@pytest.mark.xdist_group("checkout")
class TestCheckout:  # <- here
    def teardown_method(self):
        gc.collect()

    def test_charges(self):
        checkout(MagicMock())
""",
}
