"""BH206: resources computed from a worker's number by hand."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH206",
    slug="worker-arith",
    title="arithmetic on a worker's number",
    family=Family.SHARED,
    why="""\
The id of a worker is a label, not an index. Without pytest-xdist it is `master`, where cutting off two letters leaves
no number. A worker that crashed is replaced under a new id, so that `gw2` turns up in a run of two workers, then `gw3`:
a range of ports that was laid out for two runs into its neighbour's, and a stock Redis server ends at database 15.
Formulas of this kind are also written anew in each file, and two that differ by a little give two workers the same
thing.""",
    bad="""\
import pytest

@pytest.fixture
def port(worker_id):
    return 9000 + int(worker_id[2:]) * 10
""",
    good="""\
import pytest
from pytest_bulkhead.worker import get_worker_port_offset

@pytest.fixture
def port():
    return 9000 + get_worker_port_offset()
""",
    remedy="Ask the worker library for the thing itself: `get_worker_port_offset`, `get_worker_redis_db`, "
    "`get_worker_postgres_schema`, or `scoped_name` for any other name.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.UTILITY, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
