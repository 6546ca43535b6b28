"""Cases of `worker-arith`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a port from the fixture": """\
import pytest

@pytest.fixture
def port(worker_id):
    return 9000 + int(worker_id[2:]) * 10  # <- here
""",
    "a Redis number, where master was thought of": """\
import pytest

@pytest.fixture(autouse=True)
def redis_number(worker_id, monkeypatch):
    if not worker_id or "gw" not in worker_id:
        number = 1
    else:
        number = 2 + int(worker_id.replace("gw", ""))  # <- here
    monkeypatch.setenv("REDIS_DB", str(number))
""",
    "from the environment": """\
import os

OFFSET = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) * 100  # <- here

def test_port():
    assert serve(8000 + OFFSET)
""",
    "from the environment, in steps": """\
import os, re

def worker_number():
    worker = os.getenv("PYTEST_XDIST_WORKER")
    if worker is None:
        return 0
    found = re.search(r"[0-9]+", worker)
    return int(found.group(0))  # <- here

def test_number():
    assert worker_number() >= 0
""",
    "from what the controller hands to the worker": """\
import pytest

@pytest.fixture(scope="session")
def base_port(request):
    worker = request.config.workerinput["workerid"]
    return 5000 + int(worker.lstrip("gw"))  # <- here
""",
    "by the function of xdist": """\
import pytest
from xdist import get_xdist_worker_id

@pytest.fixture
def database(request):
    digits = "".join(one for one in get_xdist_worker_id(request) if one.isdigit())
    return int(digits or 0) % 16  # <- here
""",
    "a number in a name, and computed with": """\
import os

def test_port():
    number = int(os.environ["PYTEST_XDIST_WORKER"][2:])  # <- here
    serve(f"app-{number}", port=8000 + number)
""",
    "computed inside a text": """\
def test_url(worker_id):
    connect(f"redis://localhost/{int(worker_id[2:]) + 1}")  # <- here
""",
    "a helper that is given the id": """\
def port_of(worker):
    return 7000 + int(worker.replace("gw", ""))  # <- here

def test_port(worker_id):
    assert serve(port_of(worker_id))
""",
    "a fixture of the project hands it on": {
        "conftest.py": """\
import os
import pytest

@pytest.fixture
def worker_id():
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")
""",
        "test_case.py": """\
def test_port(worker_id):
    assert serve(4000 + int(worker_id[2:]))  # <- here
""",
    },
    "a name by hand beside the worker library": """\
from pytest_bulkhead.worker import get_worker_port_offset

def test_tables(worker_id):
    create(f"orders_{worker_id}", 8000 + get_worker_port_offset())  # <- here
""",
    "the number beside the worker library": """\
from pytest_bulkhead.worker import scoped_name

def test_tables(worker_id):
    create(scoped_name("orders"), 8000 + int(worker_id[2:]))  # <- here
""",
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "calls of the worker library": """\
import pytest
from pytest_bulkhead.worker import get_worker_num, get_worker_port_offset, get_worker_redis_db, scoped_name

@pytest.fixture
def port():
    return 9000 + get_worker_port_offset()

@pytest.fixture
def names():
    return [scoped_name("orders"), get_worker_redis_db(), get_worker_num() * 2]
""",
    "a name that carries the id": """\
import os

def test_name(worker_id):
    create(f"test_{worker_id}")
    create("test_" + os.environ.get("PYTEST_XDIST_WORKER", "main"))
    create(f"test_{int(worker_id[2:])}")

def test_number(worker_id):
    number = int(worker_id[2:])
    create(f"test_{number}")
    create("test_" + str(number))
""",
    "only asking whether xdist runs": """\
import os
import pytest

@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="alone")
def test_alone(worker_id):
    assert worker_id == "master"
    assert worker_id == "master" or int(worker_id[2:]) >= 0
""",
    "another kind of worker": """\
import pytest

def spec(worker_count_min=None):
    worker = {"count": 1}
    if worker_count_min is not None:
        worker["count"] = {"min": worker_count_min, "max": int(worker_count_min) + 1}
    return worker

@pytest.mark.parametrize("worker_id", ["w1", "w2"])
def test_worker(worker_id):
    assert assign(int(worker_id[1:]) + 1)

def test_threads():
    def run(worker_id):
        return int(worker_id) * 10
    assert run("3")
""",
    "ids of the test's own": """\
def test_numbers():
    for worker in ["gw0", "gw1"]:
        assert 100 * int(worker.replace("gw", "")) < 200
""",
    "a port that the environment gives to each worker": """\
import os

def test_port(worker_id):
    port = int(os.environ[f"PORT_{worker_id}"]) + 1
    assert serve(port)
    assert serve(int(os.environ["PYTEST_XDIST_WORKER_COUNT"]) * 2)
""",
    "a message beside the worker library": """\
from pytest_bulkhead.worker import scoped_name

def test_tables(worker_id):
    print(f"worker {worker_id} of the run")
    assert create(scoped_name("orders")), "in " + worker_id
""",
}

STRICT_BAD: Mapping[str, str | Mapping[str, str]] = {
    "a name by hand": """\
import os

def test_name(worker_id):
    create(f"test_{worker_id}")  # <- here
    create("test_" + os.environ.get("PYTEST_XDIST_WORKER", "main"))  # <- here
""",
}

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "the number beside the worker library": """\
from pytest_bulkhead.worker import get_worker_num, scoped_name

def test_tables(worker_id):
    create(scoped_name("orders"), 8000 + get_worker_num())  # <- here
""",
}
