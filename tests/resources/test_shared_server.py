"""One server for all processes of a run; it is gone when they are, however they went."""

from __future__ import annotations

import ctypes
import getpass
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources import keeper
from pytest_bulkhead.resources.membership import joined, leave_all
from pytest_bulkhead.resources.recipe import Recipe
from pytest_bulkhead.resources.shared_server import shared_server
from pytest_bulkhead.worker.file_locks import lock_file
from pytest_bulkhead.worker.gathering import deserted
from tests.python_children import python_children

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals and forks")

SERVES = """
import http.server, sys
class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(__import__("os").getpid()).encode())
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Quiet).serve_forever()
"""
RECIPE = Recipe(
    "The little server",
    (sys.executable, "-c", SERVES, "{port}"),
    "http://127.0.0.1:{port}/",
    steps=(("touch", "{folder}/prepared"),),
    files={"settings": "of its own"},
    address={"port": "{port}", "folder": "{folder}"},
)
USES = f"""
import sys, urllib.request
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_shared_server import RECIPE
from pytest_bulkhead.resources.shared_server import shared_server
from pytest_bulkhead.resources import keeper
from pytest_bulkhead.resources.membership import joined, leave_all
address = shared_server("little", lambda: RECIPE)
print(urllib.request.urlopen("http://127.0.0.1:" + address["port"]).read().decode(), flush=True)
sys.stdin.read()
leave_all()
"""


@pytest.fixture(autouse=True)
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path))
    monkeypatch.setenv("BULKHEAD_RUN_ID", f"run of {tmp_path}")
    yield tmp_path
    leave_all()


@pytest.fixture
def start():
    with python_children() as start:
        yield start


def gone(pid: int) -> bool:
    """Whether a process ends within a while."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def emptied(host: Path) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if not any((host / "runs").iterdir()) and not any((host / "claims").iterdir()):
            return True
        time.sleep(0.02)
    return False


def service(host: Path) -> dict[str, object]:
    (path,) = host.glob("runs/*/little/service.json")
    return json.loads(path.read_text())


def test_all_that_come_at_once_have_the_same_one(start, host):
    children = [start(USES) for _ in range(4)]
    (pid,) = {int(child.stdout.readline()) for child in children}
    for child in children[:3]:
        child.stdin.close()
        assert child.wait(30) == 0
    os.kill(pid, 0)
    children[3].stdin.close()
    assert gone(pid)
    assert emptied(host)


def test_it_is_prepared_in_a_folder_of_its_own_which_goes_with_it(host):
    folder = Path(shared_server("little", lambda: RECIPE)["folder"])
    assert sorted(path.name for path in folder.iterdir()) == ["kept-by", "prepared", "settings"]
    leave_all()
    assert emptied(host)
    assert not folder.exists()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_the_last_of_those_who_are_killed(start, host, end):
    children = [start(USES) for _ in range(2)]
    pids = {int(child.stdout.readline()) for child in children}
    for child in children:
        child.send_signal(end)
        child.wait()
    assert gone(pids.pop())
    assert emptied(host)


def test_whoever_comes_after_its_death_has_another_one(start, host):
    first = start(USES)
    dead = int(first.stdout.readline())
    os.kill(dead, signal.SIGKILL)
    assert gone(dead)
    second = start(USES)
    assert int(second.stdout.readline()) != dead


@pytest.fixture
def keeper_of_another(host):
    """One whose process was ended before it had its answer; gives its folder, and is at work until the test ends."""
    folder = joined().folder / "little"
    folder.mkdir()
    descriptor = os.open(folder / keeper.KEEPER_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    assert lock_file(descriptor)
    yield folder
    os.close(descriptor)
    leave_all()


def test_a_server_that_others_have_begun_to_start_is_waited_for(keeper_of_another):
    def comes_up():
        (keeper_of_another / keeper.SERVICE).write_text(json.dumps({"address": {"port": "1"}}))

    def recipe():
        raise AssertionError("there is a keeper already, whose answer a second one would wipe out")

    timer = threading.Timer(0.3, comes_up)
    timer.start()
    try:
        assert shared_server("little", recipe) == {"port": "1"}
    finally:
        timer.join()


def test_it_does_not_outlive_its_keeper(start, host):
    first = start(USES)
    pid = int(first.stdout.readline())
    os.kill(int(str(service(host)["keeper"])), signal.SIGKILL)
    assert gone(pid)
    second = start(USES)
    assert int(second.stdout.readline()) != pid


def test_nothing_of_it_is_a_left_over_while_it_runs(host):
    shared_server("little", lambda: RECIPE)
    assert list(deserted()) == []


@pytest.mark.parametrize(
    ("recipe", "told"),
    [
        (Recipe("Mute", ("sh", "-c", "echo no such luck; exit 3"), "127.0.0.1:{port}"), "status 3.*no such luck"),
        (Recipe("Lame", ("true",), "127.0.0.1:{port}", steps=(("sh", "-c", "echo ill; false"),)), "prepared.*ill"),
        (Recipe("Absent", ("/nowhere/server",), "127.0.0.1:{port}"), "/nowhere/server"),
    ],
)
def test_a_server_that_does_not_come_up_says_why(host, recipe, told):
    with pytest.raises(ServerError, match=rf"(?s){told}"):
        shared_server("little", lambda: recipe)
    leave_all()


def test_braces_that_are_no_names_of_ours_stay():
    recipe = Recipe("S", ("x", "{port} {other} {}"), "", files={"a": "{folder}{"})
    filled = recipe.filled({"port": "1", "folder": "/f"})
    assert filled.command == ("x", "1 {other} {}")
    assert filled.files == {"a": "/f{"}
    assert Recipe.from_text(recipe.to_text()) == recipe


def test_files_are_given_away_before_their_folder(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(keeper.shutil, "chown", lambda path, _: given.append(path.name))
    home = tmp_path / "home"
    home.mkdir()
    recipe = Recipe("It", ("false",), "file:absent=x", files={"password": "x"}, user=getpass.getuser())
    with pytest.raises(ServerError):
        keeper._start(tmp_path, home, recipe)
    assert given == ["password", "home"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs prctl")
def test_a_server_is_tied_to_its_keeper_though_its_user_cannot_read_our_python(monkeypatch):
    told = ctypes.c_int()
    tie = keeper._tie()
    libc = ctypes.CDLL(None)
    with monkeypatch.context() as patched:
        patched.setattr("builtins.__import__", lambda *_, **__: pytest.fail("something is imported"))
        tie()
    libc.prctl(2, ctypes.byref(told))
    libc.prctl(1, 0)
    assert told.value == signal.SIGINT
