"""What becomes of the bad cases of `override-leak`."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "set in a test": """\
from fastapi.testclient import TestClient
from shop.api import app, current_user

def test_lists(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    assert TestClient(app).get("/").status_code == 200
""",
    "one of two taken back": """\
import pytest
from shop.api import app, current_user, database

@pytest.fixture
def client(monkeypatch):
    app.dependency_overrides[current_user] = lambda: "ada"
    monkeypatch.setitem(app.dependency_overrides, database, lambda: None)
    yield app
    app.dependency_overrides.pop(current_user)
""",
    "the fixture hands out the module's application": {
        "tests/test_orders.py": """\
from shop.api import current_user

def test_lists(app, monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    assert call(app)
""",
    },
    "a loop, and one key taken back": """\
import pytest
from shop.api import app, current_user, getters

@pytest.fixture
def client(monkeypatch):
    for getter in getters():
        monkeypatch.setitem(app.dependency_overrides, getter, lambda: "ada")
    yield app
""",
    "cleared before the yield only": """\
import pytest
from shop.api import app, current_user

@pytest.fixture
def client(monkeypatch):
    app.dependency_overrides.clear()
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    yield app
""",
    "cleared after the assertions": """\
from shop.api import app, current_user

def test_lists(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    assert call(app)
""",
    "emptied by an assignment after the assertions": """\
from shop.api import app, current_user

def test_lists(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    assert call(app)
""",
    "the dict replaced": """\
from shop.api import app, current_user

def test_lists(monkeypatch):
    monkeypatch.setattr(app, "dependency_overrides", {current_user: lambda: "ada"})
    assert call(app)
""",
    "application of a wider fixture": """\
import pytest
from fastapi import FastAPI
from shop.api import current_user

@pytest.fixture(scope="session")
def app():
    return FastAPI()

def test_lists(app, monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    assert call(app)
""",
    "a set-up of unittest": """\
import unittest
from unittest import mock
from shop.api import app, current_user

class TestOrders(unittest.TestCase):
    def setUp(self):
        self.clock = mock.Mock()
        overrides_patcher = mock.patch.dict(app.dependency_overrides)
        overrides_patcher.start()
        self.addCleanup(overrides_patcher.stop)
        app.dependency_overrides[current_user] = lambda: "ada"

    def test_lists(self):
        self.assertTrue(call(app))
""",
}
