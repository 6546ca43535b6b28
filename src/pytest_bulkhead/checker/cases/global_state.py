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
    "what a cached function hands out": {
        **SHOP,
        "shop/config.py": """\
import functools

@functools.lru_cache
def get_config():
    return Config()
""",
        "tests/test_config.py": """\
from shop.config import get_config

def test_region():
    config = get_config()
    config.region = "north"  # <- here
    assert load().region == "north"
""",
    },
    "what a fixture hands on": {
        **SHOP,
        "tests/conftest.py": """\
import pytest
from shop.service import service as the_service

@pytest.fixture
def service():
    yield the_service
""",
        "tests/test_service.py": """\
def test_open(service):
    service.open = True  # <- here
    assert service.answers()
""",
    },
    "setattr": {
        **SHOP,
        "tests/test_settings.py": """\
from shop import settings

def test_debug():
    setattr(settings, "TIMEOUT", 1)  # <- here
    assert slow()
""",
    },
    "a module that is loaded by name": """\
import importlib

def test_debug():
    settings = importlib.import_module("shop.settings")
    settings.DEBUG = True  # <- here
    assert debugging()
""",
    "through a helper": {
        **SHOP,
        "tests/helpers.py": """\
from shop import settings

def switch(name, value):
    setattr(settings, name, value)
""",
        "tests/test_settings.py": """\
from tests.helpers import switch

def test_debug():
    switch("DEBUG", True)  # <- here
    assert debugging()
""",
    },
    "through a helper of a helper, beside a file without functions": {
        **SHOP,
        "tests/data.py": "NAMES = ['ada']\n",
        "tests/helpers.py": """\
from shop import settings

def debug():
    settings.DEBUG = True
""",
        "tests/test_settings.py": """\
from tests.data import NAMES
from tests.helpers import debug

def prepare():
    debug()

def test_debug():
    prepare()  # <- here
    assert debugging(NAMES)
""",
    },
    "an entry of a registry": {
        **SHOP,
        "tests/test_prices.py": """\
from shop.prices import CURRENCIES

def test_converts():
    CURRENCIES["XXX"] = 7  # <- here
    assert total("XXX") == 7
""",
    },
    "an entry below a registry of a class": {
        **SHOP,
        "tests/test_service.py": """\
from shop.service import Service

def test_serves():
    Service.registry["stub"] = object  # <- here
    assert Service().find("stub")
""",
    },
    "one more in a list": {
        **SHOP,
        "tests/test_prices.py": """\
from shop import prices

def test_handles():
    prices.HANDLERS.append(print)  # <- here
    assert handled()
""",
    },
    "an entry is taken out": {
        **SHOP,
        "tests/test_prices.py": """\
from shop import prices

def test_unknown():
    prices.CURRENCIES.pop("EUR")  # <- here
    assert total("EUR") is None
""",
    },
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
    "the product is reloaded": {
        **SHOP,
        "tests/test_settings.py": """\
import importlib
from shop import settings

def test_reads_environment(monkeypatch):
    monkeypatch.setenv("DEBUG", "1")
    importlib.reload(settings)  # <- here
    assert settings.DEBUG
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
