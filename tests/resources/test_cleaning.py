"""`bulkhead clean` shows and removes what dead runs have left, and nothing else."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import redis

from pytest_bulkhead.cli.clean import _agreed
from pytest_bulkhead.errors import OnceError
from pytest_bulkhead.resources.cleaning.host import _running
from pytest_bulkhead.resources.once.made import all_made
from pytest_bulkhead.resources.openfga.connection import Connection
from pytest_bulkhead.resources.redis.leases import RECORDS
from tests.plugin.running import environment
from tests.resources.test_shared_server import USES, gone, service

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs signals, forks and /proc")

LEASES = """
import os, sys
from pytest_bulkhead.resources.redis.address import Address
from pytest_bulkhead.resources.redis.server import RedisServer
from pytest_bulkhead.resources.redis.prefixes import own_prefix
from pytest_bulkhead.resources.openfga.connection import Connection
from pytest_bulkhead.resources.openfga.server import OpenfgaServer
redis, openfga = sys.argv[1:]
server, stores = RedisServer(Address.parse(redis)), OpenfgaServer(Connection(openfga))
prefix = own_prefix(Address.parse(redis), server._leases)
server._client.set(prefix.prefix + "cart", 1)
with server.database() as database, stores.store() as store:
    database.client().set("cart", 1)
    print("there", flush=True)
    sys.stdin.read()
prefix.give_back()
server.close()
stores.close()
"""


@pytest.fixture
def host(tmp_path):
    return tmp_path / "host"


@pytest.fixture
def start(host):
    """Starts a process that has something of its own, and waits until it is there."""
    children = []

    def start(code: str, *arguments: str) -> tuple[subprocess.Popen[str], str]:
        variables = environment(BULKHEAD_HOST_FOLDER=str(host), BULKHEAD_RUN_ID=f"run of {host}")
        command = [sys.executable, "-c", code, *arguments]
        child = subprocess.Popen(command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        children.append(child)
        return child, child.stdout.readline().strip()

    yield start
    for child in children:
        child.communicate(timeout=60)


def clean(host: Path, *arguments: str, status: int) -> dict[str, object]:
    folder = host.parent / "project"
    folder.mkdir(exist_ok=True)
    (folder / "bulkhead.toml").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "pytest_bulkhead", "clean", "--output-format", "json", *arguments],
        env=environment(BULKHEAD_HOST_FOLDER=str(host)),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr + done.stdout
    return json.loads(done.stdout)


def kinds(found: dict[str, object]) -> list[str]:
    return [one["kind"] for one in found["left_overs"]]


def test_a_living_run_is_left_alone(start, host, redis_server, openfga_server):
    start(USES)
    start(LEASES, redis_server, openfga_server)
    found = clean(host, "--yes", redis_server, openfga_server, status=0)
    assert found["left_overs"] == []


def test_a_server_whose_keeper_was_killed_is_cleaned_up(start, host):
    child, pid = start(USES)
    known = service(host)
    os.kill(known["keeper"], signal.SIGKILL)
    child.kill()
    assert gone(int(pid))
    shown = clean(host, status=1)
    assert {"run", "folder", "claim"} == {*kinds(shown)}
    assert Path(known["home"]).is_dir()
    assert shown["summary"]["removed"] == 0
    done = clean(host, "--yes", status=0)
    assert done["summary"]["removed"] == len(shown["left_overs"]) == len(done["left_overs"])
    assert not Path(known["home"]).exists()
    assert [*host.glob("runs/*"), *host.glob("claims/*")] == []
    assert clean(host, status=0)["left_overs"] == []


def test_what_the_dead_have_on_servers_is_removed_and_nothing_else(start, host, redis_server, openfga_server):
    connection = Connection(openfga_server)
    theirs = connection.ask("POST", "/stores", {"name": "accounting"})["id"]
    with redis.Redis.from_url(redis_server, decode_responses=True) as client:
        client.set("theirs", "0")
        child, _ = start(LEASES, redis_server, openfga_server)
        child.kill()
        child.wait()
        shown = clean(host, redis_server, openfga_server, status=1)
        assert {"claim", "number", "prefix", "store"} == {*kinds(shown)}
        assert clean(host, "--yes", redis_server, openfga_server, status=0)["summary"]["found"] >= 4
        assert client.keys("*") == ["theirs"]
        assert client.acl_users() == ["default"]
        with redis.Redis.from_url(f"{redis_server}/1") as one:
            assert one.dbsize() == 0
        client.delete("theirs")
        assert not client.exists(RECORDS)
    assert [store["name"] for store in connection.ask("GET", "/stores")["stores"]] == ["accounting"]
    connection.ask("DELETE", f"/stores/{theirs}")


def test_what_was_never_undone_is_undone(start, host, tmp_path):
    (tmp_path / "making.py").write_text(f"def undo(value):\n    open({str(tmp_path / 'undone')!r}, 'a').write(value)\n")
    code = f"""
