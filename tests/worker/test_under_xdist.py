"""Real runs of pytest-xdist: what the workers are told, and what becomes of numbers when one crashes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CONFTEST = """
import json, os, pathlib
import pytest_bulkhead.worker as worker

def pytest_sessionstart(session):
    if worker.is_xdist_worker():
        known = {
            "run": worker.get_run_id(),
            "count": worker.get_worker_count(),
            "number": worker.get_worker_num(),
            "redis": worker.get_worker_redis_db(),
            "own": [worker.get_worker_postgres_schema(), worker.get_worker_openfga_store(), worker.scoped_name("x"),
                    worker.get_worker_port_offset(), str(worker.worker_tmp_path("own"))],
            "shared": worker.scoped_name("x", per_worker=False),
        }
        pathlib.Path(worker.get_worker_id()).with_suffix(".part").write_text(json.dumps(known))
        os.replace(worker.get_worker_id() + ".part", worker.get_worker_id() + ".json")
"""

PEACEFUL = """
import pytest

@pytest.mark.parametrize("n", range(4))
def test_nothing(n):
    pass
"""

# The survivor waits for the replacement, or the run could end before there is one.
CRASHING = """
import os, pathlib, time

def test_crashes():
    os._exit(1)

def test_waits_for_the_third_worker_a(): wait()
def test_waits_for_the_third_worker_b(): wait()
def test_waits_for_the_third_worker_c(): wait()

def wait():
    until = time.monotonic() + 60
    while not pathlib.Path("gw2.json").exists() and time.monotonic() < until:
        time.sleep(0.02)
"""


@pytest.fixture
def workers_of(run_python, tmp_path: Path):
    """Run a suite on two workers; give what each of them knew, by its id."""

    def run(suite: str, passed: str, *arguments: str) -> dict[str, dict[str, object]]:
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        (tmp_path / "conftest.py").write_text(CONFTEST)
        (tmp_path / "test_suite.py").write_text(suite)
        done = run_python(
            "-m", "pytest", "-p", "xdist", "-p", "no:cacheprovider", "-n2", "--dist=load", "--testrunuid=r1", *arguments
        )
        assert passed in done.stdout, done.stdout + done.stderr
        return {path.stem: json.loads(path.read_text()) for path in sorted(tmp_path.glob("gw*.json"))}

    return run


def test_two_workers_know_one_run_and_share_nothing_of_their_own(workers_of):
    workers = workers_of(PEACEFUL, "4 passed")
    assert list(workers) == ["gw0", "gw1"]
    zero, one = workers.values()
    assert zero["run"] == one["run"] == "r1"
    assert zero["shared"] == one["shared"]
    assert zero["count"] == one["count"] == 2
    assert [zero["number"], one["number"]] == [0, 1]
    assert set(zero["own"]).isdisjoint(one["own"])


def test_a_replaced_worker_gets_a_new_number_so_that_numbers_are_no_leases(workers_of):
    workers = workers_of(CRASHING, "1 failed, 3 passed")
    assert list(workers) == ["gw0", "gw1", "gw2"]
    assert {worker["run"] for worker in workers.values()} == {"r1"}
    assert {worker["count"] for worker in workers.values()} == {2}
    assert [worker["redis"] for worker in workers.values()] == [1, 2, 3]
    assert len({name for worker in workers.values() for name in worker["own"]}) == 15


@pytest.mark.parametrize("mode", ["report", "off"])
def test_with_the_plugin_a_replacement_takes_over_the_slot_of_the_dead(workers_of, mode):
    workers = workers_of(CRASHING, "1 failed, 3 passed", "-p", "bulkhead", f"--bulkhead={mode}")
    slots = {worker: known["redis"] - 1 for worker, known in workers.items()}
    assert list(slots) == ["gw0", "gw1", "gw2"]
    assert {slots["gw0"], slots["gw1"]} == {0, 1}
    assert slots["gw2"] in {0, 1}
