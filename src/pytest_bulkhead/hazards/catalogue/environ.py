"""BH101: environment variables changed for good."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH101",
    slug="environ",
    title="environment variable left changed",
    family=Family.PROCESS,
    why="""\
The environment belongs to the whole process. A variable that one test sets or deletes and does not put back is seen
by every later test of the same worker, so that their outcome depends on which tests happened to run before them in
that worker: a thing that pytest-xdist decides anew in each run.""",
    bad="""\
import os

def test_reads_the_url():
    os.environ["API_URL"] = "http://staging"
    assert load_settings().url == "http://staging"
""",
    good="""\
def test_reads_the_url(monkeypatch):
    monkeypatch.setenv("API_URL", "http://staging")
    assert load_settings().url == "http://staging"
""",
    remedy="Set it with `monkeypatch.setenv` or `monkeypatch.delenv`, or inside `mock.patch.dict(os.environ, …)`, "
    "which put back what was there before.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
