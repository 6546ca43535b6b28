"""A real server, on a port that was free, for a small project with a history."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.store import open_store
from tests.history.writing import STARTED, record

TOKEN = "a-token-of-tests-0123456789"
BEARER = {"authorization": f"Bearer {TOKEN}"}


class Server(NamedTuple):
    """A server that runs.

    Args:
        root: of the project that it serves.
    """

    root: Path
    url: str
    process: subprocess.Popen[str]

    def get(self, path: str, **more: object) -> httpx.Response:
        return httpx.get(self.url + path, timeout=60, **more)

    def post(self, data: bytes, query: str = "", **headers: str) -> httpx.Response:
        return httpx.post(f"{self.url}/api/ingest{query}", content=data, headers={**BEARER, **headers}, timeout=60)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


def command(root: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "pytest_bulkhead", "serve", str(root), *words]


def environment(**variables: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("BULKHEAD_")} | variables


@contextlib.contextmanager
def served(root: Path, *words: str, **variables: str) -> Iterator[Server]:
    process = subprocess.Popen(
        command(root, "--port", "0", *words), env=environment(**variables), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert " is served at http://127.0.0.1:" in line
        yield Server(root, line.split(" at ")[1].split("/;")[0], process)
    finally:
        process.kill()
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


def project(root: Path) -> Path:
    (root / "pytest.ini").write_text("[pytest]\n")
    (root / "bulkhead-quarantine.toml").write_text(
        'version = 1\n[tests."t.py::flaky"]\nowner = "ann"\nuntil = 2999-01-01\nticket = "T-1"\n'
    )
    with open_store(root / ".bulkhead/history.sqlite") as store:
        ingest = Ingest(store)
        for number in range(12):
            flaky = {"test": "t.py::flaky", "outcome": "failed" if number % 4 == 0 else "passed"}
            results = [{"test": "t.py::<b>steady</b>"}, flaky]
            name = f"r{number}"
            path = record(root / name, results, run=name, started=STARTED + 3600 * number, revision="abc")
            ingest.take(path)
            path.unlink()
    return root


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = project(tmp_path_factory.mktemp("served"))
    with served(root, "--name", "ci.example", "--largest", "1 MB", BULKHEAD_SERVER_TOKEN=TOKEN) as server:
        yield server
