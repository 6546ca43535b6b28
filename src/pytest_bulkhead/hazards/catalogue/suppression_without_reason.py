"""BH003: suppressions that do not say why."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH003",
    slug="suppression-without-reason",
    title="suppression without a reason",
    family=Family.CHECK,
    why="""\
Whoever meets a bare suppression next year cannot tell a considered exception from a finding that was in the way on a
Friday. So nobody dares to remove it, it is copied to the next place that complains, and the debt grows unseen. One
clause of reason is what a reviewer can agree or disagree with.""",
    bad="""\
import os

def pytest_configure(config):
    os.environ["TZ"] = "UTC"  # bulkhead: ignore[BH101]
""",
    good="""\
import os

def pytest_configure(config):
    os.environ["TZ"] = "UTC"  # bulkhead: ignore[BH101] every test of this project runs in UTC
""",
    remedy="Write after the bracket why this place may stay as it is.",
    promised=frozenset({Layer.STATIC}),
)

HAZARDS = (HAZARD,)
