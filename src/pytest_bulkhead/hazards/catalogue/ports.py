"""BH201: fixed ports that a test binds."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH201",
    slug="ports",
    title="fixed port bound by a test",
    family=Family.SHARED,
    why="""\
The ports of a machine are shared by all its processes, and so by all workers. The second worker that binds a fixed port
gets "address already in use"; where the server allows the address to be reused, or the test only waits until something
answers, it talks to the other worker's server instead and passes or fails by what that one holds. Containers with a
fixed port mapping behave alike, and so do two runs side by side on one build machine.""",
    bad="""\
import threading
from http.server import HTTPServer, SimpleHTTPRequestHandler

import pytest

@pytest.fixture
def server_url():
    with HTTPServer(("127.0.0.1", 8080), SimpleHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield "http://127.0.0.1:8080"
        server.shutdown()
        thread.join()
""",
    good="""\
import threading
from http.server import HTTPServer, SimpleHTTPRequestHandler

import pytest

@pytest.fixture
def server_url():
    with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
""",
    remedy="Bind port 0 and ask the socket which port it got, or add `get_worker_port_offset()` to the number where it "
    "must be known beforehand.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.UTILITY, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
