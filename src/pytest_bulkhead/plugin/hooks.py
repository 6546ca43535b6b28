"""What pytest calls: each hook hands on to the part that knows. State is kept per configuration, in its objects."""

from __future__ import annotations

import functools
import inspect
import uuid
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from pytest_bulkhead.plugin import hookspecs, slots, xdist
from pytest_bulkhead.plugin.allowing import Allowances
from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.collection_hooks import CollectionHooks
from pytest_bulkhead.plugin.company import is_pytest_alone
from pytest_bulkhead.plugin.extending import sensors_of_others
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.handover import Handover, take_handover
from pytest_bulkhead.plugin.memory_hooks import MemoryHooks
from pytest_bulkhead.plugin.options import add_options, harmless_of, orders_of, own_folders, register_mark, runs_tests
from pytest_bulkhead.plugin.parcel import PARCEL, SIZES, TOUCHES, pack
from pytest_bulkhead.plugin.plan_hooks import UNGROUPED, carry_out, is_planned, plan_of
from pytest_bulkhead.plugin.quarantine_hooks import carry_out_quarantine
from pytest_bulkhead.plugin.record_hooks import RecordHooks
from pytest_bulkhead.plugin.recording import Recording
from pytest_bulkhead.plugin.registry import sensors_at
from pytest_bulkhead.plugin.sensor import Depth
from pytest_bulkhead.plugin.sensors.resident_memory import ResidentMemory
from pytest_bulkhead.plugin.strictness import add_properties, refuse
from pytest_bulkhead.plugin.tolerance import read_tolerance
from pytest_bulkhead.plugin.watch import Watch
from pytest_bulkhead.record.folder import new_record_path

_HANDOVER = pytest.StashKey[Handover | None]()
_WAY: dict[str, Any] = {
    "wrapper" if "wrapper" in inspect.signature(pytest.hookimpl.__call__).parameters else "hookwrapper": True
}
"""Of pluggy's two ways to stand around a hook the cheaper, where it has that."""
_Hook = TypeVar("_Hook", bound=Callable[..., Any])


def _around(hook: _Hook) -> _Hook:
    """Mark what stands around all other implementations of a hook."""
    marked: _Hook = pytest.hookimpl(tryfirst=True, **_WAY)(hook)
    return marked


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(hookspecs)


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


@_around
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, Any, Any]:
    # Before the first line of the suite's own code runs, so that nothing of it sees what the audit has set.
    handover = early_config.stash[_HANDOVER] = take_handover()
    if handover is not None and xdist.has_xdist(early_config):
        # pytest-cov reads here whether there will be workers.
        xdist.set_workers(early_config.known_args_namespace, handover.workers, insist=handover.insist)
    return (yield)


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None]:
    # A wrapper, since pytest-xdist reads its options in a hook that is tried first, and may be loaded after us.
    handover = config.stash.get(_HANDOVER, None)
    if handover is not None and xdist.has_xdist(config):
        xdist.set_workers(config.option, handover.workers, insist=handover.insist)
    yield


