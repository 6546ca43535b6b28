"""`bulkhead audit --confirm` end to end: what fails when two tests meet, and what does not."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from pytest_bulkhead.record.reading import read_record
from tests.audit.conftest import Audit, Said

FILE = """
    import json
    from pathlib import Path
    def test_a():
        path = Path("out.json")
        path.write_text(json.dumps("a"))
        assert json.loads(path.read_text()) == "a"
        path.unlink()
    def test_b():
        path = Path("out.json")
        path.write_text(json.dumps("b"))
        assert json.loads(path.read_text()) == "b"
        path.unlink()
"""
FOLDER = """
    import os, shutil, pytest
    @pytest.fixture
    def build():
        os.makedirs("build", exist_ok=True)
        yield "build"
        shutil.rmtree("build")
    def test_a(build): open(build + "/one", "w").close()
    def test_b(build): open(build + "/two", "w").close()
"""
PORT = """
    import socket
    def listen():
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 38761))
        server.listen()
        return server
    def test_a(): listen().close()
    def test_b(): listen().close()
"""
DATABASE = """
    import contextlib, sqlite3
    def rows(number):
        with contextlib.closing(sqlite3.connect("books.sqlite")) as database:
            database.execute("create table if not exists books (number int)")
            database.execute("delete from books")
            database.execute("insert into books values (?)", (number,))
            database.commit()
            return list(database.execute("select number from books"))
    def test_a(): assert rows(1) == [(1,)]
    def test_b(): assert rows(2) == [(2,)]
"""
FIXTURE = """
    import os, pathlib, pytest, shutil
    @pytest.fixture(scope="session")
    def data():
        os.mkdir("data")
        pathlib.Path("data/x").write_text("x")
        yield pathlib.Path("data/x")
        shutil.rmtree("data")
    def test_a(data): assert data.read_text() == "x"
    def test_b(data): assert data.read_text() == "x"
"""
IN_ORDER = """
    from pathlib import Path
    seen = []
    def work(text):
        path = Path("out.txt")
        path.write_text(text)
        assert path.read_text() == text
        path.unlink()
    def test_a():
        seen.append("a")
        work("a")
    def test_b():
        assert seen
        work("b")
"""
LOCKED = """
    import contextlib, os, time
    @contextlib.contextmanager
    def locked():
        while True:
            try:
                os.mkdir("held")
                break
            except FileExistsError:
                time.sleep(0.01)
        yield
        os.rmdir("held")
    def work(text):
        with locked():
            with open("out.txt", "w") as file:
                file.write(text)
            with open("out.txt") as file:
                assert file.read() == text
    def test_a(): work("a")
    def test_b(): work("b")
"""
CACHE = """
    import os, pathlib
    def cached():
        if not os.path.exists("cache.txt"):
            pathlib.Path(f"{os.getpid()}.tmp").write_text("costly")
            os.replace(f"{os.getpid()}.tmp", "cache.txt")
        return pathlib.Path("cache.txt").read_text()
    def test_a(): assert cached() == "costly"
    def test_b(): assert cached() == "costly"
