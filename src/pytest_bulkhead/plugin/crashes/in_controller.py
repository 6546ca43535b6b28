"""What the controller makes of a worker's death."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest

from pytest_bulkhead.crash import Crash
from pytest_bulkhead.plugin.crashes.black_box import read_box
from pytest_bulkhead.plugin.crashes.deadlock import DeadlockGuard
from pytest_bulkhead.plugin.crashes.ending import ending_of, read_trace, say_again
from pytest_bulkhead.plugin.crashes.in_worker import SCRATCH
from pytest_bulkhead.plugin.crashes.scratch import Scratch, places
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.recording import Recording


class CrashHooks:
    """Registered in the controller, where pytest-xdist calls hooks that pytest alone does not know."""

    def __init__(self, recording: Recording, ground: Ground) -> None:
        self._recording = recording
        self._ground = ground
        self._scratch: Scratch | None = None
        self._guard: DeadlockGuard | None = None
        self._dist = "no"
        self._starting: set[str] = set()
        self._down: set[str] = set()
        self._left: dict[str, None] | None = None
        self._has_crashed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._dist = str(session.config.getoption("dist", "no"))
        with contextlib.suppress(OSError):
            self._scratch = Scratch()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        worker = str(node.gateway.id)
        self._starting.add(worker)
        if self._scratch is not None:
            self._scratch.expect(worker)
            node.workerinput[SCRATCH] = self._scratch.folder

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: Any) -> None:
        self._starting.discard(str(node.gateway.id))
        if self._left is None:
            self._left = dict.fromkeys(map(str, ids))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        if self._left:
            self._left.pop(nodeid, None)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str) -> None:
        if self._left:
            self._left.pop(str(crashitem), None)

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_testnodedown(self, node: Any, error: Any) -> None:
        worker = str(node.gateway.id)
        if worker in self._down:  # told again
            return
        self._down.add(worker)
        self._starting.discard(worker)
        folder = self._scratch.folder if self._scratch else ""
        steps, traces, news = places(folder, worker)
        trace = read_trace(traces, self._ground.is_project, self._ground.relative)
        if trace:
            say_again(trace.text)
        if hasattr(node, "workeroutput") or not error:
            return
        self._has_crashed = True
        ending, last = ending_of(_process_of(node)), read_box(steps)
        self._recording.worker_died(
            Crash(
                worker=worker,
                test="",
                running=last.test if last else "",
                phase=last.phase if last else "",
                ended=ending.how,
                place=trace.place if trace else "",
                resident_kb=last.resident_kb if last else 0,
                peak_kb=ending.peak_kb,
                touches=last.touches if last else (),
                traceback=trace.lines if trace else (),
            )
        )
        self._take_news(news)
        self._watch_for_deadlock(node.config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        if self._guard is not None:
            self._guard.stop()
            if self._guard.has_ended_it:
                self._recording.notice(
                    "the run was ended, since it would have waited for ever: after a worker has died, pytest-xdist's "
                    f"--dist {self._dist} may hand out nothing more, neither tests nor the word to finish "
                    "(pytest-xdist issues 714 and 784); --dist load and worksteal go on after a crash"
                )
        if self._has_crashed:
            self._recording.never_ran(list(self._left or ()))

    def pytest_unconfigure(self) -> None:
        if self._scratch is not None:
            self._scratch.remove()

    def _take_news(self, path: str) -> None:
        try:
            with open(path, encoding="utf-8") as file:
                self._recording.take(json.load(file))
        except (OSError, ValueError):
            pass

    def _watch_for_deadlock(self, config: pytest.Config) -> None:
        if self._guard is None:
            session = config.pluginmanager.get_plugin("dsession")
            if session is None:
                return
            self._guard = DeadlockGuard(session, lambda: bool(self._starting))
        self._guard.start()


def _process_of(node: Any) -> Any:
    """The worker's process, where it runs on this machine."""
    return getattr(getattr(node.gateway, "_io", None), "popen", None)
