"""Real servers for tests: PostgreSQL, Redis, OpenFGA; each on a free port, in a folder of its own, for one session.

They end with the process that asked for them, however that ends.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 60
_KEEPER = """
import signal, subprocess, sys
child = subprocess.Popen(sys.argv[3:], stdin=subprocess.DEVNULL, user=int(sys.argv[1]) if sys.argv[1] else None)
sys.stdin.read()
child.send_signal(int(sys.argv[2]))
try:
    child.wait(20)
except subprocess.TimeoutExpired:
    child.kill()
"""
"""Runs a server until the end of its standard input, which comes when whoever holds the other end is no more."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server with the database `harbour`, for user `tester`."""
    programs = _postgres_programs()
    with _folder() as folder:
        user = _unprivileged()
        if user is not None:
            os.chown(folder, user, -1)
        data = folder / "data"
        initdb = [programs / "initdb", "-D", data, "-A", "trust", "-U", "tester", "-N", "-E", "UTF8", "--locale=C"]
        subprocess.run(list(map(str, initdb)), check=True, capture_output=True, user=user, cwd="/", timeout=PATIENCE)

        def command(port: int) -> list[str]:
            quick = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]
            return [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), *quick]

        with _server(folder, command, user=user, stop=2) as port:
            ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            _wait(lambda: subprocess.run(ready, check=False).returncode == 0, folder)
            make = [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "tester", "harbour"]
            subprocess.run(make, check=True, timeout=PATIENCE)
            yield f"postgresql://tester@127.0.0.1:{port}/harbour"


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a server, without a number."""
    program = _program("redis-server", "apt-get install redis-server")

    def command(port: int) -> list[str]:
        return [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    with _folder() as folder, _server(folder, command) as port:
        yield f"redis://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def openfga_server() -> Iterator[str]:
    """The address of a server that keeps its stores in memory."""
    program = _program("openfga", "scripts/make_environment.sh .venv test", Path.home() / "go" / "bin")

    def command(port: int) -> list[str]:
        other = ["--grpc-addr", f"127.0.0.1:{_free_port()}"]
        quiet = ["--playground-enabled=false", "--metrics-enabled=false", "--log-level", "error"]
        return [program, "run", "--http-addr", f"127.0.0.1:{port}", *other, *quiet]

    with _folder() as folder, _server(folder, command) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _server(
    folder: Path, command: Callable[[int], Sequence[str]], *, user: int | None = None, stop: int = 15
) -> Iterator[int]:
    port = _free_port()
    keeper = [sys.executable, "-c", _KEEPER, "" if user is None else str(user), str(stop), *command(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(keeper, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd="/", env=_plain())
    try:
        _wait(lambda: _answers(port), folder)
        yield port
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


@contextmanager
def _folder() -> Iterator[Path]:
    """Not pytest's own: that is for one user alone."""
    folder = Path(tempfile.mkdtemp(prefix="bulkhead-server-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_programs() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    return Path(_program("initdb", "apt-get install postgresql")).parent


def _program(name: str, advice: str, *folders: Path) -> str:
    places = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=places)
    if found is None:
        pytest.fail(f"{name} is not installed, and these tests need it: {advice}")
    return found


def _unprivileged() -> int | None:
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return names.get("postgres", names.get("nobody"))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _wait(is_up: Callable[[], bool], folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not is_up():
        if time.monotonic() > end:
            pytest.fail(f"a server did not start:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _plain() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "REDIS", "OPENFGA_"))}
