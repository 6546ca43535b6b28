"""Whoever dies, of many workers, runs and shards: nobody gets what is another one's, and nothing stays."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from pytest_bulkhead.resources.keeper import is_kept
from pytest_bulkhead.resources.openfga.connection import Connection
from tests.plugin.running import command, environment, write
from tests.resources.suites import PLUGINS, run_suite
from tests.resources.test_cleaning import clean
from tests.resources.test_shared_server import gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs signals, forks and /proc")

SUITE = {
    "conftest.py": """
        import json, os, pytest

        MODEL = {
            "schema_version": "1.1",
            "type_definitions": [
                {"type": "user"},
                {
                    "type": "document",
                    "relations": {"reader": {"this": {}}},
                    "metadata": {"relations": {"reader": {"directly_related_user_types": [{"type": "user"}]}}},
                },
            ],
        }

        def pytest_configure(config):
            with open("pids.txt", "a") as file:
                file.write(f"{os.environ.get('PYTEST_XDIST_WORKER', 'controller')} {os.getpid()}\\n")

        @pytest.fixture(scope="session")
        def openfga_model():
            return MODEL
        """,
    "test_all.py": """
        import os, signal, time, pytest

        DEADLY = {int(n) for n in os.environ.get("DEADLY", "").split()}
        MANY = int(os.environ["MANY"])
        TOGETHER = int(os.environ.get("TOGETHER", 0))

        @pytest.mark.parametrize("n", range(MANY))
        def test_keys(redis_db, n):
            client = redis_db.client()
            keys = [f"{redis_db.prefix}{part}" for part in "ab"]
            assert not client.exists(*keys)
            for key in keys:
                client.set(key, n)
            with open("numbers.txt", "a") as file:
                file.write(f"{redis_db.db} {redis_db.prefix}\\n")
            until = time.monotonic() + 60
            while sum(1 for _ in open("numbers.txt")) < TOGETHER and time.monotonic() < until:
                time.sleep(0.1)
            if n in DEADLY:
                os.kill(os.getpid(), signal.SIGKILL)
            assert client.mget(keys) == [b"%d" % n] * 2
            if not redis_db.prefix:
                assert client.dbsize() == 2

        @pytest.mark.parametrize("n", range(MANY // 4))
        def test_tuples(openfga_store, n):
            assert openfga_store.read() == []
            mine = (f"user:{n}", "reader", f"document:{n}")
            openfga_store.write(mine)
            time.sleep(0.01)
            assert openfga_store.read() == [mine]
        """,
}


@pytest.fixture
def given(redis_server, openfga_server):
    """Servers with things of others; in the end these are all that is there."""
    connection = Connection(openfga_server)
    theirs = connection.ask("POST", "/stores", {"name": "accounting"})["id"]
    with redis.Redis.from_url(redis_server, decode_responses=True) as client:
        client.flushall()
        client.set("theirs", "0")
        yield {"BULKHEAD_REDIS_URL": redis_server, "BULKHEAD_OPENFGA_URL": openfga_server}
        assert client.keys("*") == ["theirs"]
        assert client.acl_users() == ["default"]
        assert set(client.info("keyspace")) == {"db0"}
        client.flushall()
    assert [store["name"] for store in connection.ask("GET", "/stores")["stores"]] == ["accounting"]
    connection.ask("DELETE", f"/stores/{theirs}")


def ends(folder: Path) -> bool:
    """Whether all servers of the run end."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if not any(is_kept(one) for one in folder.glob("host/runs/*/*") if one.is_dir()):
            return True
        time.sleep(0.05)
    return False


def numbers(folder: Path) -> set[str]:
    return {line.strip() for line in (folder / "numbers.txt").read_text().splitlines()}


def test_every_slot_of_a_worker_that_dies_comes_back(tmp_path):
    deadly = sorted(random.Random(7).sample(range(10, 110), 3))
    done = run_suite(tmp_path, SUITE, "-n", "4", "-q", MANY="120", DEADLY=" ".join(map(str, deadly)))
    assert sorted(map(int, set(re.findall(r"FAILED test_all.py::test_keys\[(\d+)\]", done.output)))) == deadly
    assert "147 passed" in done.verdict, done.output
    assert len(numbers(tmp_path)) <= 5, "a number is kept a moment by what its worker leaves behind"
    assert ends(tmp_path)
    assert [*(tmp_path / "host" / "claims").iterdir(), *(tmp_path / "host" / "runs").iterdir()] == []


def test_workers_that_die_give_back_what_they_had_on_a_server_of_others(tmp_path, given):
    done = run_suite(tmp_path, SUITE, "-n", "3", "-q", MANY="60", DEADLY="20 40", **given)
    assert "73 passed" in done.verdict, done.output
    assert ends(tmp_path)
    assert len(numbers(tmp_path)) <= 5
    clean(tmp_path / "host", "--yes", given["BULKHEAD_REDIS_URL"], given["BULKHEAD_OPENFGA_URL"], status=0)


def test_twenty_workers_on_sixteen_numbers(tmp_path, given):
    done = run_suite(tmp_path, SUITE, "-n", "20", "-q", "--dist", "each", MANY="2", TOGETHER="20", **given)
    assert "40 passed" in done.verdict, done.output
    assert "failed" not in done.verdict, done.output
    used = numbers(tmp_path)
    assert len(used) == 20
    assert sum(one.startswith("0 ") for one in used) == 5


def test_runs_and_shards_at_once_do_not_meet(tmp_path, given):
    runs = []
    for number, variables in enumerate(
        ({"BULKHEAD_SHARD": "0"}, {"BULKHEAD_SHARD": "1"}, {"BULKHEAD_RUN_ID": "another"}, {})
    ):
        folder = write(tmp_path / str(number), SUITE)
        told = environment(
            **{"BULKHEAD_HOST_FOLDER": str(tmp_path / "host"), "BULKHEAD_RUN_ID": "one", "MANY": "24"}
            | given
            | variables
        )
        runs.append(subprocess.Popen(command(*PLUGINS, "-n", "2"), cwd=folder, env=told, stdout=subprocess.PIPE))
    for run in runs:
        output = run.communicate(timeout=120)[0].decode()
        assert "30 passed" in output, output
    used = [numbers(tmp_path / str(number)) for number in range(4)]
    assert sum(map(len, used)) >= 4
    assert ends(tmp_path)


SCHEDULE = random.Random(11)
MOMENTS = [
    (victim, end, round(SCHEDULE.uniform(0.0, 1.5), 2), SCHEDULE.choice(["ours", "theirs"]))
    for victim in ("controller", "gw1")
    for end in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
]


@pytest.mark.parametrize(("victim", "end", "moment", "whose"), MOMENTS)
def test_at_any_moment(tmp_path, request, victim, end, moment, whose):
    servers = request.getfixturevalue("given") if whose == "theirs" else {}
    write(tmp_path, SUITE)
    told = environment(BULKHEAD_HOST_FOLDER=str(tmp_path / "host"), MANY="200", **servers)
    run = subprocess.Popen(
        command(*PLUGINS, "-n", "2", "-x"), cwd=tmp_path, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    pids = dict(line.split() for line in _lines(tmp_path / "pids.txt", 3))
    time.sleep(moment)
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(pids[victim]), end)
    run.communicate(timeout=90)
    assert ends(tmp_path)
    assert all(gone(int(line.split()[1])) for line in (tmp_path / "pids.txt").read_text().splitlines())
    clean(tmp_path / "host", "--yes", *servers.values(), status=0)
    assert [*(tmp_path / "host" / "claims").iterdir(), *(tmp_path / "host" / "runs").iterdir()] == []


def _lines(path: Path, count: int) -> list[str]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if path.exists() and len(path.read_text().splitlines()) >= count:
            break
        time.sleep(0.02)
    return path.read_text().splitlines()[:count]
