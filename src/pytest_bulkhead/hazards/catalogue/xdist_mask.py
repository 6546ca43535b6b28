"""BH508: tests that are skipped or retried in place of being isolated."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer, Profile, Severity

HAZARD = Hazard(
    code="BH508",
    slug="xdist-mask",
    title="test masked because it runs in a worker",
    family=Family.ORGANISATION,
    why="""\
A test that fails only in company is telling the truth about something shared. To skip it in workers, to expect its
failure, or to run it again until it passes takes away the message and leaves the thing: the polluter goes on, the next
victim is another test, and where the suite only ever runs in parallel the masked test never runs at all. Now and then
it is the right thing for a week. It is counted as debt, so that the week ends.""",
    bad="""\
import os
from pathlib import Path

import pytest

@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="fails now and then in parallel")
def test_exports_the_orders(orders):
    export(orders, Path("report.csv"))
    assert Path("report.csv").exists()
""",
    good="""\
def test_exports_the_orders(orders, tmp_path):
    report = tmp_path / "report.csv"
    export(orders, report)
    assert report.exists()
""",
    remedy="Find out what the test shares, give it its own (`monkeypatch`, `tmp_path`, `scoped_name`), and take the "
    "skip, the expected failure or the retries away.",
    promised=frozenset({Layer.STATIC, Layer.DRILL}),
    severity=Severity.WARNING,
    profile=Profile.STRICT,
)

HAZARDS = (HAZARD,)
