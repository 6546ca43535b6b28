"""BH305: overrides of a second copy of a dependency."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import RUNNING, Seed

_DEPENDENCIES = """\
def berth():
    return 7
"""
_APP = """\
from berth_dependencies import berth
from fastapi import Depends, FastAPI

app = FastAPI()


@app.get("/berth")
def where(berth: int = Depends(berth)):
    return {"berth": berth}
"""

SEEDS = (
    Seed(
        code="BH305",
        name="reloaded before it is overridden",
        bad={
            "berth_dependencies.py": _DEPENDENCIES,
            "berth_app.py": _APP,
            "test_berth_app.py": """\
import importlib

import berth_app
import berth_dependencies
from fastapi.testclient import TestClient


def test_lies_at_another_berth(monkeypatch):
    importlib.reload(berth_dependencies)
    monkeypatch.setitem(berth_app.app.dependency_overrides, berth_dependencies.berth, lambda: 1)
    assert TestClient(berth_app.app).get("/berth").json() == {"berth": 7}
""",
        },
        good={
            "berth_dependencies.py": _DEPENDENCIES,
            "berth_app.py": _APP,
            "test_berth_app.py": """\
import berth_app
import berth_dependencies
from fastapi.testclient import TestClient


def test_lies_at_another_berth(monkeypatch):
    monkeypatch.setitem(berth_app.app.dependency_overrides, berth_dependencies.berth, lambda: 1)
    assert TestClient(berth_app.app).get("/berth").json() == {"berth": 1}
""",
        },
        caught_by=RUNNING,
        needs=frozenset({"fastapi"}),
        also=frozenset({"BH103"}),
    ),
)