def pytest_configure(config: pytest.Config) -> None:
    register_mark(config)
    if xdist.is_worker(config):
        slots.settle_in(config)
    elif xdist.is_controller(config):
        config.pluginmanager.register(slots.SlotHooks(), "bulkhead-slots")
    # A session inside a test of ours (pytester, in process) is part of that test, and is left alone.
    if not TAP.hold(config) or not runs_tests(config):
        return
    if xdist.is_controller(config) and (plan := plan_of(config, xdist.dist_of_run(config))):
        config.pluginmanager.register(plan, "bulkhead-plan")
    handover = config.stash.get(_HANDOVER, None)
    is_worker = xdist.is_worker(config)
    orders = xdist.orders_for_worker(config) if is_worker else orders_of(config, handover.depth if handover else "")
    if orders is None or orders.mode == "off":
        return
    if handover is not None:  # an audit looks on, and weighs what the baseline tolerates by itself
        orders = orders._replace(baseline="", refuse=(), conventions=orders.conventions or handover.conventions)
    tolerance, complaint = read_tolerance(str(config.rootpath), orders.baseline)
    if not is_worker:
        run = uuid.uuid4().hex[:12]
        path = Path(handover.record) if handover else new_record_path(config.rootpath, run)
        recording = Recording(path, xdist.plain_test_id(config), tolerance)
        if complaint:
            recording.notice(complaint)
        recorder = RecordHooks(recording, run, orders)
        config.pluginmanager.register(recorder, "bulkhead-record")
        if orders.races:
            from pytest_bulkhead.plugin.race_hooks import RaceHooks  # only where it is asked for

            races = RaceHooks(recording, Allowances(orders.allow), harmless_of(config))
            config.pluginmanager.register(races, "bulkhead-races")
        if xdist.is_controller(config):
            from pytest_bulkhead.plugin.crashes.in_controller import CrashHooks  # only in a controller

            config.pluginmanager.register(xdist.ControllerHooks(recording, orders), "bulkhead-xdist")
            config.pluginmanager.register(CrashHooks(recording, Ground(str(config.rootpath))), "bulkhead-crashes")
            carry_out_quarantine(config, orders.home, runs_tests=False)
            return
    ground, allowances, heals = Ground(str(config.rootpath)), Allowances(orders.allow), orders.mode == "heal"
    if orders.races:
        from pytest_bulkhead.plugin.touch_hooks import touch_hooks  # only where it is asked for

        config.pluginmanager.register(touch_hooks(config, ground, handover and handover.meeting), "bulkhead-touches")
    # After the recording, so that its hooks are called before those of the recording.
    sensors = sensors_at(Depth(orders.depth))
    sensors += sensors_of_others(config, Depth(orders.depth), sensors)
    watch = Watch(sensors, ground, heals=heals, allowances=allowances, tolerance=tolerance)
    watch_hooks = WatchHooks(watch)
    config.pluginmanager.register(watch_hooks, "bulkhead-watch")
    if is_worker:
        config.pluginmanager.register(SendHooks(watch_hooks), "bulkhead-send")
    else:
        recorder.load = watch_hooks.load
    collection = CollectionHooks(
        *(watch, ground, allowances, tolerance),
        is_strict=orders.mode == "strict",
        dist=xdist.dist_of_worker(config),
        conventions=orders.conventions,
    )
    config.pluginmanager.register(collection, "bulkhead-collection")
    watch.limits = {"memory": orders.memory_limit * 1024}
    memory = next((sensor for sensor in sensors if isinstance(sensor, ResidentMemory)), None)
    if memory is not None:
        is_deep = orders.depth == Depth.DEEP
        watch_hooks.memory = MemoryHooks(memory, orders.memory, is_deep=is_deep)
        config.pluginmanager.register(watch_hooks.memory, "bulkhead-memory")
    if is_worker:
        from pytest_bulkhead.plugin.crashes.in_worker import open_box  # only in a worker

        if box := open_box(config):
            watch.noting = box.changed
            if memory is not None:
                box.kb = memory.latest
            config.pluginmanager.register(box, "bulkhead-box")
    if orders.mode == "strict":
        config.pluginmanager.register(StrictHooks(watch), "bulkhead-strict")
    if orders.refuse:
        from pytest_bulkhead.plugin.operations import operations  # only where it is asked for
        from pytest_bulkhead.plugin.refuse_hooks import RefuseHooks
        from pytest_bulkhead.plugin.refusing import Refusing

        wanted = operations(orders.refuse, own_folders(config), str(config.rootpath))
        refusing = Refusing(wanted, ground, allowances, tolerance)
        config.pluginmanager.register(RefuseHooks(refusing, watch), "bulkhead-refuse")
    if getattr(config.option, "xmlpath", None):
        config.pluginmanager.register(PropertyHooks(watch), "bulkhead-properties")
    carry_out_quarantine(config, orders.home, runs_tests=True)  # at last, so that what strict mode refuses comes to it


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Of this module, which is registered before any conftest: after what these mark, and before pytest-xdist looks.
    carry_out(config, items)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    # Before pytest-xdist tells the controller what there is.
    config = session.config
    if not getattr(config.option, "loadgroup", False):
        return
    # Without a plan, a run goes as it would without us.
    if not (xdist.regroup if is_planned(config) else xdist.holds_groups)(session.items):
        config.workeroutput[UNGROUPED] = True  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    TAP.let_go(config)


