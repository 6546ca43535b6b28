"""BH302: overrides that give a route what it cannot use."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_APP = """\
from fastapi import Depends, FastAPI

app = FastAPI()


async def weather():
    return "calm"


@app.get("/weather")
async def report(weather=Depends(weather)):
    return {"weather": str(weather)}
"""

SEEDS = (
    Seed(
        code="BH302",
        name="coroutine of a lambda",
        bad={
            "weather_by_lambda.py": _APP.replace("async def weather", "def weather"),
            "test_weather_by_lambda.py": """\
from unittest.mock import AsyncMock

import weather_by_lambda
from fastapi.testclient import TestClient


def test_reports_the_storm(monkeypatch):
    overrides = weather_by_lambda.app.dependency_overrides
    monkeypatch.setitem(overrides, weather_by_lambda.weather, lambda: AsyncMock(return_value="storm")())
    assert TestClient(weather_by_lambda.app).get("/weather").status_code == 200
""",
        },
        good={
            "weather_by_lambda.py": _APP.replace("async def weather", "def weather"),
            "test_weather_by_lambda.py": """\
import weather_by_lambda
from fastapi.testclient import TestClient


def test_reports_the_storm(monkeypatch):
    overrides = weather_by_lambda.app.dependency_overrides
    monkeypatch.setitem(overrides, weather_by_lambda.weather, lambda: "storm")
    assert TestClient(weather_by_lambda.app).get("/weather").json() == {"weather": "storm"}
""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"fastapi"}),
        also=frozenset({"BH405"}),
    ),
    Seed(
        code="BH302",
        name="bare mock",
        bad={
            "weather_by_mock.py": _APP,
            "test_weather_by_mock.py": """\
from unittest.mock import MagicMock

import pytest
import weather_by_mock
from fastapi.testclient import TestClient


@pytest.fixture
def client():
    weather_by_mock.app.dependency_overrides[weather_by_mock.weather] = MagicMock(return_value="storm")
    yield TestClient(weather_by_mock.app)
    weather_by_mock.app.dependency_overrides.clear()


def test_asks_for_parameters_that_nobody_knows(client):
    assert client.get("/weather").status_code == 422
""",
        },
        good={
            "weather_by_mock.py": _APP,
            "test_weather_by_mock.py": """\
import pytest
import weather_by_mock
from fastapi.testclient import TestClient


@pytest.fixture
def client():
    async def storm():
        return "storm"

    weather_by_mock.app.dependency_overrides[weather_by_mock.weather] = storm
    yield TestClient(weather_by_mock.app)
    weather_by_mock.app.dependency_overrides.clear()


def test_reports_the_storm(client):
    assert client.get("/weather").json() == {"weather": "storm"}
""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"fastapi"}),
    ),
)
