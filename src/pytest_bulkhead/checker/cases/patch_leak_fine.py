"""Cases in which `patch-leak` has nothing to find."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "stopped by a cleanup": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def setUp(self):
        patcher = mock.patch("shop.mail.send")
        self.send = patcher.start()
        self.addCleanup(patcher.stop)

    def test_it(self):
        assert self.send
""",
    "the cleanup is registered first": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def setUp(self):
        self.patcher = mock.patch("shop.mail.send")
        self.addCleanup(self.patcher.stop)
        self.send = self.patcher.start()

    def test_it(self): ...
""",
    "everything is stopped in the tear-down": """\
import unittest
from unittest.mock import patch

class TestShop(unittest.TestCase):
    def setUp(self):
        self.send = patch("shop.mail.send").start()
        self.now = patch("shop.clock.now").start()

    def tearDown(self):
        patch.stopall()

    def test_it(self): ...
""",
    "everything is stopped by a cleanup": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def setUp(self):
        self.addCleanup(mock.patch.stopall)
        self.send = mock.patch("shop.mail.send").start()

    def test_it(self): ...
""",
    "an autouse fixture of a conftest stops everything": {
        "conftest.py": """\
import pytest
from unittest import mock

@pytest.fixture(autouse=True)
def no_patches_left():
    yield
    mock.patch.stopall()
""",
        "test_shop.py": """\
from unittest.mock import patch

def test_sends(shop):
    send = patch("shop.mail.send").start()
    shop.place_order("tea")
    send.assert_called_once()
""",
    },
    "a base class stops everything": {
        "tests/__init__.py": "",
        "tests/base.py": """\
import unittest
from unittest import mock

class ShopCase(unittest.TestCase):
    def tearDown(self):
        mock.patch.stopall()
        super().tearDown()
""",
        "tests/test_shop.py": """\
from unittest import mock
from tests.base import ShopCase

class TestShop(ShopCase):
    def test_sends(self):
        mock.patch("shop.mail.send").start()
""",
    },
    "a base class that is not known": """\
from unittest import mock
from somewhere.testing import Case

class TestShop(Case):
    def setUp(self):
        self.send = mock.patch("shop.mail.send").start()

    def test_sends(self): ...
""",
    "a list of patchers": """\
import unittest
from unittest.mock import patch

class TestShop(unittest.TestCase):
    def setUp(self):
        self.patchers = [patch("shop.mail.send"), patch("shop.clock.now")]
        self.mocks = [patcher.start() for patcher in self.patchers]

    def tearDown(self):
        for patcher in self.patchers:
            patcher.stop()

    def test_sends(self): ...
""",
    "a list that is filled one by one": """\
from unittest.mock import patch

class TestShop:
    def setup_method(self):
        self.patchers = []
        for name in ("mail.send", "clock.now"):
            patcher = patch(f"shop.{name}")
            patcher.start()
            self.patchers.append(patcher)

    def teardown_method(self):
        while self.patchers:
            self.patchers.pop().stop()

    def test_sends(self): ...
""",
    "a mapping of patchers": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def setUp(self):
        self.patchers = {"send": mock.patch("shop.mail.send"), "now": mock.patch("shop.clock.now")}
        self.mocks = {name: patcher.start() for name, patcher in self.patchers.items()}

    def tearDown(self):
        for patcher in self.patchers.values():
            patcher.stop()

    def test_sends(self): ...
""",
    "one cleanup for each of a list": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def setUp(self):
        patches = [mock.patch("shop.mail.send"), mock.patch("shop.clock.now")]
        self.send = patches[0].start()
        self.now = patches[1].start()
        for patch in patches:
            self.addCleanup(patch.stop)

    def test_sends(self): ...
""",
    "a helper starts it and registers the cleanup": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    def patch(self, name):
        patcher = mock.patch(name)
        self.addCleanup(patcher.stop)
        return patcher.start()

    def setUp(self):
        self.send = self.patch("shop.mail.send")

    def test_sends(self): ...
""",
    "a helper makes it, and another stops a list": """\
from unittest.mock import patch

def started():
    patches = [patch("shop.mail.send"), patch("shop.clock.now")]
    mocks = [one.start() for one in patches]
    return patches, mocks

def stop(patches):
    for one in patches:
        one.stop()

