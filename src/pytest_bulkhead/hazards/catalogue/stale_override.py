"""BH305: overrides of a second copy of a dependency."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH305",
    slug="stale-override",
    title="override of a second copy of a dependency",
    family=Family.OVERRIDES,
    why="""\
Overrides are found by the identity of the function, not by its name. After `importlib.reload`, or when a module was
imported under two names, there are two functions called alike: the routes hold the first, the test overrides the
second, and nothing is replaced. The real dependency runs, and the test fails, or passes for the wrong reason, in just
those workers where some other test has reloaded the module before.""",
    bad="""\
import importlib

from fastapi.testclient import TestClient

from shop import api, security

def test_lists_own_orders(monkeypatch):
    monkeypatch.setenv("SHOP_AUTH", "on")
    importlib.reload(security)
    monkeypatch.setitem(api.app.dependency_overrides, security.current_user, lambda: "ada")
    assert TestClient(api.app).get("/orders").status_code == 200
""",
    good="""\
from fastapi.testclient import TestClient

from shop import api, security

def test_lists_own_orders(monkeypatch):
    monkeypatch.setattr(security, "AUTH", "on")
    monkeypatch.setitem(api.app.dependency_overrides, security.current_user, lambda: "ada")
    assert TestClient(api.app).get("/orders").status_code == 200
""",
    remedy="Take the key from the very module that the routes import, under the same name, and do not reload it: set "
    "what the reload was to change with `monkeypatch.setattr`.",
    promised=frozenset({Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
