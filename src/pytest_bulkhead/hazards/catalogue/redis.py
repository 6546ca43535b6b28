"""BH203: one Redis database for all workers."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH203",
    slug="redis",
    title="Redis database written by all workers",
    family=Family.SHARED,
    why="""\
A fixture that flushes "its" Redis database between tests empties it under the feet of the other workers, who see
sessions, locks and cached values vanish in the middle of a test. Even without a flush, two workers that use one key
read each other's values. Sending `SELECT` on a client does not separate them: it turns one connection of the client's
pool to the other number, and leaves those that the pool opens later at the old one.""",
    bad="""\
import pytest
from redis import Redis

@pytest.fixture
def cache():
    client = Redis(host="localhost", db=0)
    yield client
    client.flushdb()
    client.close()
""",
    good="""\
import pytest
from pytest_bulkhead.worker import get_worker_redis_db
from redis import Redis

@pytest.fixture
def cache():
    client = Redis(host="localhost", db=get_worker_redis_db())
    yield client
    client.flushdb()
    client.close()
""",
    remedy="Connect to the number that `get_worker_redis_db()` gives, or prefix every key with `scoped_name` and "
    "delete only what bears the prefix.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.UTILITY, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
