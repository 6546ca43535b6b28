"""In the process that everything reaches, the controller or the only one: hands reports on to the recording."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from typing import Any

import pytest

from pytest_bulkhead.plugin import xdist
from pytest_bulkhead.plugin.failing import failure_of
from pytest_bulkhead.plugin.orders import Orders
from pytest_bulkhead.plugin.parcel import PARCEL, SIZES, TOUCHES
from pytest_bulkhead.plugin.quarantining import OUTCOME, QUARANTINED
from pytest_bulkhead.plugin.recording import Recording
from pytest_bulkhead.plugin.summary import write_summary

_PARTS = frozenset({"SubtestReport", "SubTestReport"})
"""Reports of something within a test; the test has its own."""
_PHASES = ["setup", "call", "teardown"]
_MARKS = frozenset({"wasxfail", QUARANTINED})
"""On reports whose outcome is another than it seems."""
_WELL = frozenset({"passed", "skipped", "xfailed", "xpassed"})


class RecordHooks:
    """Those of one session."""

    def __init__(self, recording: Recording, run: str, orders: Orders) -> None:
        self.recording = recording
        self._run = run
        self._mode = orders.mode
        self._races = orders.races
        self.load: Callable[[pytest.TestReport], None] | None = None
        """Has a report carry what there is to take, if the tests run in this process."""
        self._waiting: dict[str, list[pytest.TestReport]] = {}

    def pytest_report_header(self) -> str:
        return f"bulkhead: {self._mode}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        plugin = sys.modules.get("xdist") if xdist.has_xdist(session.config) else None
        versions = {"pytest": pytest.__version__, "xdist": getattr(plugin, "__version__", None)}
        self.recording.start(self._run, str(session.config.rootpath), versions)
        if self._races:
            self.recording.dealt(xdist.dist_of_run(session.config))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.recording.test_starts(nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self.load is not None:
            self.load(report)
        known = report.__dict__
        if PARCEL in known:
            self.recording.take(known.pop(PARCEL))
        if TOUCHES in known:
            self.recording.take(known.pop(TOUCHES))
        # Nothing is written of a phase that goes well before the test is over: then all are taken at once.
        if report.outcome == "passed" and report.when in ("setup", "call") and type(report) is pytest.TestReport:
            self._waiting.setdefault(report.nodeid, []).append(report)
            return
        reports = [*self._waiting.pop(report.nodeid, ()), report]
        if not self._take_whole(reports):
            for one in reports:
                self._take(one)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.recording.collect_error(report.nodeid)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        yield
        self.recording.weigh()
        if self.recording.is_exceeded and self._mode == "strict" and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self.recording.end(int(session.exitstatus))

    def pytest_unconfigure(self) -> None:
        self.recording.close()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        self.recording.weigh()
        write_summary(terminalreporter, self.recording, verbose=config.option.verbose > 0)

    def _take_whole(self, reports: list[pytest.TestReport]) -> bool:
        """Take a test of which all went well at the first attempt, as `_take` would, in a fraction of its time."""
        if [report.when for report in reports] != _PHASES or reports[2].outcome != "passed":
            return False
        setup, call, teardown = (report.__dict__ for report in reports)
        if not setup.get("start"):  # of somebody who makes reports of its own
            return False
        if not (_MARKS.isdisjoint(call) and _MARKS.isdisjoint(setup) and _MARKS.isdisjoint(teardown)):
            return False
        worker = xdist.worker_of(reports[2])
        if self.load is None and not worker == xdist.worker_of(reports[0]) == xdist.worker_of(reports[1]):
            return False
        return self.recording.passed(
            *(reports[2].nodeid, worker, (setup["duration"], call["duration"], teardown["duration"])),
            *(setup["start"], teardown.pop(SIZES, None)),
            is_followed=self.load is not None,
        )

    def _take(self, report: pytest.TestReport) -> None:
        known: dict[str, Any] = report.__dict__
        is_quarantined = QUARANTINED in known
        outcome: str = OUTCOME if is_quarantined else report.outcome
        if type(report).__name__ in _PARTS and not (report.failed or is_quarantined):
            return
        if "wasxfail" in known and not is_quarantined:
            outcome = "xpassed" if outcome == "passed" else "xfailed"
        self.recording.phase(
            *(report.nodeid, xdist.worker_of(report), str(report.when), outcome),
            *(known.get("duration", 0.0), known.pop(SIZES, None)),
            began=known.get("start", 0.0),
            failure="" if outcome in _WELL else failure_of(report),
        )