import os, signal, sys
sys.path.insert(0, {str(tmp_path)!r})
import making
from pytest_bulkhead.resources.membership import joined
from pytest_bulkhead.resources.once.once import once_per_run
once_per_run("data", lambda: "seven", undo=making.undo)
import json
known = json.loads((joined().folder / "first" / "service.json").read_text())
os.kill(known["keeper"], signal.SIGKILL), os.kill(known["pid"], signal.SIGKILL)
print("there", flush=True)
sys.stdin.read()
"""
    child, _ = start(code)
    child.kill()
    child.wait()
    assert "not undone" in kinds(clean(host, status=1))
    assert not (tmp_path / "undone").exists()
    clean(host, "--yes", status=0)
    assert (tmp_path / "undone").read_text() == "seven"
    assert [*host.glob("runs/*")] == []


def test_a_server_that_cannot_be_asked_keeps_nobody_from_the_others(host, openfga_server):
    found = clean(host, "redis://127.0.0.1:1", openfga_server, status=2)
    assert "Redis at 127.0.0.1:1" in found["summary"]["faults"][0]


def test_records_of_what_we_never_lease_are_left_alone(host, redis_server):
    strange = {"number:0": "", "number:-1": "", "number:x": "", "prefix:": "", "prefix:*": "", "prefix:default": ""}
    with redis.Redis.from_url(redis_server, decode_responses=True) as client:
        client.hset(RECORDS, mapping=strange)
        client.mset({"theirs": "0", ":theirs": "0"})
        assert clean(host, "--yes", redis_server, status=0)["left_overs"] == []
        assert client.mget("theirs", ":theirs") == ["0", "0"]
        assert client.acl_users() == ["default"]
        client.delete(RECORDS, "theirs", ":theirs")


def test_a_stray_file_is_no_run(host):
    (host / "runs").mkdir(parents=True, mode=0o700)
    host.chmod(0o700)
    (host / "runs" / "stray").write_text("")
    assert clean(host, status=0)["left_overs"] == []


def test_a_broken_record_of_what_was_made_is_told(tmp_path):
    path = tmp_path / "once-1.json"
    for text in ("{", "[]", "{}", '{"undo": 1}', '{"undo": null, "more": 1}', "[" * 100_000):
        path.write_text(text)
        with pytest.raises(OnceError, match=r"once-1\.json does not hold"):
            [*all_made(tmp_path)]


def test_who_ends_the_input_has_not_agreed(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert not _agreed()


def test_a_server_is_known_by_the_folder_in_which_it_works(tmp_path):
    home = Path(tempfile.mkdtemp(prefix="bulkhead-", dir="/tmp"))
    data = home / "data"
    data.mkdir()
    child = subprocess.Popen(["sleep", "60"], cwd=data)
    try:
        found = {}
        for told in (str(home), str(data), "/", "/tmp", f"{home}x"):
            (tmp_path / "service.json").write_text(json.dumps({"pid": child.pid, "home": told}))
            found[told] = _running(tmp_path)
        assert [told for told, pid in found.items() if pid == child.pid] == [str(home)]
    finally:
        child.kill()
        child.wait()
        shutil.rmtree(home)