def test_sends(shop):
    patches, mocks = started()
    try:
        shop.place_order("tea")
    finally:
        stop(patches)
""",
    "a fixture stops it behind the yield": """\
import pytest
from unittest.mock import patch

@pytest.fixture(scope="module")
def send():
    patcher = patch("shop.mail.send")
    yield patcher.start()
    patcher.stop()

def test_sends(send): ...
""",
    "a finalizer stops it": """\
import pytest
from unittest.mock import patch

@pytest.fixture
def send(request):
    patcher = patch("shop.mail.send")
    request.addfinalizer(patcher.stop)
    return patcher.start()

def test_sends(send): ...
""",
    "a finalizer that is a function stops it": """\
import pytest
from unittest.mock import patch

@pytest.fixture
def send(request):
    patcher = patch("shop.mail.send")

    def fin():
        patcher.stop()

    request.addfinalizer(fin)
    return patcher.start()

def test_sends(send): ...
""",
    "stopped in a finally": """\
from unittest.mock import patch

def test_sends(shop):
    patcher = patch("shop.mail.send")
    patcher.start()
    try:
        shop.place_order("tea")
    finally:
        patcher.stop()
""",
    "stopped in the midst and by the tear-down": """\
import unittest
from unittest.mock import patch

class TestShop(unittest.TestCase):
    def test_sends(self):
        self.patcher = patch("shop.mail.send")
        self.patcher.start()
        assert self.shop.place_order("tea")
        self.patcher.stop()

    def tearDown(self):
        self.patcher.stop()
""",
    "set up for the class and stopped with it": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.patcher = mock.patch("shop.mail.send")
        cls.patcher.start()

    @classmethod
    def tearDownClass(cls):
        cls.patcher.stop()

    def test_sends(self): ...
""",
    "set up for the module and stopped with it": """\
from unittest import mock

patcher = None

def setup_module():
    global patcher
    patcher = mock.patch("shop.mail.send")
    patcher.start()

def teardown_module():
    patcher.stop()

def test_sends(): ...
""",
    "a patcher of the class body": """\
import unittest
from unittest import mock

class TestShop(unittest.TestCase):
    patcher = mock.patch("shop.mail.send")

    def setUp(self):
        self.send = self.patcher.start()

    def tearDown(self):
        self.patcher.stop()

    def test_sends(self): ...
""",
    "an object of the test's own": """\
from unittest.mock import patch
from shop import Shop

def test_sends():
    shop = Shop()
    patch.object(shop, "send").start()
    shop.place_order("tea")
""",
    "an exit stack": """\
from contextlib import ExitStack
from unittest.mock import patch

def test_sends(shop):
    patcher = patch("shop.mail.send")
    with ExitStack() as stack:
        patcher.start()
        stack.callback(patcher.stop)
        shop.place_order("tea")
""",
    "handed to something unknown": """\
from unittest.mock import patch
from somewhere import registry

def test_sends(shop):
    patcher = patch("shop.mail.send")
    registry.keep(patcher)
    patcher.start()
    shop.place_order("tea")
""",
    "stopped by what the code under test calls": """\
from unittest.mock import patch

def test_retries(shop):
    patcher = patch("shop.mail.send", side_effect=OSError)
    patcher.start()

    def repair():
        patcher.stop()

    shop.place_order("tea", between=repair)
""",
    "something else that is started": """\
def test_finds(match, shop):
    position = match.start()
    assert shop.patch(position).start()
""",
    "importing the first conftest starts it": {
        "conftest.py": """\
from unittest.mock import patch

patch("shop.mail.send").start()
""",
        "test_shop.py": "def test_sends(shop): ...\n",
    },
    "stopped with the module": """\
from unittest.mock import patch

patcher = patch("shop.mail.send")
patcher.start()

def teardown_module():
    patcher.stop()

def test_sends(shop): ...
""",
    "a mocker in its own scope": """\
import pytest

@pytest.fixture(scope="module")
def send(module_mocker):
    return module_mocker.patch("shop.mail.send")

@pytest.fixture(scope="session")
def clock(session_mocker):
    return session_mocker.patch("shop.clock.now")

def test_sends(send, mocker):
    mocker.patch("shop.mail.log")
""",
    "a wide mocker that only makes mocks": """\
def test_sends(shop, session_mocker):
    shop.mail = session_mocker.MagicMock()
""",
}
