"""The quarantine: read once in the controller, or the only process, and carried out where the tests run."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_bulkhead.plugin.grouping import gone
from pytest_bulkhead.plugin.quarantining import OUTCOME, QUARANTINED, Shelter
from pytest_bulkhead.quarantine.place import quarantine_path

if TYPE_CHECKING:
    import datetime

    from pytest_bulkhead.quarantine.file import Quarantine

_SENT = "bulkhead_quarantine"
_GONE = "bulkhead_quarantine_gone"
_SHOWN = 20
_LONGEST = 200


class ShelterHooks:
    """In each process that runs tests."""

    def __init__(self, shelter: Shelter) -> None:
        self._shelter = shelter
        self.gone: list[str] = []

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, Any]:
        # Around all others, so that what these find wrong is taken, too.
        outcome = yield
        self._shelter.take(outcome.get_result())

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        if not getattr(config.option, "lf", False):
            self.gone = gone(items, self._shelter.tests, str(config.rootpath), config.args)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_GONE] = self.gone


class QuarantineHooks:
    """In the process that everything reaches: the controller, or the only one."""

    def __init__(self, quarantine: Quarantine, day: datetime.date) -> None:
        self._terms = {one.test: one.terms for one in quarantine.in_force(day)}
        self._overdue = quarantine.overdue(day)
        self._count = len(quarantine.entries)
        self._gone: list[str] = []
        self._told: set[str] = set()
        self.here: ShelterHooks | None = None
        """Set where this process runs the tests."""

    def pytest_report_header(self) -> str:
        overdue = f", {len(self._overdue)} overdue" if self._overdue else ""
        return f"bulkhead quarantine: {self._count} test{'s' * (self._count != 1)}{overdue}"

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        recorder = session.config.pluginmanager.get_plugin("bulkhead-record")
        if recorder is not None:
            recorder.recording.quarantine(tuple(self._terms), tuple(one.test for one in self._overdue))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[_SENT] = json.dumps(self._terms)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self._gone = self._gone or (getattr(node, "workeroutput", None) or {}).get(_GONE, [])

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, Any] | None:
        if QUARANTINED not in vars(report):
            return None
        # As pytest counts a test that fails in its call and again in its teardown, but once.
        part = getattr(report, "context", None)
        if part is None and report.when == "teardown" and report.nodeid in self._told:
            return "", "", ""
        self._told.add(report.nodeid)
        return OUTCOME, "q", ("QUARANTINED", {"yellow": True})

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        reports = terminalreporter.stats.get(OUTCOME, [])
        gone = self.here.gone if self.here is not None else self._gone
        if not (reports or self._overdue or gone):
            return
        from pytest_bulkhead.outputs.harmless import harmless

        is_verbose = config.option.verbose > 0
        terminalreporter.section("quarantine", sep="=")
        for report in reports if is_verbose else reports[:_SHOWN]:
            _tell(terminalreporter, report)
            if is_verbose and report.longrepr is not None:
                report.toterminal(terminalreporter._tw)  # noqa: SLF001 - as pytest's own summary of failures
        if len(reports) > _SHOWN and not is_verbose:
            terminalreporter.write_line(f"and {len(reports) - _SHOWN} more; -v shows all")
        for entry in self._overdue:
            terminalreporter.write("overdue: ", red=True, bold=True)
            terminalreporter.write_line(harmless(f"{entry.test} ({entry.terms}): its failures count again"))
        for test in gone:
            terminalreporter.write_line(harmless(f"gone: {test} is in quarantine, and the suite has it no more"))
        if reports and not is_verbose:
            terminalreporter.write_line(
                "These failures fail no run. -v shows them whole, --bulkhead=off lets them count."
            )


def carry_out_quarantine(config: pytest.Config, home: str, *, runs_tests: bool) -> None:
    """Register what the project's quarantine needs in this process; nothing where it has none.

    Args:
        config: of the run.
        home: the folder of the settings, empty where there are none.
        runs_tests: whether this process does.

    Raises:
        pytest.UsageError: the file cannot be read, or is none.
    """
    if hasattr(config, "workerinput"):
        if sent := config.workerinput.get(_SENT):
            config.pluginmanager.register(ShelterHooks(Shelter(json.loads(sent))), "bulkhead-shelter")
        return
    path = quarantine_path(Path(home) if home else None, config.rootpath)
    if not path.is_file():
        return
    from pytest_bulkhead.errors import QuarantineError  # only where there is one
    from pytest_bulkhead.quarantine.entry import today
    from pytest_bulkhead.quarantine.file import read_quarantine

    try:
        quarantine, day = read_quarantine(path), today()
    except QuarantineError as error:
        raise pytest.UsageError(str(error)) from None
    hooks = QuarantineHooks(quarantine, day)
    config.pluginmanager.register(hooks, "bulkhead-quarantine")
    if runs_tests:
        hooks.here = ShelterHooks(Shelter({one.test: one.terms for one in quarantine.in_force(day)}))
        config.pluginmanager.register(hooks.here, "bulkhead-shelter")


def _tell(terminal: pytest.TerminalReporter, report: pytest.TestReport) -> None:
    from pytest_bulkhead.outputs.harmless import harmless

    known = vars(report)[QUARANTINED]
    failure = known["failure"]
    shown = failure if len(failure) <= _LONGEST else f"{failure[:_LONGEST]}…"
    when = "" if report.when == "call" else f" ({report.when})"
    terminal.write("quarantined: ", yellow=True, bold=True)
    terminal.write_line(harmless(f"{report.nodeid}{when}: {shown or 'failed'} [{known['terms']}]"))
