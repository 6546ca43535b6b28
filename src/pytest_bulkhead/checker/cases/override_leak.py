"""Cases of `override-leak`."""

from __future__ import annotations

from collections.abc import Mapping

_APPLICATION = {
    "shop/__init__.py": "",
    "shop/api.py": """\
from fastapi import FastAPI

def create_app():
    app = FastAPI()
    return app

app = create_app()

def current_user(): ...
def database(): ...
""",
    "tests/__init__.py": "",
}

BAD: Mapping[str, str | Mapping[str, str]] = {
    "set in a test": """\
from fastapi.testclient import TestClient
from shop.api import app, current_user

def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    assert TestClient(app).get("/").status_code == 200
""",
    "one of two taken back": """\
import pytest
from shop.api import app, current_user, database

@pytest.fixture
def client():
    app.dependency_overrides[current_user] = lambda: "ada"
    app.dependency_overrides[database] = lambda: None  # <- here
    yield app
    app.dependency_overrides.pop(current_user)
""",
    "the fixture hands out the module's application": {
        **_APPLICATION,
        "tests/conftest.py": """\
import pytest
from shop.api import app as shop_app

@pytest.fixture
def app():
    yield shop_app
""",
        "tests/test_orders.py": """\
from shop.api import current_user

def test_lists(app):
    app.dependency_overrides.update({current_user: lambda: "ada"})  # <- here
    assert call(app)
""",
    },
    "a loop, and one key taken back": """\
import pytest
from shop.api import app, current_user, getters

@pytest.fixture
def client():
    for getter in getters():
        app.dependency_overrides[getter] = lambda: "ada"  # <- here
    yield app
    app.dependency_overrides.pop(current_user)
""",
    "cleared before the yield only": """\
import pytest
from shop.api import app, current_user

@pytest.fixture
def client():
    app.dependency_overrides.clear()
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    yield app
""",
    "cleared after the assertions": """\
from shop.api import app, current_user

def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    assert call(app)
    app.dependency_overrides.clear()
""",
    "emptied by an assignment after the assertions": """\
from shop.api import app, current_user

def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    assert call(app)
    app.dependency_overrides = {}
""",
    "the dict replaced": """\
from shop.api import app, current_user

def test_lists():
    app.dependency_overrides = {current_user: lambda: "ada"}  # <- here
    assert call(app)
""",
    "application of a wider fixture": """\
import pytest
from fastapi import FastAPI
from shop.api import current_user

@pytest.fixture(scope="session")
def app():
    return FastAPI()

def test_lists(app):
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    assert call(app)
""",
    "when it is imported, on an application that others use": {
        **_APPLICATION,
        "tests/test_orders.py": """\
from shop.api import app, current_user

app.dependency_overrides[current_user] = lambda: "ada"  # <- here

def test_lists():
    assert call(app)
""",
        "tests/test_users.py": """\
from shop import api

def test_needs_login():
    assert call(api.app).status_code == 401
""",
    },
    "through a decorator that calls the test itself": """\
import functools
from shop.api import app, current_user

def timed(test):
    @functools.wraps(test)
    def wrapper(*args):
        with clock():
            return test(*args)
    return wrapper

@timed
def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    assert call(app)
""",
    "a set-up of unittest": """\
import unittest
from unittest import mock
from shop.api import app, current_user

class TestOrders(unittest.TestCase):
    def setUp(self):
        self.clock = mock.Mock()
        app.dependency_overrides[current_user] = lambda: "ada"  # <- here

    def test_lists(self):
        self.assertTrue(call(app))
""",
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "emptied, and nothing set": """\
from shop.api import app

def test_needs_login():
    app.dependency_overrides = {}
    assert call(app).status_code == 401
""",
    "when it is imported, on an application that nobody else uses": {
        **_APPLICATION,
        "tests/test_orders.py": """\
from shop.api import app, current_user

app.dependency_overrides[current_user] = lambda: "ada"

def test_lists():
    assert call(app)
""",
        "tests/test_sums.py": "from shop import sums\n\ndef test_sums():\n    assert sums.total([1]) == 1\n",
    },
    "when it is imported, on its own application": {
        **_APPLICATION,
        "tests/test_orders.py": """\
from shop.api import create_app, current_user

app = create_app()
app.dependency_overrides[current_user] = lambda: "ada"

def test_lists():
    assert call(app)
""",
        "tests/test_users.py": "from shop.api import app\n\ndef test_needs_login():\n    assert call(app)\n",
    },
    "when it is imported, taken back at the end of the module": {
        **_APPLICATION,
        "tests/test_orders.py": """\
from shop.api import app, current_user

app.dependency_overrides[current_user] = lambda: "ada"

def teardown_module():
    app.dependency_overrides.clear()

def test_lists():
    assert call(app)
""",
        "tests/test_users.py": "from shop.api import app\n\ndef test_needs_login():\n    assert call(app)\n",
    },
    "monkeypatch.setitem": """\
from shop.api import app, current_user

def test_lists(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    assert call(app)
""",
    "taken back in finally": """\
import pytest
from shop.api import app, current_user

@pytest.fixture
def client():
    app.dependency_overrides[current_user] = lambda: "ada"
    try:
        yield app
    finally:
        app.dependency_overrides.pop(current_user, None)
""",
    "an autouse fixture clears": {
        "tests/conftest.py": """\
import pytest
from shop.api import app

@pytest.fixture(autouse=True)
def no_overrides():
    yield
    app.dependency_overrides.clear()
""",
        "tests/test_orders.py": """\
from shop.api import app, current_user

def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"
    assert call(app)
""",
    },
    "application made by the test": {
        **_APPLICATION,
        "tests/test_orders.py": """\
from fastapi.testclient import TestClient
from shop.api import create_app, current_user

def test_lists():
    app = create_app()
    with TestClient(app) as client:
        app.dependency_overrides[current_user] = lambda: "ada"
        assert client.get("/").status_code == 200
""",
    },
    "application of a fixture for one test": """\
import pytest
from fastapi import FastAPI
from shop.api import current_user

@pytest.fixture
def app():
    app = FastAPI()
    yield app

def test_lists(app):
    app.dependency_overrides[current_user] = lambda: "ada"
    assert call(app)
""",
    "replaced by what was saved": """\
import pytest
from shop.api import app, current_user

@pytest.fixture
def client():
    before = dict(app.dependency_overrides)
    app.dependency_overrides[current_user] = lambda: "ada"
    yield app
    app.dependency_overrides = before
""",
    "teardown of the class": """\
from shop.api import app, current_user

class TestOrders:
    def setup_method(self):
        app.dependency_overrides[current_user] = lambda: "ada"

    def teardown_method(self):
        app.dependency_overrides = {}

    def test_lists(self):
        assert call(app)
""",
    "application that cannot be told": """\
def test_lists(application, current_user):
    application.dependency_overrides[current_user] = lambda: "ada"
    assert call(application)
""",
}
