"""BH304: client fixtures that leave one of the app's dependencies real."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH304",
    slug="partial-override",
    title="client fixture that leaves a dependency real",
    family=Family.OVERRIDES,
    why="""\
A fixture that imports the providers of an application and overrides all but one was meant to override them all. Through
the one that it forgot, each test that uses the client reaches the real thing: a mail server, a payment sandbox, a
database that all workers share. Nobody notices while the real thing answers; then tests fail by the network, by what
the last run has left there, or by what another worker is writing.""",
    bad="""\
import pytest
from fastapi.testclient import TestClient

from shop.api import app, get_database, get_mailer

@pytest.fixture
def client(monkeypatch, database):
    monkeypatch.setitem(app.dependency_overrides, get_database, lambda: database)
    return TestClient(app)
""",
    good="""\
import pytest
from fastapi.testclient import TestClient

from shop.api import app, get_database, get_mailer

@pytest.fixture
def client(monkeypatch, database, outbox):
    monkeypatch.setitem(app.dependency_overrides, get_database, lambda: database)
    monkeypatch.setitem(app.dependency_overrides, get_mailer, lambda: outbox)
    return TestClient(app)
""",
    remedy="Override this provider too, with `monkeypatch.setitem(app.dependency_overrides, …)`, or drop its import "
    "where the tests are meant to reach the real thing.",
    promised=frozenset({Layer.STATIC, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
