"""BH304: providers that a client fixture imports and leaves real."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, Seed

_APP = """\
from fastapi import Depends, FastAPI

app = FastAPI()


def cranes():
    return 3


def sheds():
    return 2


@app.get("/quay")
def quay(cranes: int = Depends(cranes), sheds: int = Depends(sheds)):
    return {"cranes": cranes, "sheds": sheds}
"""

SEEDS = (
    Seed(
        code="BH304",
        name="one of two",
        bad={
            "quay_half_real.py": _APP,
            "test_quay_half_real.py": """\
import pytest
from fastapi.testclient import TestClient
from quay_half_real import app, cranes, sheds


@pytest.fixture
def client():
    app.dependency_overrides[cranes] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_has_one_crane(client):
    assert client.get("/quay").json()["cranes"] == 1
""",
        },
        good={
            "quay_half_real.py": _APP,
            "test_quay_half_real.py": """\
import pytest
from fastapi.testclient import TestClient
from quay_half_real import app, cranes, sheds


@pytest.fixture
def client():
    app.dependency_overrides[cranes] = lambda: 1
    app.dependency_overrides[sheds] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_has_one_crane(client):
    assert client.get("/quay").json()["cranes"] == 1
""",
        },
        caught_by=READING,
        needs=frozenset({"fastapi"}),
    ),
)
