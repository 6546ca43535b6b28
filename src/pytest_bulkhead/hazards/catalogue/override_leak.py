"""BH301: dependency overrides that stay on the application."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH301",
    slug="override-leak",
    title="dependency override left behind",
    family=Family.OVERRIDES,
    why="""\
`dependency_overrides` is a plain dict on an application that is made once and imported by every test. An override that
stays there serves all later tests of the worker: a suite that logs somebody in for one test has everybody logged in
afterwards, and the tests that expect a 401 fail, or, worse, the ones that should fail pass. Emptying the dict in a
teardown is no full cure either, since it also removes what wider fixtures have put there for others.""",
    bad="""\
from fastapi.testclient import TestClient

from shop.api import app, current_user

def test_lists_own_orders():
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/orders").status_code == 200
""",
    good="""\
from fastapi.testclient import TestClient

from shop.api import app, current_user

def test_lists_own_orders(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "ada")
    assert TestClient(app).get("/orders").status_code == 200
""",
    remedy="Set it with `monkeypatch.setitem(app.dependency_overrides, …)`, which takes back this one override, or "
    "make an application for the test.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
