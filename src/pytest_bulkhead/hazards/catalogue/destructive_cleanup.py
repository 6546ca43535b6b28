"""BH208: clean-up that deletes more than its worker made."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH208",
    slug="destructive-cleanup",
    title="clean-up that deletes what others made",
    family=Family.SHARED,
    why="""\
A teardown that empties a table, scans for keys and deletes them, removes a folder or stops a container does so for
everybody who uses it at that moment. The test that cleans up passes; the tests of the other workers lose their data in
mid-flight and fail with errors that name neither the table nor the culprit. Session scope is no protection: a session
fixture is torn down in each worker, and the first worker that runs out of tests takes the database away from the
rest.""",
    bad="""\
import pytest

@pytest.fixture
def tenant(connection):
    yield "acme"
    connection.execute("TRUNCATE orders")
""",
    good="""\
import pytest
from pytest_bulkhead.worker import scoped_name

@pytest.fixture
def tenant(connection):
    name = scoped_name("acme")
    yield name
    connection.execute("DELETE FROM orders WHERE tenant = %s", [name])
""",
    remedy="Delete only what bears this worker's mark (a name from `scoped_name`, `get_worker_postgres_schema()` or "
    "`get_worker_redis_db()`), or let the last user of the shared thing do it, under a lock.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.UTILITY, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
