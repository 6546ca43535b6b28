"""What is made once for all workers of a run, and undone when the last has gone, however they went."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pytest_bulkhead.errors import OnceError
from pytest_bulkhead.resources.membership import leave_all
from pytest_bulkhead.resources.once.function import locate
from pytest_bulkhead.resources.once.once import once_per_run
from pytest_bulkhead.resources.once.undoing import FAILED
from pytest_bulkhead.resources.recipe import Recipe
from tests.plugin.running import command, environment, write
from tests.resources import suites
from tests.resources.suites import run_suite

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals and forks")

CONFTEST = """
    import os, pathlib, signal, time, pytest

    HERE = pathlib.Path(__file__).parent

    def note(word):
        with (HERE / "log.txt").open("a") as file:
            file.write(word + "\\n")

    def make():
        note("make")
        if (HERE / "deadly").exists():
            (HERE / "deadly").unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return {"number": 3, "list": (1, 2)}

    def undo(value):
        note(f"undo {value['number']}")
        if (HERE / "stubborn").exists():
            raise ValueError("it will not go")

    @pytest.fixture(scope="session")
    def data(once_per_run):
        return once_per_run("data", make, undo=undo)
    """
SUITE = {
    "tests/conftest.py": CONFTEST,
    "tests/test_data.py": """
        import time, pytest

        @pytest.mark.parametrize("n", range(8))
        def test_data(data, n):
            assert data == {"number": 3, "list": [1, 2]}
            time.sleep(0.05)
        """,
}


def settled(folder: Path) -> list[str]:
    """What was noted until nobody is at work any more."""
    runs = folder / "host" / "runs"
    until = time.monotonic() + 30
    while time.monotonic() < until and any(one for one in runs.iterdir() if not (one / FAILED).exists()):
        time.sleep(0.05)
    return (folder / "tests" / "log.txt").read_text().split("\n")[:-1]


@pytest.mark.parametrize("arguments", [("-n", "3"), (), ("-n", "2", "--import-mode=importlib", "--bulkhead=off")])
def test_it_is_made_by_one_and_undone_after_the_last(tmp_path, arguments):
    done = run_suite(tmp_path, SUITE, *arguments)
    assert done.verdict == "8 passed", done.output
    assert settled(tmp_path) == ["make", "undo 3"]


def test_if_the_maker_dies_another_one_begins_anew(tmp_path):
    write(tmp_path, {**SUITE, "tests/deadly": ""})
    done = run_suite(tmp_path, SUITE, "-n", "2")
    assert "1 failed" in done.verdict, done.output
    assert settled(tmp_path) == ["make", "make", "undo 3"]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_is_undone_however_the_run_ends(tmp_path, end):
    slow = {"tests/test_data.py": "def test_data(data):\n    import time\n    time.sleep(60)\n"}
    write(tmp_path, {**SUITE, **slow})
    run = subprocess.Popen(
        command(*suites.PLUGINS, "-n", "2"),
        cwd=tmp_path,
        env=environment(BULKHEAD_HOST_FOLDER=str(tmp_path / "host")),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with run:
        until = time.monotonic() + 30
        while time.monotonic() < until and not list(tmp_path.glob("host/runs/*/once-*.json")):
            time.sleep(0.05)
        run.send_signal(end)
        run.wait(30)
    assert settled(tmp_path) == ["make", "undo 3"]


def test_what_cannot_be_undone_stays_to_be_found_with_the_reason(tmp_path):
    write(tmp_path, {**SUITE, "tests/stubborn": ""})
    assert run_suite(tmp_path, SUITE).verdict == "8 passed"
    assert settled(tmp_path) == ["make", "undo 3"]
    (told,) = tmp_path.glob(f"host/runs/*/{FAILED}/*.txt")
    assert "'data' could not be undone by undo in" in told.read_text()
    assert "ValueError: it will not go" in told.read_text()


def test_a_server_is_there_for_all_and_outlives_what_is_undone(tmp_path):
    suite = """
        import sys, urllib.request
        import pytest
        from pytest_bulkhead.resources.recipe import Recipe

        SERVER = Recipe(
            "The little server",
            (sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1"),
            "http://127.0.0.1:{port}/",
            address={"url": "http://127.0.0.1:{port}/"},
        )

        def ask(value):
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(value) as answer:
                open(__file__ + ".log", "a").write(f"{answer.status}\\n")

        @pytest.mark.parametrize("n", range(4))
        def test_it(once_per_run, n):
            url = once_per_run("server", SERVER)["url"]
            ask(once_per_run("asked", lambda: url, undo=ask))
        """
    done = run_suite(tmp_path, {"tests/test_it.py": suite, "tests/log.txt": ""}, "-n", "2")
    assert done.verdict == "4 passed", done.output
    assert settled(tmp_path) == []
    assert (tmp_path / "tests" / "test_it.py.log").read_text().split() == ["200"] * 5


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path))
    monkeypatch.setenv("BULKHEAD_RUN_ID", f"run of {tmp_path}")
    yield
    leave_all()
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_failure_is_that_of_all_who_ask(run):
    with pytest.raises(ZeroDivisionError):
        once_per_run("broken", lambda: 1 // 0)
    with pytest.raises(OnceError, match=r"'broken', which worker gw\d was to make.*ZeroDivisionError"):
        once_per_run("broken", lambda: 1)


def test_what_json_cannot_say_is_refused(run):
    for _ in range(2):
        with pytest.raises(OnceError, match="cannot travel"):
            once_per_run("odd", object)


def test_it_cannot_wait_for_itself(run):
    with pytest.raises(OnceError, match="needs a key of its own"):
        once_per_run("one", lambda: once_per_run("one", list))
    with pytest.raises(OnceError):
        once_per_run("one", list)
    assert once_per_run("two", lambda: once_per_run("three", list)) == []


def test_a_server_has_nothing_to_undo(run, tmp_path):
    (tmp_path / "runs").mkdir()
    with pytest.raises(OnceError, match="ends with the run"):
        once_per_run("server", Recipe("It", ("true",), ""), undo=print)


class Holder:
    def undo(self, value):
        pass


async def asynchronously(value):
    pass


def factory():
    def undo(value):
        pass

    return undo


@pytest.mark.parametrize(
    ("undo", "told"),
    [
        (lambda value: None, "a lambda"),
        (factory(), "within another function"),
        (Holder().undo, "no function"),
        (Holder.undo, "the method"),
        (asynchronously, "async"),
        (print, "no function"),
    ],
)
def test_what_another_process_could_not_call_is_refused(undo, told):
    with pytest.raises(OnceError, match=told):
        locate(undo)
