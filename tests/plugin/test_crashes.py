"""However a run dies, its record can be read and names the test."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import time
from textwrap import dedent
from types import SimpleNamespace

import pytest

from pytest_bulkhead.plugin.crashes import deadlock
from pytest_bulkhead.plugin.crashes.deadlock import DeadlockGuard
from pytest_bulkhead.record.reading import Record, read_record

from .conftest import RunSuite
from .running import KINDS, Run, command, environment, run, write

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
    assert [crash.test for crash in record.crashes] == ["test_dying.py::test_dies"]
    assert done.outcomes["test_dying.py::test_dies"] == "crashed"
    assert record.unfinished == []
    assert done.leaks == {("test", "BEFORE")}
    assert record.end is not None
    assert len(record.workers) == 3


DEATHS = {
    "by a status": ("os._exit(3)", "exited with status 3"),
    "by its own fault": ("ctypes.string_at(0)", "killed by SIGSEGV"),
    "as for want of memory": ("os.kill(os.getpid(), signal.SIGKILL)", "killed by SIGKILL"),
}
TELLING = """
    import ctypes, os, signal, pytest
    @pytest.fixture
    def database(): os.environ["DATABASE"] = "x"
    def test_before(): pass
    def test_dies(database):
        {death}
    def test_after(): pass
    def test_after_that(): pass
"""
STORY = "worker {worker} died while it ran test_telling.py::test_dies (in its call, {ended}"


def test_a_worker_tells_how_it_died(dying: tuple[Run, str]) -> None:
    done, death = dying
    (crash,) = done.record.crashes
    assert (crash.test, crash.running) == ("test_telling.py::test_dies", "test_telling.py::test_dies")
    assert (crash.phase, crash.ended) == ("call", DEATHS[death][1])
    assert STORY.format(worker=crash.worker, ended=crash.ended) in done.output
    assert "1 failed, 3 passed" in done.output


def test_the_last_steps_are_known(dying: tuple[Run, str]) -> None:
    (crash,) = dying[0].record.crashes
    assert crash.touches[-3:] == (
        "fixture database set up",
        "environ DATABASE changed",
        "call of test_telling.py::test_dies",
    )
    assert sys.platform != "linux" or crash.resident_kb > 1000


def test_only_the_interpreters_own_faults_leave_a_traceback(dying: tuple[Run, str]) -> None:
    done, death = dying
    (crash,) = done.record.crashes
    own = death == "by its own fault"
    assert crash.place == ("test_telling.py:6 in test_dies" if own else "")
    assert bool(crash.traceback) == own
    # The standard error tells it, too, as it would without us.
    assert done.output.count("Current thread 0x") == own


def test_nothing_of_it_stays_in_the_folder_for_temporary_files(dying: tuple[Run, str]) -> None:
    assert not list((dying[0].folder / "temporary").glob("bulkhead-*"))


@pytest.fixture(scope="module", params=DEATHS, ids=lambda death: death.replace(" ", "-"))
def dying(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, str]:
    folder = tmp_path_factory.mktemp("suite")
    (folder / "temporary").mkdir()
    suite = {"test_telling.py": dedent(TELLING).format(death=DEATHS[request.param][0])}
    return run(write(folder, suite), "-n", "2", TMPDIR=str(folder / "temporary")), request.param


def test_who_wants_no_traceback_gets_none(run_suite: RunSuite) -> None:
    suite = {"test_telling.py": dedent(TELLING).format(death="ctypes.string_at(0)")}
    done = run_suite(suite, "-n", "1", "-p", "no:faulthandler")
    (crash,) = done.record.crashes
    assert (crash.ended, crash.traceback) == ("killed by SIGSEGV", ())


@pytest.mark.parametrize("dist", ["loadgroup", "loadscope", "loadfile"])
def test_a_run_that_waits_for_ever_after_a_crash_is_ended(dist: str, run_suite: RunSuite) -> None:
    """Under loadgroup it would; the others hand the test out again until their patience is over."""
    done = run_suite(DYING, "-n", "2", f"--dist={dist}", "--max-worker-restart=3")
    record = done.record
    assert {crash.test for crash in record.crashes} == {"test_dying.py::test_dies"}
    assert {test for test, outcome in done.outcomes.items() if outcome != "crashed"}.isdisjoint(record.never_ran)
    assert len(done.outcomes) + len(record.never_ran) == 4
    assert "it was handed out again" in done.output
    assert record.end is not None
    if dist == "loadgroup":
        assert done.status == pytest.ExitCode.INTERRUPTED
        assert any("it would have waited for ever" in notice for notice in record.notices)
    else:
        assert record.never_ran == ["test_dying.py::test_after", "test_dying.py::test_after_that"]
        assert "2 tests never ran: test_dying.py::test_after, test_dying.py::test_after_that" in done.output


LATE = {
    "conftest.py": """
        import os, pytest
        @pytest.fixture(scope="session")
        def leaving(): os.environ["WIDE"] = "x"
        @pytest.hookimpl(hookwrapper=True)
        def pytest_sessionfinish(session):
            yield
            if hasattr(session.config, "workerinput"): os._exit(1)
    """,
    "test_late.py": """
        import pytest
        def test_first(leaving): pass
        def test_stops(): pytest.exit("enough")
    """,
}


def test_what_a_worker_had_to_tell_at_its_end_is_told_without_it(run_suite: RunSuite) -> None:
    done = run_suite(LATE, "-n", "1", "--max-worker-restart=0")
    assert done.leaks == {("fixture:leaving", "WIDE")}
    (crash,) = done.record.crashes
    assert crash.phase == "at the end of its session"


def waiting(*given: int, shutting_down: bool = False) -> SimpleNamespace:
    """What distributes tests, while each worker has so many and nothing happens."""
    nodes = [SimpleNamespace(shutting_down=shutting_down, number=number) for number in range(len(given))]
    pending = {id(node): [0] * count for node, count in zip(nodes, given, strict=True)}
    by_node = type("ByNode", (), {"__getitem__": lambda self, node: pending[id(node)]})()
    ended: list[bool] = []
    return SimpleNamespace(
        sched=SimpleNamespace(nodes=nodes, node2pending=by_node),
        queue=queue.Queue(),
        shuttingdown=False,
        shouldstop=False,
        ended=ended,
        triggershutdown=lambda: ended.append(True),
    )


@pytest.mark.parametrize(
    ("session", "is_starting", "is_ended"),
    [
        (waiting(1, 0), False, True),
        (waiting(2, 0), False, False),  # one runs a test, and has the next
        (waiting(1, 0), True, False),  # another is on its way
        (waiting(1, 1, shutting_down=True), False, False),  # they were told to finish
        (waiting(), False, False),
        (SimpleNamespace(sched=None), False, False),
    ],
)
def test_only_a_run_in_which_nothing_can_happen_is_ended(
    session: SimpleNamespace, is_starting: bool, is_ended: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlock, "_BETWEEN", 0.001)
    guard = DeadlockGuard(session, lambda: is_starting)
    guard.start()
    guard.join(0.2)
    guard.stop()
    assert guard.has_ended_it == is_ended
    assert bool(getattr(session, "ended", False)) == is_ended


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
        env=environment(TMPDIR=str(tmp_path)),
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
