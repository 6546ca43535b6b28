"""BH302: overrides that FastAPI does not call as they were meant."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH302",
    slug="override-async-sync",
    title="override that FastAPI misreads",
    family=Family.OVERRIDES,
    why="""\
FastAPI looks at an override's signature and at whether it is `async def`. A bare mock takes `*args, **kwargs`, which
become two required query parameters, so each request ends in a 422. A lambda that calls an async function is itself
synchronous, so nobody awaits what it returns, and the route works with a coroutine object, which is true in every `if`:
a denied permission looks granted. What is often warned of, a synchronous override of an async dependency, does work; it
runs in a thread, where only the context variables that it sets are lost, and is reported in the profile `strict`
alone.""",
    bad="""\
from unittest.mock import AsyncMock

from fastapi.testclient import TestClient

from shop.api import app, current_user

def test_lists_own_orders(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, AsyncMock(return_value="ada"))
    assert TestClient(app).get("/orders").status_code == 200
""",
    good="""\
from fastapi.testclient import TestClient

from shop.api import app, current_user

async def ada():
    return "ada"

def test_lists_own_orders(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, ada)
    assert TestClient(app).get("/orders").status_code == 200
""",
    remedy="Override with a function that has the parameters you mean (often none) and is `async def` where the "
    "dependency is.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
