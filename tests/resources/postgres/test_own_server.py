"""A server of ours: what it needs, and what is said where that is not there; and nothing of it outlives its run."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.availability import MissingError
from pytest_bulkhead.resources.membership import leave_all
from pytest_bulkhead.resources.postgres import own_server as module
from pytest_bulkhead.resources.postgres.own_server import own_server
from pytest_bulkhead.resources.program import find_program
from pytest_bulkhead.resources.shared_server import shared_server
from tests.plugin.running import environment
from tests.resources.postgres.test_databases import SUITE, left
from tests.resources.postgres.test_given_server import started
from tests.resources.suites import run_suite

pytest.importorskip("psycopg")

CRASHES = {
    "conftest.py": SUITE["conftest.py"],
    "ships.sql": SUITE["ships.sql"],
    "test_it.py": """
        import os, pytest, signal

        @pytest.mark.parametrize("n", range(60))
        def test_it(n, request):
            kind = ("postgres_database", "postgres_transaction", "postgres_schema")[n % 3]
            database = request.getfixturevalue(kind)
            connection = getattr(database, "connection", None) or database.connect(autocommit=True)
            if kind == "postgres_schema":
                connection.execute("CREATE TABLE ships (name text)")
            connection.execute("DELETE FROM ships")
            connection.execute("INSERT INTO ships VALUES ('the same')")
            if n in (20, 40):
                os.kill(os.getpid(), signal.SIGKILL)
            assert connection.execute("SELECT name FROM ships").fetchall() == [("the same",)]
            with open("slots.txt", "a") as file:
                file.write(os.environ["BULKHEAD_SLOT"] + "\\n")
            if kind != "postgres_transaction":
                connection.close()
        """,
}


@pytest.fixture
def alone(tmp_path, monkeypatch) -> Iterator[Path]:
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path / "host"))
    monkeypatch.setenv("BULKHEAD_RUN_ID", f"run of {tmp_path}")
    yield tmp_path
    leave_all()


@pytest.fixture(autouse=True)
def look_again() -> Iterator[None]:
    yield
    find_program.cache_clear()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One whose files all users can run."""
    folder = Path(tempfile.mkdtemp(prefix="bulkhead-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def programs(folder: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    find_program.cache_clear()


def test_workers_that_die_do_not_disturb_the_others_and_leave_nothing(tmp_path):
    done = run_suite(tmp_path, CRASHES, "-n", "8")
    assert done.verdict == "2 failed, 58 passed", done.output
    assert (tmp_path / "seeded.txt").read_text() == "x"
    assert {int(slot) for slot in (tmp_path / "slots.txt").read_text().split()} <= {*range(8)}
    assert left(tmp_path) == []


def test_it_ends_with_a_run_that_is_killed(tmp_path):
    with started(tmp_path) as (run, workers):
        (service,) = (tmp_path / "host").glob("runs/*/postgres/service.json")
        known = json.loads(service.read_text())
        run.kill()
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert left(tmp_path) == []
    assert not Path(known["home"]).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(known["pid"], 0)


def test_without_the_programs_a_test_is_skipped(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_PLACES", ())
    with pytest.raises(MissingError, match=r"(?s)initdb is not on this machine.*Install PostgreSQL"):
        own_server({})


@pytest.mark.parametrize(
    ("settings", "verdict"), [("", "1 skipped"), ("bulkhead_require = postgres", "1 error")], ids=["", "required"]
)
def test_without_a_library_a_test_is_skipped_unless_it_is_required(tmp_path, settings, verdict):
    files = {
        "pytest.ini": f"[pytest]\n{settings}\n",
        "conftest.py": """
            import sys
            for name in ("psycopg", "psycopg2", "asyncpg"):
                sys.modules[name] = None
            """,
        "test_it.py": "def test_it(postgres_database): pass\n",
    }
    done = run_suite(tmp_path, files, "-rs")
    assert done.verdict == verdict
    assert "install one of psycopg" in done.output


def test_programs_that_are_too_old_are_refused(open_folder, monkeypatch):
    programs(open_folder, "12.22", monkeypatch)
    with pytest.raises(ServerError, match=r"version 12\.22, but 13 is the oldest"):
        own_server({})


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root needs another user")
def test_programs_that_no_other_user_can_run_are_refused(tmp_path, monkeypatch):
    programs(tmp_path, "15.1", monkeypatch)
    tmp_path.chmod(0o700)
    with pytest.raises(ServerError, match="no other user can run"):
        own_server({})


def test_a_port_that_is_taken_is_told(alone):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        recipe = own_server({})
        recipe = replace(recipe, command=tuple(part.replace("{port}", port) for part in recipe.command))
        with pytest.raises(ServerError, match="in use"):
            shared_server("postgres", lambda: recipe)


def test_a_setting_that_means_nothing_is_told(alone):
    with pytest.raises(ServerError, match="no_such_setting"):
        shared_server("postgres", lambda: own_server({"no_such_setting": "1"}))


FULL = """
    import sys
    sys.path[:0] = sys.argv[1:2]
    from pytest_bulkhead.errors import ServerError
    from pytest_bulkhead.resources.postgres.own_server import own_server
    from pytest_bulkhead.resources.shared_server import shared_server
    try:
        shared_server("postgres", lambda: own_server({}))
    except ServerError as error:
        print(error)
    """


@pytest.mark.parametrize("options", ["size=12m", "size=12m,ro"])
def test_a_disk_that_is_full_or_read_only_is_told(tmp_path, options):
    source = str(Path(module.__file__).parents[3])
    # What is run may itself lie where the small disk comes to lie.
    script = f"""
        mount --bind "$1" "$3/prefix" && mount --bind "$2" "$3/source" &&
        mount -t tmpfs tmpfs /dev/shm -o {options} && mount -t tmpfs tmpfs /tmp -o {options} &&
        exec "$3/prefix/bin/python" -c "$4" "$3/source"
        """
    code = dedent(FULL)
    host = Path(tempfile.mkdtemp(prefix="bulkhead-test-", dir="/var/tmp"))
    for name in ("prefix", "source"):
        (host / name).mkdir()
    command = ["unshare", "--mount", "sh", "-c", script, "sh", sys.prefix, source, str(host), code]
    try:
        done = subprocess.run(
            command,
            env=environment(BULKHEAD_HOST_FOLDER=str(host / "host")),
            capture_output=True,
            text=True,
            timeout=90,
        )
        if "unshare" in done.stderr or "mount" in done.stderr:
            pytest.skip(f"needs a file system of its own: {done.stderr.strip()}")
        assert "No space left" in done.stdout or "Read-only file system" in done.stdout, done.stdout + done.stderr
        until = time.monotonic() + 20
        while any((host / "host" / "runs").iterdir()) and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        shutil.rmtree(host)
