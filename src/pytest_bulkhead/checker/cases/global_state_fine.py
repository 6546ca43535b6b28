"""Good cases of `global-state`: nothing that lasts, or that anybody else sees."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.cases.global_state import SHOP

GOOD: Mapping[str, str | Mapping[str, str]] = {
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
    "a mock is configured": """\
from shop import main

def test_calls(mocked_main):
    main.fetch.return_value = 3
    main.fetch.return_value.text = "x"
    main.send.side_effect = ValueError
    assert called()
""",
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
    "set to what the conftest sets when it is imported": {
        **SHOP,
        "tests/conftest.py": "from shop import settings\n\nsettings.TIMEOUT = 1\n",
        "tests/test_settings.py": """\
from shop import settings

def test_quick():
    settings.TIMEOUT = 30
    with slow():
        assert waits()
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
    "what is taken out of a list was put in, it seems": {
        **SHOP,
        "shop/plugins.py": "PLUGINS = ['own']\n",
        "tests/test_plugins.py": """\
from shop import plugins

def test_registers():
    register()
    assert plugins.PLUGINS.pop()
    assert answers()
""",
    },
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
    "an object that hands its entries to what it finds": {
        "shop/__init__.py": "",
        "shop/config.py": """\
class Config:
    def __setitem__(self, name, value):
        self.provider.set(name, value)

    @property
    def provider(self):
        return Context.current().provider

config = Config()
""",
        "tests/test_config.py": """\
from shop.config import config

def test_debug():
    config["DEBUG"] = True
    assert debugging()
""",
    },
    "an entry that the product takes out": {
        "shop/__init__.py": "",
        "shop/vouchers.py": """\
_VOUCHERS = {"none": 0}

class Till:
    def redeem(self, voucher):
        with lock():
            if voucher not in _VOUCHERS:
                return None
            return _VOUCHERS.pop(voucher)
""",
        "tests/test_vouchers.py": """\
from shop.vouchers import _VOUCHERS, Till

def test_redeems_once():
    _VOUCHERS["spring"] = 5
    till = Till()
    assert till.redeem("spring") == 5
    assert till.redeem("spring") is None
""",
    },
}