class WatchHooks:
    """In each process that runs tests."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self.memory: MemoryHooks | None = None
        """Knows the sizes that travel with the reports of this process, if set."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        self._watch.start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        self._watch.is_alone = is_pytest_alone(session.config.hook)

    def pytest_unconfigure(self) -> None:
        self._watch.stop()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None]:
        # A doctest is collected from the product's files, which are no test code by that.
        if not isinstance(collector, pytest.Module) or "doctest" in type(collector).__name__.lower():
            yield
            return
        self._watch.collect_begins(collector)
        yield
        self._watch.collect_ends(collector)

    @_around
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        # Not at the protocol, in which a test may be run several times.
        if self.memory is not None:
            self.memory.test_begins()
        self._watch.test_begins(item)
        try:
            return (yield)
        finally:
            self._watch.test_is_set_up()

    @_around
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        # Finalizers run last in, first out: the one added before the set-up runs after the fixture's own.
        owner = self._watch.fixture_begins(fixturedef)
        fixturedef.addfinalizer(functools.partial(self._watch.fixture_torn_down, owner))
        try:
            return (yield)
        finally:
            self._watch.fixture_ends_up(owner)
            fixturedef.addfinalizer(functools.partial(self._watch.fixture_tears_down, owner))

    @_around
    def pytest_runtest_teardown(self, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
        self._watch.teardown_begins(nextitem)
        try:
            return (yield)
        finally:
            self._watch.teardown_ends()

    def load(self, report: pytest.TestReport) -> None:
        """Let a report that is really sent, as those of an attempt that is made again are not, carry what is new."""
        if self._watch.has_news:
            setattr(report, PARCEL, self._parcel())
        if self.memory is not None and report.when == "teardown":
            self.memory.add_sizes(report)

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        yield
        # What comes to light after the last report; pytest-xdist carries it with the worker's farewell.
        self._watch.session_ends()
        parcel = self._parcel()
        output = getattr(session.config, "workeroutput", None)
        memory = session.config.pluginmanager.get_plugin("bulkhead-memory")
        recorder = session.config.pluginmanager.get_plugin("bulkhead-record")
        touches = session.config.pluginmanager.get_plugin("bulkhead-touches")
        if output is not None:
            output[PARCEL] = parcel
            if touches is not None:
                output[TOUCHES] = touches.farewell()
            if memory is not None:
                output[SIZES] = memory.farewell()
            if box := session.config.pluginmanager.get_plugin("bulkhead-box"):
                box.keep(parcel)
        elif isinstance(recorder, RecordHooks):
            recorder.recording.take(parcel)
            if touches is not None:
                recorder.recording.take(touches.farewell())
            if memory is not None:
                recorder.recording.memory("main", memory.farewell())

    def _parcel(self) -> dict[str, Any] | None:
        return pack(self._watch.take_news())


class SendHooks:
    """In each worker, whose reports travel; where there are none, the recording has them loaded by itself."""

    def __init__(self, watch_hooks: WatchHooks) -> None:
        self._load = watch_hooks.load

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._load(report)


class StrictHooks:
    """Beside those of the watch, where leaks are errors."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any]:
        outcome = yield
        if call.when == "teardown" and self._watch.fresh:
            refuse(outcome.get_result(), self._watch.fresh)


class PropertyHooks:
    """Beside those of the watch, where pytest writes a JUnit file."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any]:
        outcome = yield
        if call.when == "teardown" and self._watch.fresh:
            add_properties(outcome.get_result(), self._watch.fresh)
