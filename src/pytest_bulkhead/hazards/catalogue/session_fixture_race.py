"""BH504: once-only work that each worker does at the same time."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH504",
    slug="session-fixture-race",
    title="unguarded once-only work in a session fixture",
    family=Family.ORGANISATION,
    why="""\
"Session" means the session of one worker: under `-n 4` a session fixture runs four times, in four processes, at nearly
the same moment. Work that was meant to be done once for the run (migrate the database, unpack the data, build the
index) is then done four times on one target. The migrations collide, or one worker reads the file that another is just
writing; it hits at the start of the run, and only sometimes.""",
    bad="""\
from pathlib import Path

import pytest

@pytest.fixture(scope="session")
def search_index():
    index = Path("build/index.db")
    build_index(index)
    return index
""",
    good="""\
import pytest

@pytest.fixture(scope="session")
def search_index(tmp_path_factory):
    index = tmp_path_factory.mktemp("search") / "index.db"
    build_index(index)
    return index
""",
    remedy="Give each worker a target of its own (`tmp_path_factory`, `worker_tmp_path`, `scoped_name`, "
    "`get_worker_postgres_schema`), or do the work once, under a file lock that all workers take.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.UTILITY, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
