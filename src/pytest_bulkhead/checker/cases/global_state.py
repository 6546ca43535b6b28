"""Bad cases of `global-state`: variables of the product and of libraries."""

from __future__ import annotations

from collections.abc import Mapping

SHOP = {
    "shop/__init__.py": "",
    "shop/settings.py": "DEBUG = False\nTIMEOUT = 30\n",
    "shop/prices.py": """\
CURRENCIES = {"EUR": 1}
HANDLERS = []
_cache = {}

def convert(amount): ...
""",
    "shop/service.py": """\
class Service:
    instance = None
    limit = 5
    registry = {}

    def __init__(self):
        self.open = False

    @classmethod
    def reset(cls):
        cls.instance = None

service = Service()
""",
    "tests/__init__.py": "",
}

BAD: Mapping[str, str | Mapping[str, str]] = {
    "an attribute of a module": """\
from shop import settings

def test_debug(client):
    settings.DEBUG = True  # <- here
    assert client.get("/").status_code == 200
""",
    "a function of a module is replaced": """\
import unittest
from shop import prices

class PricesTest(unittest.TestCase):
    def test_converts(self):
        prices.convert = lambda amount: 1  # <- here
        assert total() == 1
""",
    "a method of a class is replaced": {
        **SHOP,
        "tests/test_service.py": """\
from unittest.mock import Mock
from shop.service import Service

def test_serves():
    Service.serve = Mock(return_value=1)  # <- here
    assert Service().serve() == 1
""",
    },
    "a property of the class's metaclass": {
        "shop/config.py": """\
class Kind(type):
    @property
    def region(cls):
        return cls._region

    @region.setter
    def region(cls, value):
        cls._region = value

class Config(metaclass=Kind):
    _region = None

@six.add_metaclass(Kind)
class OldConfig(object):
    _region = None
""",
        "tests/test_config.py": """\
from shop.config import Config, OldConfig

def test_region():
    Config.region = "north"  # <- here
    OldConfig.region = "north"  # <- here
    assert load() == "north"
""",
    },
    "an attribute of a singleton": {
        **SHOP,
        "tests/test_service.py": """\
from shop.service import service

def test_open():
    service.open = True  # <- here
    assert service.answers()
""",
    },
    "an attribute below a singleton": """\
from shop import main

def test_state(client):
    main.app.state.limit = 3  # <- here
    assert client.get("/").status_code == 429
""",
    "in a fixture": {
        **SHOP,
        "tests/test_settings.py": """\
import pytest
from shop import settings

@pytest.fixture
def debugging():
    settings.DEBUG = True  # <- here
    yield
""",
    },
    "in a set-up, with a tear-down for something else": {
        **SHOP,
        "tests/test_settings.py": """\
import unittest
from shop import settings

class SettingsTest(unittest.TestCase):
    def setUp(self):
        self.debug = settings.DEBUG
        settings.DEBUG = True
        settings.TIMEOUT = 1  # <- here

    def tearDown(self):
        settings.DEBUG = self.debug
""",
    },
    "put back to another constant": {
        **SHOP,
        "tests/test_settings.py": """\
import pytest
from shop import settings

@pytest.fixture
def quick():
    settings.TIMEOUT = 1  # <- here
    yield
    settings.TIMEOUT = 10
""",
    },
    "put back after the assertions": {
        **SHOP,
        "tests/test_settings.py": """\
from shop import settings

def test_quick():
    before = settings.TIMEOUT
    settings.TIMEOUT = 1  # <- here
    assert fails()
    settings.TIMEOUT = before
""",
    },
    "set to what it is only before each test of this file": {
        **SHOP,
        "tests/test_service.py": """\
import pytest
from shop.service import Service

@pytest.fixture(autouse=True)
def fresh():
    Service.instance = None

def test_serves():
    Service.instance = object()  # <- here
    assert serves()
""",
    },
    "a mock of a library's class, called by its class": """\
from unittest.mock import AsyncMock

def test_answers():
    response = AsyncMock
    response.status = 200  # <- here
    assert handle(response)
""",
    "of the standard library": """\
import time

def test_waits():
    time.sleep = lambda seconds: None  # <- here
    assert waits()
""",
    "patched elsewhere only": """\
from unittest.mock import patch
from shop import settings

@patch("shop.prices.convert")
def test_debug(convert):
    settings.DEBUG = True  # <- here
    assert debugging()
""",
}
