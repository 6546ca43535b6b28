"""Runs what a test is about in processes of its own: a small suite under pytest, or workers that meet."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from pytest_bulkhead.regression import meeting, telling
from pytest_bulkhead.regression.needs import need

_PATIENCE = 180
_KEPT = ("BULKHEAD_HOST_FOLDER",)
_FOREIGN = ("PYTEST_", "BULKHEAD_", "COV_", "COVERAGE_")
_PLUGINS = ("pytest_bulkhead.plugin.hooks", "pytest_bulkhead.resources.fixtures", telling.__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What a small suite has left.

    Args:
        told: what became of each test.
        output: what pytest printed.
        status: its exit status.
    """

    told: tuple[telling.Told, ...]
    output: str
    status: int

    @property
    def passed(self) -> set[str]:
        """The names of the tests that passed wherever they ran."""
        return self._named("passed") - self.failed

    @property
    def failed(self) -> set[str]:
        """The names of those that failed somewhere, their fixtures included."""
        return self._named("failed")

    def workers(self, name: str) -> set[str]:
        """Which workers ran a test."""
        return {one.worker for one in self.told if one.name.partition("@")[0] == name}

    def _named(self, outcome: str) -> set[str]:
        return {one.name.partition("@")[0] for one in self.told if one.outcome == outcome}


def run_suite(folder: Path, files: str | dict[str, str], *arguments: str, **variables: str) -> Done:
    """Write a suite and run this interpreter's pytest on it, with pytest-xdist and our plugins, and no other.

    Args:
        folder: for the suite.
        files: the text of its one file of tests, or of several by name.
        arguments: for pytest; those for workers skip the test at work where pytest-xdist is not installed.
        variables: of its environment, besides ours.
    """
    parallel = "-n" in arguments
    if parallel:
        need("xdist")
    named = {"test_it.py": files} if isinstance(files, str) else files
    for name, text in {"pytest.ini": "[pytest]\n", **named}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), encoding="utf-8")
    told = folder / "told.jsonl"
    told.unlink(missing_ok=True)
    plugins = [word for name in (*(["xdist"] if parallel else []), *_PLUGINS) for word in ("-p", name)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "-p", "no:cacheprovider", "--bulkhead=off", *arguments],
        cwd=folder,
        env=_environment(folder) | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", telling.VARIABLE: str(told), **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=_PATIENCE,
        check=False,
    )
    return Done(tuple(telling.read(told)), done.stdout, done.returncode)


def run_workers(folder: Path, *scripts: str, runs: int = 1, **variables: str) -> list[str]:
    """Run Python scripts at the same time, each in a process that is to itself a worker of pytest-xdist.

    Args:
        folder: in which they run.
        scripts: one for each worker; a single one is for two. `meet` is there without an import.
        runs: how many runs they are of: one, or two with the same workers' ids.
        variables: of their environment, besides ours.

    Returns:
        What each printed. One that a signal ended has printed what it could.

    Raises:
        AssertionError: one ended with an error.
    """
    workers = scripts * 2 if len(scripts) == 1 else scripts
    uids = [uuid.uuid4().hex for _ in range(runs)]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", f"from {meeting.__name__} import meet\n{dedent(script)}"],
            cwd=folder,
            env=_environment(folder) | _worker(number, len(workers), uids) | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for number, script in enumerate(workers)
    ]
    said = []
    try:
        for process in started:
            output, errors = process.communicate(timeout=_PATIENCE)
            assert process.returncode <= 0, errors
            said.append(output.strip())
    finally:
        for process in started:
            process.kill()
            process.communicate()
    return said


def _worker(number: int, count: int, uids: list[str]) -> dict[str, str]:
    runs = len(uids)
    return {
        "PYTEST_XDIST_WORKER": f"gw{number // runs}",
        "PYTEST_XDIST_WORKER_COUNT": str(count // runs),
        "PYTEST_XDIST_TESTRUNUID": uids[number % runs],
        meeting.PARTIES: str(count),
    }


def _environment(folder: Path) -> dict[str, str]:
    """Ours, without what the run that we are part of has put there, and with the modules that we can import."""
    meetings = folder / "meetings"
    meetings.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or not name.startswith(_FOREIGN)}
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return kept | {"PYTHONPATH": path, meeting.FOLDER: str(meetings), "PYTHONDONTWRITEBYTECODE": "1"}
