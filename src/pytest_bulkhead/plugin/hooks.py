"""What pytest calls: each hook hands on to the part that knows. State is kept per configuration, in its objects."""

from __future__ import annotations

import functools
import sys
import uuid
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.plugin import xdist
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.handover import Handover, take_handover
from pytest_bulkhead.plugin.options import add_options, mode_of, register_mark
from pytest_bulkhead.plugin.recording import Recording, pack
from pytest_bulkhead.plugin.registry import all_sensors
from pytest_bulkhead.plugin.strictness import refuse
from pytest_bulkhead.plugin.summary import write_summary
from pytest_bulkhead.plugin.watch import Watch
from pytest_bulkhead.record import new_record_path

_HANDOVER = pytest.StashKey[Handover | None]()
_PARCEL = "bulkhead"


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    # Before the first line of the suite's own code runs, so that nothing of it sees what the audit has set.
    early_config.stash[_HANDOVER] = take_handover()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    handover = config.stash.get(_HANDOVER, None)
    if handover is not None and xdist.has_xdist(config):
        xdist.set_workers(config, handover.workers, insist=handover.insist)


def pytest_configure(config: pytest.Config) -> None:
    register_mark(config)
    mode = mode_of(config)
    # A session inside a test of ours (pytester, in process) is part of that test, and is left alone.
    if mode == "off" or TAP.is_listening or config.option.collectonly:
        return
    if not xdist.is_controller(config):
        watch = Watch([sensor() for sensor in all_sensors()], Ground(str(config.rootpath)))
        config.pluginmanager.register(WatchHooks(watch, strict=mode == "strict"), "bulkhead-watch")
    if not xdist.is_worker(config):
        run, handover = uuid.uuid4().hex[:12], config.stash.get(_HANDOVER, None)
        recording = Recording(Path(handover.record) if handover else new_record_path(config.rootpath, run))
        config.pluginmanager.register(RecordHooks(recording, run, mode), "bulkhead-record")
        if xdist.is_controller(config):
            config.pluginmanager.register(xdist.ControllerHooks(recording), "bulkhead-xdist")


class WatchHooks:
    """In each process that runs tests."""

    def __init__(self, watch: Watch, *, strict: bool) -> None:
        self._watch = watch
        self._strict = strict

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        self._watch.start()

    def pytest_unconfigure(self) -> None:
        self._watch.stop()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None]:
        if not isinstance(collector, pytest.Module):
            yield
            return
        self._watch.collect_begins(str(collector.path))
        yield
        self._watch.collect_ends(str(collector.path), collector.nodeid)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None]:
        self._watch.test_begins(item)
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None]:
        # Finalizers run last in, first out: the one added before the set-up runs after the fixture's own.
        fixturedef.addfinalizer(self._watch.fixture_torn_down)
        self._watch.fixture_begins(fixturedef)
        yield
        self._watch.fixture_ends_up()
        fixturedef.addfinalizer(functools.partial(self._watch.fixture_tears_down, fixturedef))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None]:
        self._watch.teardown_begins(item)
        yield
        self._watch.teardown_ends(item)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any]:
        outcome = yield
        if call.when != "teardown":
            return
        findings = self._watch.take_findings()
        parcel = pack(findings, self._watch.take_notices())
        if parcel is not None:
            report = outcome.get_result()
            setattr(report, _PARCEL, parcel)
            if self._strict and findings:
                refuse(report, findings)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        # What was found after the last report, if anything: xdist carries it with the worker's farewell.
        output = getattr(session.config, "workeroutput", None)
        parcel = pack(self._watch.take_findings(), self._watch.take_notices())
        if output is not None:
            output[_PARCEL] = parcel
        else:
            recorder = session.config.pluginmanager.get_plugin("bulkhead-record")
            if isinstance(recorder, RecordHooks):
                recorder.recording.take(parcel)


class RecordHooks:
    """In the process that everything reaches: the controller, or the only one."""

    def __init__(self, recording: Recording, run: str, mode: str) -> None:
        self.recording = recording
        self._run = run
        self._mode = mode

    def pytest_report_header(self) -> str:
        return f"bulkhead: {self._mode}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        plugin = sys.modules.get("xdist") if xdist.has_xdist(session.config) else None
        versions = {"pytest": pytest.__version__, "xdist": getattr(plugin, "__version__", None)}
        self.recording.start(self._run, str(session.config.rootpath), versions)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.recording.test_starts(nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.recording.take(report.__dict__.pop(_PARCEL, None))
        outcome: str = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "xpassed" if report.passed else "xfailed"
        seconds = getattr(report, "duration", 0.0)
        self.recording.phase(report.nodeid, xdist.worker_of(report), str(report.when), outcome, seconds)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.recording.collect_error(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self.recording.end(int(exitstatus))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        write_summary(terminalreporter, self.recording, verbose=config.option.verbose > 0)
