"""A suite that fails under `-n 4` passes with the plan that a serial run gives."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main

from ..plugin.running import run, write

SUITE = {
    "tests/test_files.py": """
        import pathlib, time, pytest

        def use(name, text):
            path = pathlib.Path(name)
            path.write_text(text)
            time.sleep(0.2)
            assert path.read_text() == text
            path.unlink()

        @pytest.mark.parametrize("n", range(3))
        def test_report(n): use("report.txt", f"report {n}")

        class TestAgain:
            def test_report(self): use("report.txt", "again")

        @pytest.mark.parametrize("n", range(6))
        def test_free(n): use(f"free_{n}.txt", "")
        """,
    "tests/test_ports.py": """
        import os, socket, time, unittest

        class Server:
            def setUp(self):
                self.server = socket.socket()
                self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                self.server.bind(("127.0.0.1", int(os.environ["FREE_PORT"])))
                self.server.listen()
                time.sleep(0.2)

            def tearDown(self):
                self.server.close()

            def test_served(self): pass

        class TestOne(Server, unittest.TestCase): pass
        class TestTwo(Server, unittest.TestCase): pass
        """,
}


def test_the_plan_of_a_serial_run_keeps_a_parallel_one_from_failing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = {"FREE_PORT": str(probe.getsockname()[1])}
    folder = write(tmp_path, SUITE)
    assert run(folder, "-n", "4", "--dist", "loadgroup", **port).status == 1
    assert run(folder, "--bulkhead-races", **port).status == 0
    monkeypatch.chdir(folder)
    assert main(["plan"]) == 0
    planned = run(folder, "-n", "4", "--dist", "loadgroup", **port)
    assert planned.verdict == "12 passed"
