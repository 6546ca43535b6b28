"""BH004: baseline entries for findings that are gone."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH004",
    slug="stale-baseline",
    title="baseline entry that nothing needs any more",
    family=Family.CHECK,
    why="""\
The baseline counts, for each file and code, the findings that a project lives with for now. Where more are tolerated
than the file still holds, the difference is free room: as many new hazards can be added there without a word. A
baseline is only worth having when it shrinks with each repair.""",
    bad="""\
# The baseline tolerates one BH101 in this file, from before the test was mended.
def test_reads_the_url(monkeypatch):
    monkeypatch.setenv("API_URL", "http://staging")
    assert load_settings().url == "http://staging"
""",
    good="""\
# The baseline does not mention this file.
def test_reads_the_url(monkeypatch):
    monkeypatch.setenv("API_URL", "http://staging")
    assert load_settings().url == "http://staging"
""",
    remedy="Prune the baseline, so that it tolerates no more than what is still there.",
    promised=frozenset({Layer.STATIC}),
)

HAZARDS = (HAZARD,)
