"""BH406: workers and tests that keep too much memory."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH406",
    slug="worker-memory",
    title="memory kept after the test is over",
    family=Family.MOCKS,
    why="""\
Each worker is a process with a heap of its own, and `-n auto` counts processors, not memory. What tests keep in globals
and wide-scoped fixtures adds up in every worker until the machine swaps or the kernel ends one of them. The crash is
then charged to whichever test was running, with no word about memory. Watching the growth names the test that keeps it,
long before; caches that fill up once and stay level are not meant.""",
    bad="""\
DOWNLOADS = []

def test_exports_all_orders(client):
    DOWNLOADS.append(client.get("/export").content)  # 40 MB that stay for the rest of the run
    assert DOWNLOADS[-1].startswith(b"PK")
""",
    good="""\
def test_exports_all_orders(client):
    download = client.get("/export").content
    assert download.startswith(b"PK")
""",
    remedy="Let large objects go with the test that made them: keep them out of globals and wide-scoped fixtures, and "
    "bound caches with `functools.lru_cache(maxsize=…)`.",
    promised=frozenset({Layer.RUNTIME}),
)

HAZARDS = (HAZARD,)
