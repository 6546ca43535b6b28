"""What becomes of the bad cases of `patch-leak`."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "started in a test": """\
from unittest.mock import patch

def test_confirms_the_order(shop, request):
    patcher = patch("shop.mail.send")
    send = patcher.start()
    request.addfinalizer(patcher.stop)
    shop.place_order("tea")
    send.assert_called_once()
""",
    "the mock is stopped instead of the patcher": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def setUp(self):
        patcher = mock.patch("shop.mail.send")
        self.send = patcher.start()
        self.addCleanup(patcher.stop)

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
    patcher = patch.object(Mail, "send")
    patcher.start()
    request.addfinalizer(patcher.stop)
    shop.place_order("tea")
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
}
