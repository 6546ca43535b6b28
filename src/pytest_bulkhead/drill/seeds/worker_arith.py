"""BH206: arithmetic on a worker's number."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, Seed

_SERVED = """

def test_has_a_port_of_its_own(crane_port):
    assert crane_port >= 9000
"""

_STATION = """\
import pytest

from pytest_bulkhead.worker import {name}


@pytest.fixture
def worker_id(request):
    return getattr(request.config, "workerinput", {{"workerid": "gw0"}})["workerid"]


def test_answers_at_its_port(worker_id):
    assert scoped_name("pilots")
    assert {port} >= 9000
"""

SEEDS = (
    Seed(
        code="BH206",
        name="port from the fixture of pytest-xdist",
        bad={
            "test_crane_port.py": f"""\
import pytest


@pytest.fixture
def crane_port(request):
    worker = getattr(request.config, "workerinput", {{"workerid": "gw0"}})["workerid"]
    return 9000 + int(worker[2:]) * 10
{_SERVED}""",
        },
        good={
            "test_crane_port.py": f"""\
import pytest

from pytest_bulkhead.worker import get_worker_port_offset


@pytest.fixture
def crane_port():
    return 9000 + get_worker_port_offset()
{_SERVED}""",
        },
        caught_by=READING,
    ),
    Seed(
        code="BH206",
        name="Redis number from the environment",
        bad={
            "test_lamp_number.py": """\
import os

NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16


def test_takes_its_number():
    assert 0 <= NUMBER < 16
""",
        },
        good={
            "test_lamp_number.py": """\
from pytest_bulkhead.worker import get_worker_redis_db


def test_takes_its_number():
    assert 0 <= get_worker_redis_db() < 16
""",
        },
        caught_by=READING,
    ),
    Seed(
        code="BH206",
        name="port beside a name from the worker library",
        bad={"test_pilot_station.py": _STATION.format(name="scoped_name", port="9000 + int(worker_id[2:])")},
        good={
            "test_pilot_station.py": _STATION.format(
                name="get_worker_port_offset, scoped_name", port="9000 + get_worker_port_offset()"
            ),
        },
        caught_by=READING,
    ),
)
