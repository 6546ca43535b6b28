"""Good cases of `global-state`: what is changed is put back."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.cases.global_state import SHOP

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "monkeypatch": """\
from shop import settings

def test_debug(client, monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    assert client.get("/").status_code == 200
""",
    "patched first, then by hand": """\
from shop import settings

def test_debug(monkeypatch):
    monkeypatch.setattr("shop.settings.DEBUG", False)
    settings.DEBUG = True
    assert debugging()
""",
    "patched by a decorator": """\
from unittest import mock
from shop import settings

@mock.patch.object(settings, "DEBUG", False)
def test_debug():
    settings.DEBUG = True
    assert debugging()
""",
    "an attribute of what is patched": """\
from unittest.mock import patch
import shop.main

@patch("shop.main.client")
def test_calls(client):
    shop.main.client.url = "http://x"
    assert called()
""",
    "several are patched together": """\
from unittest.mock import patch
from shop import settings

def test_debug():
    with patch.multiple("shop.settings", DEBUG=False, TIMEOUT=1):
        settings.DEBUG = True
        assert debugging()
""",
    "patched by mocker, in a fixture": """\
import pytest
from shop import main

@pytest.fixture
def client(mocker):
    mocker.patch("shop.main.client")

def test_calls(client):
    main.client.url = "http://x"
    assert called()
""",
    "finally": """\
from shop import settings

def test_debug():
    before = settings.DEBUG
    settings.DEBUG = True
    try:
        assert debugging()
    finally:
        settings.DEBUG = before
""",
    "finally, through another name": """\
from shop import main

def replaced():
    before = main.bus.state
    main.bus.state = object()
    return main.bus, before

def test_state():
    bus, before = replaced()
    try:
        assert answers()
    finally:
        bus.state = before
""",
    "after the yield": """\
import pytest
from shop import settings

@pytest.fixture
def debug():
    before = getattr(settings, "DEBUG")
    settings.DEBUG = True
    yield
    settings.DEBUG = before
""",
    "after the yield, to what the product starts with": {
        **SHOP,
        "tests/test_settings.py": """\
import pytest
from shop import settings

@pytest.fixture
def debug():
    settings.DEBUG = True
    yield
    settings.DEBUG = False
""",
    },
    "a singleton is put back to nothing": {
        **SHOP,
        "tests/test_service.py": """\
import pytest
from shop.service import Service

@pytest.fixture
def stub():
    Service.instance = object()
    yield Service.instance
    Service.instance = None
""",
    },
    "a class puts itself in order": {
        **SHOP,
        "tests/test_service.py": """\
import pytest
from shop.service import Service

@pytest.fixture(autouse=True)
def fresh():
    yield
    Service.reset()

def test_serves():
    Service.instance = object()
    assert serves()
""",
    },
    "put back unless it was false": """\
import unittest
from shop import settings

class SettingsTest(unittest.TestCase):
    def setUp(self):
        self.before = settings.BACKEND
        settings.BACKEND = "memory"

    def tearDown(self):
        if self.before:
            settings.BACKEND = self.before
""",
    "addCleanup of setattr": """\
import unittest
from shop import settings

class SettingsTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(setattr, settings, "DEBUG", settings.DEBUG)
        settings.DEBUG = True
""",
    "a finalizer inside": """\
import pytest
import redis

@pytest.fixture
def cluster(request):
    def teardown():
        redis.sentinel.Redis = saved

    saved = redis.sentinel.Redis
    redis.sentinel.Redis = object
    request.addfinalizer(teardown)
""",
    "the whole settings are put back": """\
import copy
import unittest
from shop import main

class SettingsTest(unittest.TestCase):
    def setUp(self):
        self.before = copy.deepcopy(main.settings)
        main.settings.debug = True

    def tearDown(self):
        main.settings = self.before
""",
    "put right before each test by the conftest": {
        **SHOP,
        "tests/conftest.py": """\
import pytest
from shop.service import Service

@pytest.fixture(autouse=True)
def fresh():
    Service.instance = None
""",
        "tests/test_service.py": """\
from shop.service import Service

def test_serves():
    Service.instance = object()
    assert serves()
""",
    },
    "an entry that is taken out again, or seen to be gone": {
        **SHOP,
        "tests/test_prices.py": """\
import pytest
from shop.prices import CURRENCIES, _cache

@pytest.fixture
def currency():
    CURRENCIES["XXX"] = 7
    yield
    del CURRENCIES["XXX"]

def test_evicts():
    _cache["old"] = 1
    evict()
    assert "old" not in _cache
""",
    },
    "reloaded once more": {
        **SHOP,
        "tests/test_settings.py": """\
import importlib
import pytest
from shop import settings

@pytest.fixture
def reloaded(monkeypatch):
    monkeypatch.setenv("DEBUG", "1")
    importlib.reload(settings)
    yield settings
    monkeypatch.undo()
    importlib.reload(settings)
""",
    },
    "reloaded in vain, then as it was": {
        **SHOP,
        "tests/test_settings.py": """\
import importlib
import os
from unittest.mock import patch
import pytest
from shop import settings

def test_refuses():
    with patch.dict(os.environ, {"DEBUG": "?"}):
        with pytest.raises(ValueError):
            importlib.reload(settings)
    importlib.reload(settings)
""",
    },
    "the test class has a patch of its own": """\
from twisted.trial import unittest
from shop import main

class MainTest(unittest.TestCase):
    def setUp(self):
        self.patch(main, "client", object())

    def test_calls(self):
        main.client.results = []
        assert called()
""",
    "reloaded through what reloading returned": {
        **SHOP,
        "tests/test_settings.py": """\
import importlib
from unittest.mock import patch
from shop import settings

def test_reads_environment():
    with patch("shop.main.flag", True):
        again = importlib.reload(settings)
    try:
        assert again.DEBUG
    finally:
        importlib.reload(again)
""",
    },
    "put back by a name for what was there": """\
from shop import settings

def test_debug(original_debug):
    settings.DEBUG = original_debug
    assert debugging()
""",
    "several are put back in a loop over what was kept": """\
import pytest
from shop import settings

@pytest.fixture(autouse=True)
def kept():
    saved = {"DEBUG": settings.DEBUG, "CURRENCY": settings.CURRENCY}
    yield
    for name, value in saved.items():
        setattr(settings, name, value)

def test_debug():
    settings.DEBUG = True
    assert debugging()
""",
    "all that was kept is put back in a loop": """\
import pytest
from shop import settings

@pytest.fixture(autouse=True)
def kept():
    saved = vars(settings).copy()
    yield
    for name, value in saved.items():
        setattr(settings, name, value)

def test_debug():
    settings.DEBUG = True
    assert debugging()
""",
}
