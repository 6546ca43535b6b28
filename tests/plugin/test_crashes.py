"""However a run dies, its record can be read and names the test."""

from __future__ import annotations

import signal
import subprocess
import time

import pytest

from pytest_bulkhead.record import Record, read_record

from .conftest import RunSuite
from .running import KINDS, Run, command, environment, write

DYING = {
    "test_dying.py": """
        import os
        def test_before(): os.environ["BEFORE"] = "x"
        def test_dies(): os._exit(3)
        def test_after(): pass
        def test_after_that(): pass
    """,
}
WAITING = {
    "test_waiting.py": """
        import os, pathlib, time
        def test_before(): os.environ["BEFORE"] = "x"
        def test_hangs():
            pathlib.Path("reached").touch()
            time.sleep(120)
    """,
}


@pytest.mark.parametrize("dist", ["load", "worksteal"])
def test_a_worker_that_dies_costs_only_its_test(dist: str, run_suite: RunSuite) -> None:
    done = run_suite(DYING, "-n", "2", f"--dist={dist}")
    assert done.verdict == "1 failed, 3 passed", done.output
    record = done.record
    assert [test for _, test in record.crashes] == ["test_dying.py::test_dies"]
    assert done.outcomes["test_dying.py::test_dies"] == "crashed"
    assert record.unfinished == []
    assert done.leaks == {("test", "BEFORE")}
    assert record.end is not None
    assert len(record.workers) == 3


def test_a_serial_run_that_dies_names_the_test(run_suite: RunSuite) -> None:
    done = run_suite(DYING)
    assert done.status == 3
    assert done.record.unfinished == ["test_dying.py::test_dies"]
    assert done.leaks == {("test", "BEFORE")}
    assert done.record.end is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_run_names_the_test(kind: str, tmp_path) -> None:
    write(tmp_path, WAITING)
    child = subprocess.Popen(
        command(*KINDS[kind]),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        record = _when_it_hangs(Run(tmp_path, 0, ""))
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    record = read_record(Run(tmp_path, 0, "").records[0])
    assert record.unfinished == ["test_waiting.py::test_hangs"]
    assert [finding.test for finding in record.findings] == ["test_waiting.py::test_before"]
    assert record.end is None


INTERRUPTED = {
    "test_stops.py": """
        import os, pytest
        @pytest.fixture(scope="session")
        def leaving(): os.environ["WIDE"] = "x"
        @pytest.fixture(scope="session")
        def restoring():
            os.environ["FINE"] = "x"
            yield
            del os.environ["FINE"]
        def test_first(leaving, restoring): pass
        def test_stops(): pytest.exit("enough")
        def test_never(leaving, restoring): pass
    """,
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_interrupted_session_tells_what_its_fixtures_leave(kind: str, run_suite: RunSuite) -> None:
    arguments = ("-n", "1") if KINDS[kind] else ()
    done = run_suite(INTERRUPTED, *arguments)
    assert done.status == pytest.ExitCode.INTERRUPTED
    assert done.leaks == {("fixture:leaving", "WIDE")}
    assert done.record.end is not None
    assert done.record.end["status"] == pytest.ExitCode.INTERRUPTED


RERUNNING = {
    "conftest.py": """
        from _pytest.runner import runtestprotocol
        def pytest_runtest_protocol(item, nextitem):
            item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            runtestprotocol(item, log=False, nextitem=nextitem)  # whose reports nobody sees
            for report in runtestprotocol(item, log=False, nextitem=nextitem):
                item.ihook.pytest_runtest_logreport(report=report)
            return True
    """,
    "test_again.py": """
        import os
        count = 0
        def test_again():
            global count
            count += 1
            os.environ[f"ATTEMPT_{count}"] = "x"
    """,
}


def test_each_attempt_at_a_test_is_watched(run_suite: RunSuite) -> None:
    done = run_suite(RERUNNING)
    assert done.leaks == {("test", "ATTEMPT_1"), ("test", "ATTEMPT_2")}
    assert done.outcomes == {"test_again.py::test_again": "passed"}


def _when_it_hangs(run: Run) -> Record:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if (run.folder / "reached").exists() and run.records and len(run.record.tests) == 1:
            return run.record
        time.sleep(0.05)
    raise AssertionError("the suite never came to its second test")
