"""In a process that an audit has started to run one test, so that it meets another: who it is, and how it went."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Generator
from typing import Any

import pytest

from pytest_bulkhead.plugin.handover import Meeting
from pytest_bulkhead.plugin.touching.pause import Pause
from pytest_bulkhead.plugin.touching.taker import Taker

HERE, GO, SAID = "here", "go", "said.json"
"""Signs in the folder of a meeting: that the pause has begun, that it is over, and what came of the test."""

_BLINK = 0.01
_LONGEST = 300


class MeetingHooks:
    """Runs the one test, in the role of a worker."""

    def __init__(self, meeting: Meeting, taker: Taker) -> None:
        self._meeting = meeting
        self._pause = Pause(taker, meeting.kind, meeting.name, meeting.point, self._wait)
        self._reports: list[dict[str, object]] = []
        # As they are before the suite can put others in their place.
        self._sleep, self._exists, self._make, self._parent = time.sleep, os.access, os.mkdir, os.getppid
        self._parents = os.getppid()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
        yield
        meant = [item for item in items if item.nodeid == self._meeting.test][:1]
        left_out = [item for item in items if item not in meant]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
        items[:] = meant

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None]:
        config: Any = session.config
        # Only now: plugins that look for it earlier want more of a controller than there is.
        plays = config.pluginmanager.hasplugin("xdist") and not hasattr(config, "workerinput")
        if plays:
            meeting = self._meeting
            config.workerinput = {
                "workerid": meeting.worker,
                "workercount": 2,
                "testrunuid": meeting.run,
                "mainargv": list(sys.argv),
            }
        self._pause.start()
        yield
        self._pause.stop()
        if plays:
            del config.workerinput

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told: Any = report.longrepr
        crash = getattr(told, "reprcrash", None) if report.failed else None
        # Of a test that is skipped, it is a path, a line and the reason.
        text = told[-1] if isinstance(told, tuple) else str(getattr(crash, "message", None) or told or "")
        self._reports.append(
            {
                "when": str(report.when),
                "outcome": report.outcome,
                "message": _short(text),
                "path": str(getattr(crash, "path", "")),
                "line": int(getattr(crash, "lineno", 0) or 0),
            }
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        said = {"points": "".join(self._pause.points), "reports": self._reports}
        with contextlib.suppress(OSError), open(os.path.join(self._meeting.folder, SAID), "w") as file:  # noqa: PTH118
            json.dump(said, file)

    def _wait(self) -> None:
        """Say that the pause has begun, and wait until it is over, or nobody is there any more to end it."""
        folder = self._meeting.folder
        try:
            self._make(f"{folder}/{HERE}")
            while not self._exists(f"{folder}/{GO}", os.F_OK) and self._parent() == self._parents:
                self._sleep(_BLINK)
        except OSError:  # the folder is gone
            return


def _short(text: str) -> str:
    """The first line that says anything."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
