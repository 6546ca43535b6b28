"""One test in a pytest of its own, beside another one."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.audit.suite import Suite
from pytest_bulkhead.node_ids import argument_for
from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.plugin.handover import VARIABLE, Handover, Meeting
from pytest_bulkhead.plugin.meeting import GO, HERE, SAID
from pytest_bulkhead.pytest_process import Interpreter, run_pytest

_TAIL = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """What all children have in common.

    Args:
        root: the folder that node ids are relative to.
        arguments: for pytest, of the user.
        reachable: the folder with our plugin.
        scratch: a folder of our own, that is removed with all that is in it.
        run: the identity of the run that both workers seem to belong to.
    """

    suite: Suite
    root: str
    interpreter: Interpreter
    arguments: tuple[str, ...]
    reachable: Path
    scratch: Path
    run: str


class Failure(NamedTuple):
    """A report that was none of a success.

    Args:
        when: `setup`, `call` or `teardown`.
        message: masked, on one line.
        path: of the line where it happened; empty where unknown.
    """

    when: str
    message: str
    path: str = ""
    line: int = 0


class Outcome(NamedTuple):
    """How a test went.

    Args:
        failure: the first; None where it passed.
        skipped: why it did nothing; empty where it did.
        points: at which it could have been paused.
        seconds: of the whole process.
        complaint: what pytest said where the test did not run.
    """

    failure: Failure | None
    skipped: str
    points: str
    seconds: float
    complaint: str = ""

    @property
    def passed(self) -> bool:
        return self.failure is None and not self.skipped and not self.complaint


class _EndedError(Exception):
    """Nobody waits any more."""


class Child:
    """A test that can be told to pause, and to go on."""

    def __init__(self, stage: Stage, number: int, worker: str, test: str, kind: str, name: str, point: int = 0) -> None:
        """Run nothing yet.

        Args:
            stage: where.
            number: of this child, each with its own.
            worker: who it is to be.
            test: the node id.
            kind: of the resource.
            name: of it.
            point: after which to pause; 0 for none.
        """
        self._stage = stage
        self._folder = stage.scratch / f"signs-{number}"
        self._folder.mkdir()
        (stage.scratch / "run").mkdir(exist_ok=True)
        self._worker, self._test = worker, test
        self._meeting = Meeting(test, worker, stage.run, str(self._folder), kind, name, point)
        self._status: int | None = None
        self._is_unwanted = threading.Event()
        self._began = time.monotonic()
        self._ended = self._began
        self._thread = threading.Thread(target=self._run, name=f"bulkhead-child-{number}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._began = time.monotonic()
        self._thread.start()

    @property
    def is_over(self) -> bool:
        return not self._thread.is_alive()

    @property
    def has_paused(self) -> bool:
        return (self._folder / HERE).exists()

    def go_on(self) -> None:
        """End its pause, or have it make none."""
        (self._folder / GO).mkdir(exist_ok=True)

    def end(self) -> None:
        """End it, in whatever it is; returns when it is no more."""
        self._is_unwanted.set()
        self.go_on()
        if self._thread.ident is not None:
            self._thread.join()

    def outcome(self) -> Outcome:
        """What came of it, once it is over."""
        seconds = self._ended - self._began
        try:
            said: dict[str, Any] = json.loads((self._folder / SAID).read_text(encoding="utf-8"))
            reports, points = said["reports"], str(said["points"])
        except (OSError, ValueError, KeyError, TypeError):
            if self._status is not None and self._status < 0:
                return Outcome(Failure("call", f"killed by signal {-self._status}"), "", "", seconds)
            return Outcome(None, "", "", seconds, self._last_words())
        if not reports:
            return Outcome(None, "", points, seconds, self._last_words())
        failures = [one for one in reports if one["outcome"] == "failed"]
        reasons = [masked(str(one["message"])) or "Skipped" for one in reports if one["outcome"] == "skipped"]
        skipped = reasons[0] if reasons and not failures else ""
        return Outcome(_failure(failures[0]) if failures else None, skipped, points, seconds)

    def _run(self) -> None:
        try:
            self._status = run_pytest(
                self._stage.interpreter,
                self._arguments(),
                folder=self._stage.suite.root,
                environment=self._environment(),
                output=self._folder / "output.log",
                tick=self._tick,
                alone=True,
            )
        except (_EndedError, OSError):
            self._status = None
        self._ended = time.monotonic()

    def _tick(self) -> None:
        if self._is_unwanted.is_set():
            raise _EndedError

    def _arguments(self) -> list[str]:
        stage = self._stage
        # Of more than the test that is collected, the plugin takes the test.
        path, separator, rest = argument_for(self._test).partition("::")
        # Node ids begin at pytest's root, arguments at the folder where it runs.
        start = os.path.relpath(os.path.join(stage.root, path), os.path.realpath(stage.suite.root))  # noqa: PTH118
        start = f"./{start}" if start.startswith(("-", "@")) else start
        ours = ["-p", "bulkhead", "--bulkhead=report", "--bulkhead-races", "-p", "no:randomly"]
        scratch = [f"--basetemp={stage.scratch}/run/popen-{self._worker}", "-o", f"cache_dir={self._folder}/cache"]
        return [*ours, *_without_paths(stage.arguments, stage.suite.root), *scratch, f"{start}{separator}{rest}"]

    def _environment(self) -> dict[str, str]:
        own_path = os.environ.get("PYTHONPATH")
        handover = Handover(
            record=str(self._folder / "record.jsonl"),
            workers="0",
            insist=True,
            python_path=own_path,
            meeting=self._meeting,
        )
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(self._stage.reachable), *filter(None, [own_path])]),
            VARIABLE: handover.to_environment(),
            "PYTEST_XDIST_WORKER": self._worker,
            "PYTEST_XDIST_WORKER_COUNT": "2",
            "PYTEST_XDIST_TESTRUNUID": self._stage.run,
        }

    def _last_words(self) -> str:
        try:
            text = (self._folder / "output.log").read_text(encoding="utf-8", errors="replace")
        except OSError:
            text = ""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        told = [line for line in lines if line.startswith(("ERROR", "E  "))] or lines
        return masked("; ".join(told[-_TAIL:])) or "it said nothing"


def _failure(report: dict[str, Any]) -> Failure:
    message = masked(str(report["message"])) or "it failed"
    return Failure(str(report["when"]), message, str(report["path"]), int(report["line"]))


def _without_paths(arguments: Sequence[str], root: Path) -> list[str]:
    """Without the tests that these name, which would all be collected."""
    kept: list[str] = []
    for argument in arguments:
        takes_it = bool(kept) and kept[-1].startswith("-") and "=" not in kept[-1] and kept[-1] not in _FLAGS
        is_path = not argument.startswith("-") and (root / argument.partition("::")[0]).exists()
        if takes_it or not is_path:
            kept.append(argument)
    return kept


_FLAGS = frozenset({"-q", "-qq", "-v", "-vv", "-vvv", "-x", "-s", "-l", "--pyargs", "--exitfirst", "--quiet"})
