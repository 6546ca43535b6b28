"""Cases of `patch-leak`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "started in a test": """\
from unittest.mock import patch

def test_confirms_the_order(shop):
    send = patch("shop.mail.send").start()  # <- here
    shop.place_order("tea")
    send.assert_called_once()
""",
    "the mock is stopped instead of the patcher": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def setUp(self):
        self.send = mock.patch("shop.mail.send").start()  # <- here

    def tearDown(self):
        self.send.stop()

    def test_sends(self):
        assert self.send
""",
    "one of two patchers is stopped": """\
from unittest.mock import patch

class TestShop:
    def setup_method(self):
        self.mail = patch("shop.mail.send")
        self.clock = patch("shop.clock.now")
        self.mail.start()
        self.clock.start()  # <- here

    def teardown_method(self):
        self.mail.stop()

    def test_sends(self): ...
""",
    "stopped by another class": """\
import unittest
from unittest import mock

class TestMail(unittest.TestCase):
    def setUp(self):
        self.patcher = mock.patch("shop.mail.send")
        self.patcher.start()  # <- here

    def test_sends(self): ...

class TestClock(unittest.TestCase):
    def setUp(self):
        self.patcher = mock.patch("shop.clock.now")
        self.patcher.start()

    def tearDown(self):
        self.patcher.stop()

    def test_ticks(self): ...
""",
    "a fixture that hands out the mock": """\
import pytest
from unittest.mock import patch

@pytest.fixture
def send():
    patcher = patch("shop.mail.send")
    yield patcher.start()  # <- here

def test_sends(send): ...
""",
    "stopped before the yield only": """\
import pytest
from unittest.mock import patch

@pytest.fixture
def send():
    patcher = patch("shop.mail.send")
    patcher.stop()
    yield patcher.start()  # <- here

def test_sends(send): ...
""",
    "stopped after the assertions": """\
from unittest.mock import patch

def test_confirms_the_order(shop):
    patcher = patch("shop.mail.send")
    send = patcher.start()  # <- here
    shop.place_order("tea")
    send.assert_called_once()
    patcher.stop()
""",
    "a list of patchers that nobody stops": """\
import unittest
from unittest.mock import patch

class TestShop(unittest.TestCase):
    def setUp(self):
        self.patchers = [patch("shop.mail.send"), patch("shop.clock.now")]
        for patcher in self.patchers:
            patcher.start()  # <- here

    def test_sends(self): ...
""",
    "a helper of the file starts it": """\
from unittest import mock

def replaced(name):
    return mock.patch(f"shop.{name}").start()

def replace_mail():
    patcher = mock.patch("shop.mail.send")
    patcher.start()  # <- here

def test_sends(shop):
    replace_mail()
    shop.place_order("tea")
""",
    "a helper of another file starts it": {
        "tests/__init__.py": "",
        "tests/helpers.py": """\
from unittest.mock import patch

def replace_mail():
    return patch("shop.mail.send").start()
""",
        "tests/test_shop.py": """\
from tests.helpers import replace_mail

def test_sends(shop):
    send = replace_mail()  # <- here
    shop.place_order("tea")
    send.assert_called_once()
""",
    },
    "mock by way of the product's own module": {
        "shop/__init__.py": "",
        "shop/testing.py": """\
import unittest
from unittest import mock
""",
        "tests/__init__.py": "",
        "tests/test_shop.py": """\
from shop.testing import mock, unittest

class TestShop(unittest.TestCase):
    def setUp(self):
        self.patcher = mock.patch("shop.mail.send")
        self.patcher.start()  # <- here

    def test_sends(self): ...
""",
    },
    "an attribute of an imported class": """\
from unittest.mock import patch
from shop import Mail

def test_sends(shop):
    patch.object(Mail, "send").start()  # <- here
    shop.place_order("tea")
""",
    "a function of an imported module": """\
import time
from unittest import mock

def test_is_due(shop):
    mock.patch.object(time, "time", lambda: 1234).start()  # <- here
    assert shop.is_due("tea")
""",
    "a mapping of a module": """\
from unittest.mock import patch
import os

def test_sends(shop):
    patch.dict(os.environ, {"MAIL": "off"}).start()  # <- here
    shop.place_order("tea")
""",
    "importing the test module starts it": """\
from unittest.mock import patch

patch("shop.mail.send").start()  # <- here

def test_sends(shop): ...
""",
    "the name is used anew": """\
from unittest.mock import patch

def test_sends(shop):
    patcher = patch("shop.mail.send")
    patcher.start()  # <- here
    patcher = patch("shop.clock.now")
    patcher.start()
    try:
        shop.place_order("tea")
    finally:
        patcher.stop()
""",
    "a class set-up whose tear-down forgets it": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.patcher = mock.patch("shop.mail.send")
        cls.patcher.start()  # <- here

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()

    def test_sends(self): ...
""",
    "the clock of a library": """\
from freezegun import freeze_time

def test_is_due(shop):
    freeze_time("2024-02-29").start()  # <- here
    assert shop.is_due("tea")
""",
    "a mocker of the session in a test": """\
def test_sends(shop, session_mocker):
    session_mocker.patch("shop.mail.send")  # <- here
    shop.place_order("tea")
""",
    "a mocker of the module in a fixture of a test": """\
import pytest

@pytest.fixture
def send(module_mocker):
    return module_mocker.patch.object(Mail, "send")  # <- here

def test_sends(send): ...
""",
    "two of the same name, and one that another has a name for": """\
import pytest
from unittest.mock import patch

@pytest.fixture
def sent():
    patch("shop.mail.send").start()  # <- here
    patch("shop.letter.send").start()  # <- here
    send_patcher_2 = 2
    yield send_patcher_2

def test_sends(sent): ...
""",
}