"""


def project(folder: Path, text: str) -> Path:
    folder = folder / "project"
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(dedent(text))
    return folder


def races(said: Said) -> list[dict[str, Any]]:
    return [finding for finding in said.json["findings"] if finding["source"] == "race"]


@pytest.fixture
def confirmed(audit: Audit, plain_python: str, tmp_path: Path):
    """Audit a suite of one file in a run of one process, and put its races to the proof."""

    def run(text: str, *words: str) -> Said:
        folder, scratch = project(tmp_path, text), tmp_path / "scratch"
        scratch.mkdir()
        order = ("--confirm", *words, "--python", plain_python, "--output-format", "json", "--", "-q")
        said = audit(folder, *order, TMPDIR=str(scratch))
        assert [path.name for path in scratch.iterdir() if "bulkhead" in path.name] == [], "we tidy up"
        return said

    return run


@pytest.mark.parametrize(
    ("text", "kind", "failure"),
    [
        pytest.param(FILE, "file", "FileNotFoundError", id="file"),
        pytest.param(FOLDER, "file", "FileNotFoundError", id="folder"),
        pytest.param(PORT, "port", "Address already in use", id="port"),
        pytest.param(DATABASE, "sqlite", "assert [(", id="database"),
        pytest.param(FIXTURE, "file", "FileExistsError", id="session fixture and itself"),
    ],
)
def test_what_collides_is_made_to_fail(confirmed: Any, text: str, kind: str, failure: str) -> None:
    said = confirmed(text)
    assert said.status == 1, said.err
    found = races(said)
    assert found
    for finding in found:
        assert finding["message"].endswith("(confirmed)"), found
        assert finding["severity"] == "error"
        assert finding["what"]["kind"] == kind
        schedule = finding["evidence"][0]["message"]
        assert " paused " in schedule
        assert failure in schedule
        assert finding["evidence"][0]["path"] == "test_it.py"


def test_the_run_record_tells_it_too(confirmed: Any, tmp_path: Path) -> None:
    said = confirmed(PORT)
    record = read_record(tmp_path / "project" / said.json["summary"]["run"])
    [race] = races(said)
    [told] = record.findings
    assert (told.message, told.evidence[0].message) == (race["message"], race["evidence"][0]["message"])
    assert told.message.endswith("(confirmed)")


def test_what_a_lock_keeps_apart_is_not(confirmed: Any) -> None:
    said = confirmed(LOCKED, "--minutes", "0.3")
    assert "(confirmed)" not in said.out


def test_what_is_put_in_place_in_one_step_is_no_race(confirmed: Any) -> None:
    assert races(confirmed(CACHE)) == []


def test_who_fails_alone_proves_nothing(confirmed: Any) -> None:
    said = confirmed(IN_ORDER)
    [race] = races(said)
    assert race["message"].endswith("(predicted)")
    assert "file out.txt could not be put to the proof: test_it.py::test_b fails alone, too" in said.err + said.out


def test_what_there_was_no_time_for_is_said(confirmed: Any) -> None:
    said = confirmed(FILE, "--minutes", "0.0001")
    [race] = races(said)
    assert race["message"].endswith("(predicted)")
    assert "0.0001 minutes were too few (--minutes gives more): not put to the proof were file out.json" in (
        said.err + said.out
    )


def test_an_interrupt_keeps_what_is_known_and_leaves_nothing(plain_python: str, tmp_path: Path) -> None:
    folder, scratch = project(tmp_path, PORT), tmp_path / "scratch"
    scratch.mkdir()
    order = ["audit", "--confirm", "--python", plain_python, "--output-format", "json"]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV_"))}
    with subprocess.Popen(
        [sys.executable, "-m", "pytest_bulkhead", *order],
        cwd=folder,
        env={**inherited, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        until = time.monotonic() + 100
        while not list(scratch.glob("bulkhead-*-confirm/signs-1")):
            assert child.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        told = json.loads(child.communicate(timeout=60)[0])
    assert "interrupted: not put to the proof were port 38761" in told["notices"]
    assert [race["message"].rpartition(" ")[2] for race in told["findings"] if race["source"] == "race"] == [
        "(predicted)"
    ]
    assert [path.name for path in scratch.iterdir() if "bulkhead" in path.name] == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--minutes", "3"), "--minutes is the time for --confirm"),
        (("--confirm", "--minutes", "0"), "a number of minutes above 0 is wanted"),
        (("--confirm", "--minutes", "nan"), "a number of minutes above 0 is wanted"),
    ],
)
def test_wrong_use(audit: Audit, tmp_path: Path, words: tuple[str, ...], complaint: str) -> None:
    said = audit(tmp_path, *words)
    assert said.status == 2
    assert complaint in said.err
