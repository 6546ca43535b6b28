"""Bad cases of `global-state`: the ways in which a test gets at what lasts."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.cases.global_state import SHOP

BAD: Mapping[str, str | Mapping[str, str]] = {
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
    "an entry that the product takes out in time": {
        "shop/__init__.py": "",
        "shop/vouchers.py": """\
_VOUCHERS = {"none": 0}

def worth(voucher):
    if len(_VOUCHERS) > 100:
        _VOUCHERS.clear()
    return _VOUCHERS.get(voucher)
""",
        "tests/test_worth.py": """\
from shop import vouchers

def test_is_worth():
    vouchers._VOUCHERS["spring"] = 5  # <- here
    assert vouchers.worth("spring") == 5
""",
    },
}
