"""BH205: files at paths that are the same for every worker."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH205",
    slug="shared-file",
    title="file written where all workers write",
    family=Family.SHARED,
    why="""\
Workers run in one directory of one disk. A path that does not depend on the worker is written by one of them while
another reads it half done, deletes it, or finds it left over and takes it for its own. It works in serial runs and on a
quiet machine; in parallel it fails as "file not found", a locked SQLite database or a wrong number of rows, and each
time in another test. Left-overs also reach the next run.""",
    bad="""\
from pathlib import Path

def test_exports_the_orders(orders):
    export(orders, Path("report.csv"))
    assert Path("report.csv").read_text().count(",") == 3
""",
    good="""\
def test_exports_the_orders(orders, tmp_path):
    report = tmp_path / "report.csv"
    export(orders, report)
    assert report.read_text().count(",") == 3
""",
    remedy="Write below `tmp_path` or, for wider fixtures, below `tmp_path_factory.mktemp(…)` or `worker_tmp_path()`.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.UTILITY, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
