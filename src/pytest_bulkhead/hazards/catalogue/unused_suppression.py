"""BH002: suppressions with nothing to suppress."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH002",
    slug="unused-suppression",
    title="suppression that suppresses nothing",
    family=Family.CHECK,
    why="""\
A suppression that outlives its finding is an open door: when somebody brings the same hazard back to that line, nothing
is said. It also misleads the reader, who sees a warning sign where there is no danger and learns to overlook the ones
that mean something.""",
    bad="""\
def test_reads_the_region(monkeypatch):
    monkeypatch.setenv("REGION", "eu")  # bulkhead: ignore[BH101] set for the whole suite
    assert load_settings().region == "eu"
""",
    good="""\
def test_reads_the_region(monkeypatch):
    monkeypatch.setenv("REGION", "eu")
    assert load_settings().region == "eu"
""",
    remedy="Delete the comment, or the code in its brackets that no finding on this line bears.",
    promised=frozenset({Layer.STATIC}),
)

HAZARDS = (HAZARD,)
