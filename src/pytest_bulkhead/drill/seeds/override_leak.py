"""BH301: overrides that are not taken back."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_APP = """\
from fastapi import Depends, FastAPI

app = FastAPI()


def harbour_dues():
    return 40


@app.get("/dues")
def dues(amount: int = Depends(harbour_dues)):
    return {"amount": amount}
"""

SEEDS = (
    Seed(
        code="BH301",
        name="set in a test",
        bad={
            "dues_by_test.py": _APP,
            "test_dues_by_test.py": """\
from dues_by_test import app, harbour_dues
from fastapi.testclient import TestClient


def test_asks_for_the_dues():
    app.dependency_overrides[harbour_dues] = lambda: 7
    assert TestClient(app).get("/dues").json() == {"amount": 7}
""",
        },
        good={
            "dues_by_test.py": _APP,
            "test_dues_by_test.py": """\
from dues_by_test import app, harbour_dues
from fastapi.testclient import TestClient


def test_asks_for_the_dues(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, harbour_dues, lambda: 7)
    assert TestClient(app).get("/dues").json() == {"amount": 7}
""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"fastapi"}),
    ),
    Seed(
        code="BH301",
        name="set in a fixture that does not take it back",
        bad={
            "dues_by_fixture.py": _APP,
            "test_dues_by_fixture.py": """\
import pytest
from dues_by_fixture import app, harbour_dues
from fastapi.testclient import TestClient


@pytest.fixture
def client():
    app.dependency_overrides.update({harbour_dues: lambda: 9})
    with TestClient(app) as client:
        yield client


def test_asks_for_the_dues(client):
    assert client.get("/dues").json() == {"amount": 9}
""",
        },
        good={
            "dues_by_fixture.py": _APP,
            "test_dues_by_fixture.py": """\
import pytest
from dues_by_fixture import app, harbour_dues
from fastapi.testclient import TestClient


@pytest.fixture
def client():
    app.dependency_overrides.update({harbour_dues: lambda: 9})
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.pop(harbour_dues)


def test_asks_for_the_dues(client):
    assert client.get("/dues").json() == {"amount": 9}
""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"fastapi"}),
    ),
)
