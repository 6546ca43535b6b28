"""What becomes of the bad cases of `patch-leak`."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "started in a test": """\
from unittest.mock import patch

def test_confirms_the_order(shop, request):
    send_patcher = patch("shop.mail.send")
    send = send_patcher.start()
    request.addfinalizer(send_patcher.stop)
    shop.place_order("tea")
    send.assert_called_once()
""",
    "the mock is stopped instead of the patcher": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def setUp(self):
        send_patcher = mock.patch("shop.mail.send")
        self.send = send_patcher.start()
        self.addCleanup(send_patcher.stop)

    def tearDown(self):
        self.send.stop()

    def test_sends(self):
        assert self.send
""",
    "stopped by another class": """\
import unittest
from unittest import mock

class TestMail(unittest.TestCase):
    def setUp(self):
        self.patcher = mock.patch("shop.mail.send")
        self.patcher.start()
        self.addCleanup(self.patcher.stop)

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
    yield patcher.start()
    patcher.stop()

def test_sends(send): ...
""",
    "stopped after the assertions": """\
from unittest.mock import patch

def test_confirms_the_order(shop, request):
    patcher = patch("shop.mail.send")
    send = patcher.start()
    request.addfinalizer(patcher.stop)
    shop.place_order("tea")
    send.assert_called_once()
""",
    "a list of patchers that nobody stops": """\
import unittest
from unittest.mock import patch

class TestShop(unittest.TestCase):
    def setUp(self):
        self.patchers = [patch("shop.mail.send"), patch("shop.clock.now")]
        for patcher in self.patchers:
            patcher.start()
            self.addCleanup(patcher.stop)

    def test_sends(self): ...
""",
    "an attribute of an imported class": """\
from unittest.mock import patch
from shop import Mail

def test_sends(shop, request):
    send_patcher = patch.object(Mail, "send")
    send_patcher.start()
    request.addfinalizer(send_patcher.stop)
    shop.place_order("tea")
""",
    "a mapping of a module": """\
from unittest.mock import patch
import os

def test_sends(shop, request):
    patcher = patch.dict(os.environ, {"MAIL": "off"})
    patcher.start()
    request.addfinalizer(patcher.stop)
    shop.place_order("tea")
""",
    "the name is used anew": """\
from unittest.mock import patch

def test_sends(shop, request):
    patcher = patch("shop.mail.send")
    patcher.start()
    request.addfinalizer(patcher.stop)
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
        cls.patcher.start()
        cls.addClassCleanup(cls.patcher.stop)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()

    def test_sends(self): ...
""",
    "the clock of a library": """\
from freezegun import freeze_time

def test_is_due(shop, request):
    patcher = freeze_time("2024-02-29")
    patcher.start()
    request.addfinalizer(patcher.stop)
    assert shop.is_due("tea")
""",
    "two of the same name, and one that another has a name for": """\
import pytest
from unittest.mock import patch

@pytest.fixture
def sent():
    send_patcher = patch("shop.mail.send")
    send_patcher.start()
    send_patcher_3 = patch("shop.letter.send")
    send_patcher_3.start()
    send_patcher_2 = 2
    yield send_patcher_2
    send_patcher_3.stop()
    send_patcher.stop()

def test_sends(sent): ...
""",
}
