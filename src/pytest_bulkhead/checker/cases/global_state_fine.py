"""Good cases of `global-state`: restored, or nothing that lasts."""

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
    "an object that leads to that of the request": {
        "shop/__init__.py": "",
        "shop/web.py": "from werkzeug.local import LocalProxy as To\n\ng = To(current)\nsession = To(stored)\n",
        "test_web.py": """\
from shop.web import g, session

def test_greets(app):
    with app.test_request_context():
        g.user = "ann"
        session["theme"] = "dark"
        assert page() == "dark, ann"
""",
    },
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
    "a mock is configured": """\
from shop import main

def test_calls(mocked_main):
    main.fetch.return_value = 3
    main.fetch.return_value.text = "x"
    main.send.side_effect = ValueError
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
    "for every test alike": {
        **SHOP,
        "tests/conftest.py": """\
import pytest
from shop import settings

@pytest.fixture(autouse=True)
def quick():
    settings.TIMEOUT = 1
""",
    },
    "a first use is prepared": {
        **SHOP,
        "tests/test_service.py": """\
from shop import prices
from shop.service import Service, service

def test_serves():
    Service.instance = None
    service.open = False
    prices._cache = {}
    prices._cache.clear()
    assert serves()
""",
    },
    "a fixture that puts things in order": {
        **SHOP,
        "tests/test_service.py": """\
import pytest
from shop.service import Service

@pytest.fixture
def reset_service():
    Service.instance = Service()
""",
    },
    "objects of the test's own": {
        **SHOP,
        "tests/test_service.py": """\
import pytest
from shop.service import Service, service

@pytest.fixture
def own():
    return Service()

def test_serves(own):
    own.limit = 3
    other = Service()
    other.limit = 4
    del other.limit
    names = []
    names.append("x")
    assert serves(names)
""",
    },
    "self and the class of the tests": """\
class TestShop:
    count = 0

    def test_counts(self):
        self.count = 1
        type(self).count = 2
        TestShop.count = 3

    @classmethod
    def setup_class(cls):
        cls.shop = make()
""",
    "classes and stubs of the tests": {
        **SHOP,
        "tests/fakes.py": "class FakeServer:\n    answers = {}\n",
        "tests/test_server.py": """\
from tests.fakes import FakeServer

class Stub:
    calls = []

def answer():
    answer.calls = 1

def test_serves():
    FakeServer.answers = {"x": 1}
    FakeServer.answers["y"] = 2
    Stub.calls.append(1)
    answer.calls = 0
    assert serves()
""",
    },
    "an object of each request": """\
from flask import g, request

def test_logs_in(app):
    with app.test_request_context():
        g.user = "ada"
        request.form = {"name": "ada"}
        assert logs_in()
""",
    "the state of the process is told apart": """\
import logging
import os
import sys

log = logging.getLogger("shop")

def test_shell():
    log.propagate = True
    os.environ["SHELL"] = "x"
    sys.argv = ["x"]
    logging.raiseExceptions = False
    assert shell()
""",
    "what is expected to be refused": """\
import pytest
from shop import settings

def test_is_frozen():
    with pytest.raises(AttributeError):
        settings.DEBUG = True
""",
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
    "an entry under a key of its own": {
        **SHOP,
        "tests/test_service.py": """\
from shop.service import Service

def test_serves():
    class Stub:
        pass

    Service.registry[Stub] = object
    assert serves(Stub)
""",
    },
    "a copy": {
        **SHOP,
        "tests/test_prices.py": """\
from shop.prices import CURRENCIES

def test_converts():
    mine = dict(CURRENCIES)
    mine["XXX"] = 7
    assert total(mine)
""",
    },
    "what is no container": """\
from shop import database

def test_saves():
    database.session.add(object())
    database.session.clear()
    assert saved()
""",
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
    "at import": """\
from shop import settings

settings.DEBUG = True

def test_debug():
    assert debugging()
""",
    "imported as it was": {
        **SHOP,
        "shop/web.py": "try:\n    import httpx\nexcept ImportError:\n    httpx = None\n",
        "tests/test_web.py": """\
from shop import web

def test_fetches():
    import httpx

    setattr(web, "httpx", httpx)
    assert fetches()
""",
    },
    "in a process of its own": """\
import pytest
from shop import settings

@pytest.mark.forked
def test_debug():
    settings.DEBUG = True
    assert debugging()
""",
    "an object of its own in the place of another": """\
from unittest.mock import MagicMock
from shop import main

def test_calls(monkeypatch):
    monkeypatch.setattr(main, "client", MagicMock())
    main.client.request = MagicMock()
    assert called()
""",
}
