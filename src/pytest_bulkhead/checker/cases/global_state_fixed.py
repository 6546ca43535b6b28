"""What becomes of the bad cases of `global-state`."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "an attribute of a module": """\
from shop import settings

def test_debug(client, monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True, raising=False)
    assert client.get("/").status_code == 200
""",
    "a property of the class's metaclass": {
        "tests/test_config.py": """\
from shop.config import Config, OldConfig

def test_region():
    Config.region = "north"
    OldConfig.region = "north"
    assert load() == "north"
""",
    },
    "an attribute of a singleton": {
        "tests/test_service.py": """\
from shop.service import service

def test_open(monkeypatch):
    monkeypatch.setattr(service, "open", True)
    assert service.answers()
""",
    },
    "setattr": {
        "tests/test_settings.py": """\
from shop import settings

def test_debug(monkeypatch):
    monkeypatch.setattr(settings, "TIMEOUT", 1)
    assert slow()
""",
    },
    "an entry of a registry": {
        "tests/test_prices.py": """\
from shop.prices import CURRENCIES

def test_converts(monkeypatch):
    monkeypatch.setitem(CURRENCIES, "XXX", 7)
    assert total("XXX") == 7
""",
    },
    "an entry is taken out": {
        "tests/test_prices.py": """\
from shop import prices

def test_unknown(monkeypatch):
    monkeypatch.delitem(prices.CURRENCIES, "EUR")
    assert total("EUR") is None
""",
    },
    "in a fixture": {
        "tests/test_settings.py": """\
import pytest
from shop import settings

@pytest.fixture
def debugging(monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    yield
""",
    },
    "put back to another constant": {
        "tests/test_settings.py": """\
import pytest
from shop import settings

@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(settings, "TIMEOUT", 1)
    yield
""",
    },
    "put back after the assertions": {
        "tests/test_settings.py": """\
from shop import settings

def test_quick(monkeypatch):
    monkeypatch.setattr(settings, "TIMEOUT", 1)
    assert fails()
""",
    },
    "patched elsewhere only": """\
from unittest.mock import patch
from shop import settings

@patch("shop.prices.convert")
def test_debug(convert, monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True, raising=False)
    assert debugging()
""",
    "read by a helper that others call": """\
DEFAULTS = {"size": 1}

def make(**more):
    return build(**DEFAULTS, **more)

def test_big(monkeypatch):
    monkeypatch.setitem(DEFAULTS, "size", 100)
    assert make().size == 100

def test_small():
    assert make().size == 1
""",
}
