"""A test that takes part in a meeting: it runs alone, as one worker of two, and pauses where it is told to."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.plugin.handover import VARIABLE, Handover, Meeting
from pytest_bulkhead.plugin.meeting import GO, HERE, SAID

from ..running import command, environment, write

PORT = 38763
FILES = {
    "test_it.py": f"""
    import os, pathlib, shutil, socket, sqlite3, sys, threading
    import pytest

    def test_first(): raise AssertionError("nobody asked for it")

    def test_file():
        path = pathlib.Path("out.txt")
        path.write_text("all of it")
        assert path.read_text() == "all of it"
        path.unlink()

    def test_in_a_thread():
        thread = threading.Thread(target=lambda: pathlib.Path("out.txt").write_text("all of it"))
        thread.start()
        thread.join()

    @pytest.fixture
    def server():
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(("127.0.0.1", {PORT}))
            server.listen()
            yield server

    def test_port(server): pass

    def test_database():
        database = sqlite3.connect("out.txt")
        database.execute("create table t (n int)")
        database.execute("insert into t values (1)")
        database.commit()
        database.close()

    def test_who(worker_id, testrun_uid, request, tmp_path_factory):
        assert worker_id == os.environ["PYTEST_XDIST_WORKER"] == "gw1"
        assert testrun_uid == "one-run"
        raise AssertionError("password=hunter2 " + sys.platform)

    @pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="not in parallel")
    def test_skipped(): pass
    """
}


@contextmanager
def meeting(
    tmp_path: Path, test: str, point: int = 0, kind: str = "file", name: str = "out.txt"
) -> Iterator[tuple[Path, subprocess.Popen[bytes], Path]]:
    folder, signs = write(tmp_path / "project", FILES), tmp_path / "signs"
    signs.mkdir()
    part = Meeting(f"test_it.py::{test}", "gw1", "one-run", str(signs), kind, name, point)
    handover = Handover(str(tmp_path / "record.jsonl"), "0", insist=True, meeting=part)
    variables = {VARIABLE: handover.to_environment(), "PYTEST_XDIST_WORKER": "gw1"}
    with subprocess.Popen(
        command("--bulkhead-races", "-p", "no:cacheprovider", f"--basetemp={tmp_path}/popen-gw1"),
        cwd=folder,
        env=environment(**variables),
        stdout=subprocess.DEVNULL,
    ) as child:
        try:
            yield signs, child, folder
        finally:
            (signs / GO).mkdir(exist_ok=True)
            child.wait(60)


def said(tmp_path: Path) -> dict[str, Any]:
    return json.loads((tmp_path / "signs" / SAID).read_text())


def wait_for_pause(signs: Path, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not (signs / HERE).exists():
        assert child.poll() is None, "it ended without a pause"
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("test", "kind", "name", "points"),
    [
        ("test_file", "file", "out.txt", "wrdT"),
        ("test_in_a_thread", "file", "out.txt", "wT"),
        ("test_port", "port", str(PORT), "kT"),
        ("test_database", "sqlite", "out.txt", "rSSCwT"),
    ],
)
def test_only_one_runs_and_its_points_are_told(tmp_path: Path, test: str, kind: str, name: str, points: str) -> None:
    with meeting(tmp_path, test, kind=kind, name=name) as (_, child, _):
        assert child.wait(60) == 0
    assert said(tmp_path)["points"] == points
    assert [(report["when"], report["outcome"]) for report in said(tmp_path)["reports"]] == [
        ("setup", "passed"),
        ("call", "passed"),
        ("teardown", "passed"),
    ]


@pytest.mark.parametrize(("point", "text"), [(1, ""), (2, "all of it"), (3, None)])
def test_the_pause_comes_right_after_the_touch(tmp_path: Path, point: int, text: str | None) -> None:
    with meeting(tmp_path, "test_file", point) as (signs, child, folder):
        wait_for_pause(signs, child)
        path = folder / "out.txt"
        assert (path.read_text() if path.exists() else None) == text
        (signs / GO).mkdir()
        assert child.wait(60) == 0


@pytest.mark.parametrize("point", [1, 2])
def test_a_port_is_listened_at_in_the_pause(tmp_path: Path, point: int) -> None:
    with meeting(tmp_path, "test_port", point, "port", str(PORT)) as (signs, child, _):
        wait_for_pause(signs, child)
        socket.create_connection(("127.0.0.1", PORT), 10).close()
        (signs / GO).mkdir()
        assert child.wait(60) == 0


def test_who_it_is_and_how_it_failed(tmp_path: Path) -> None:
    with meeting(tmp_path, "test_who") as (_, child, _):
        assert child.wait(60) == 1
    [failure] = [report for report in said(tmp_path)["reports"] if report["outcome"] == "failed"]
    assert failure["message"].startswith("AssertionError: password=hunter2"), "the audit masks it"
    assert (failure["when"], Path(failure["path"]).name) == ("call", "test_it.py")


def test_why_it_does_nothing_is_told(tmp_path: Path) -> None:
    with meeting(tmp_path, "test_skipped") as (_, child, _):
        child.wait(60)
    assert said(tmp_path)["reports"][0]["message"] == "Skipped: not in parallel"
