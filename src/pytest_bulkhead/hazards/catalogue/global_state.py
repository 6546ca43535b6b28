"""BH103: attributes of modules, classes and singletons changed for good."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH103",
    slug="global-state",
    title="global or class attribute left changed",
    family=Family.PROCESS,
    why="""\
A module is imported once in each worker, so its globals, the attributes of its classes and the contents of its
registries are shared by all tests that run there. What one test assigns or appends, the next one reads. In 45
order-dependent tests taken from public projects this was the most frequent carrier by far: 17 of them hung on a module
global or a class attribute, 5 on the environment. Reloading the module does not help; it makes a second copy of
everything, while whoever imported a name before keeps the first.""",
    bad="""\
from shop import settings

def test_shows_the_traceback_in_debug_mode(client):
    settings.DEBUG = True
    assert "Traceback" in client.get("/broken").text
""",
    good="""\
from shop import settings

def test_shows_the_traceback_in_debug_mode(client, monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    assert "Traceback" in client.get("/broken").text
""",
    remedy="Change it with `monkeypatch.setattr`, `monkeypatch.setitem` or `mock.patch.object`, which put the old "
    "value back, or let the test make an object of its own.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
