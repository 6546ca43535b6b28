"""What each sensor tells, one look after the other, with plain values."""

from __future__ import annotations

import gc
import os
import sys
import sysconfig
import types
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from pytest_bulkhead.plugin.audit_tap import AuditTap, make_hook
from pytest_bulkhead.plugin.sensor import ABSENT, Birth, Same, Sensor
from pytest_bulkhead.plugin.sensors import dependency_overrides, environment, working_directory
from pytest_bulkhead.plugin.sensors.dependency_overrides import DependencyOverrides
from pytest_bulkhead.plugin.sensors.environment import Environment
from pytest_bulkhead.plugin.sensors.import_path import ImportPath
from pytest_bulkhead.plugin.sensors.working_directory import WorkingDirectory


class Announcer:
    """Stands for the tap: the one of this process belongs to the run that tests us."""

    def __init__(self) -> None:
        self.listeners: dict[str, Callable[[tuple[Any, ...]], None]] = {}

    def listen(self, event: str, listener: Callable[[tuple[Any, ...]], None]) -> None:
        self.listeners[event] = listener

    def forget(self, event: str) -> None:
        del self.listeners[event]

    def tell(self, event: str, *arguments: Any) -> None:
        self.listeners[event](arguments)


@pytest.fixture
def tap(monkeypatch: pytest.MonkeyPatch) -> Announcer:
    announcer = Announcer()
    for module in (environment, working_directory):
        monkeypatch.setattr(module, "TAP", announcer)
    return announcer


def look(sensor: Sensor) -> list[tuple[str, object, object]]:
    return [(seen.name, seen.before, seen.after) for seen in sensor.poll() if not isinstance(seen, Birth)]


@pytest.fixture
def variables(tap: Announcer) -> Environment:
    sensor = Environment()
    sensor.start()
    return sensor


def test_a_variable_is_set_changed_and_deleted(tap: Announcer, variables: Environment) -> None:
    tap.tell("os.putenv", b"BH_NEW", b"1")
    assert look(variables) == [("BH_NEW", ABSENT, b"1")]
    tap.tell("os.putenv", b"BH_NEW", b"2")
    assert look(variables) == [("BH_NEW", b"1", b"2")]
    tap.tell("os.unsetenv", b"BH_NEW")
    assert look(variables) == [("BH_NEW", b"2", ABSENT)]


def test_between_two_looks_only_the_outcome_counts(tap: Announcer, variables: Environment) -> None:
    tap.tell("os.putenv", b"BH_NEW", b"1")
    tap.tell("os.unsetenv", b"BH_NEW")
    tap.tell("os.unsetenv", b"BH_NEVER")
    assert look(variables) == []


def test_names_may_come_as_text(tap: Announcer, variables: Environment) -> None:
    """As they do on Windows."""
    tap.tell("os.putenv", "BH_NEW", "1")
    assert look(variables) == [("BH_NEW", ABSENT, b"1")]


def test_what_pytest_sets_for_itself_is_left_out(tap: Announcer, variables: Environment) -> None:
    tap.tell("os.putenv", b"PYTEST_CURRENT_TEST", b"x (call)")
    assert look(variables) == []


def test_another_mapping_in_the_place_of_the_environment(
    variables: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, fake = os.environ, dict(os.environ)
    with monkeypatch.context() as patch:
        patch.setattr(os, "environ", fake)
        assert look(variables) == [("os.environ", Same(real), Same(fake))]
    assert look(variables) == [("os.environ", Same(fake), Same(real))]


def test_the_directory_is_looked_at_when_it_was_announced(
    tap: Announcer, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    before = os.getcwd()
    sensor = WorkingDirectory()
    sensor.start()
    monkeypatch.chdir(tmp_path)
    assert look(sensor) == []
    tap.tell("os.chdir", str(tmp_path))
    assert look(sensor) == [("working directory", before, str(tmp_path))]
    tap.tell("os.chdir", "a folder that is not there")
    assert look(sensor) == []


def test_a_directory_may_be_gone(tap: Announcer, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    sensor = WorkingDirectory()
    sensor.start()
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    tap.tell("os.chdir", str(gone))
    ((_, before, after),) = look(sensor)
    assert after is ABSENT
    assert sensor.describe("", before, after) == "the process in a directory that is gone"


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> ImportPath:
    monkeypatch.setattr(sys, "path", ["", "/a", "/b", *filter(None, sys.path)])
    sensor = ImportPath()
    sensor.start()
    return sensor


def test_entries_are_added_and_removed(path: ImportPath) -> None:
    sys.path[:1] = ["/new"]
    assert [(name, was is ABSENT) for name, was, _ in look(path)] == [("''", False), ("/new", True)]
    assert look(path) == []


def test_order_is_no_state(path: ImportPath) -> None:
    sys.path.reverse()
    assert look(path) == []


def test_a_folder_of_an_installed_library_is_its_own_affair_both_ways(path: ImportPath) -> None:
    entry = sysconfig.get_paths()["purelib"] + "/setuptools/_vendor"
    sys.path.append(entry)
    assert look(path) == []
    sys.path.remove(entry)
    assert look(path) == []


def test_what_is_no_text_is_left_out(path: ImportPath) -> None:
    sys.path.append(object())  # type: ignore[arg-type]
    assert look(path) == []


class App:
    """What matters of FastAPI."""

    def __init__(self) -> None:
        self.dependency_overrides: Any = {}


def dep() -> None: ...
def other() -> None: ...


@pytest.fixture
def fastapi(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    module = types.ModuleType("fake.fastapi")
    module.FastAPI = type("FastAPI", (App,), {"__init__": App.__init__})  # type: ignore[attr-defined]
    monkeypatch.setattr(dependency_overrides, "_MODULE", module.__name__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


def started() -> DependencyOverrides:
    sensor = DependencyOverrides()
    sensor.start()
    return sensor


def births(sensor: DependencyOverrides) -> int:
    return sum(isinstance(seen, Birth) for seen in sensor.poll())


def test_overrides_that_stand_at_the_start_are_no_change(fastapi: Any) -> None:
    app = fastapi.FastAPI()
    app.dependency_overrides[dep] = other
    sensor = started()
    assert look(sensor) == []
    app.dependency_overrides.clear()
    assert look(sensor) == [(f"{__name__}.dep", Same(other), ABSENT)]


def test_an_app_announces_itself_and_is_followed(fastapi: Any) -> None:
    sensor = started()
    app = fastapi.FastAPI()
    assert births(sensor) == 1
    app.dependency_overrides[dep] = other
    assert look(sensor) == [(f"{__name__}.dep", ABSENT, Same(other))]
    app.dependency_overrides = {dep: dep}
    assert look(sensor) == [(f"{__name__}.dep", Same(other), Same(dep))]
    assert look(sensor) == []


def test_an_app_that_came_with_the_framework_is_its_makers_unless_a_module_holds_it(
    fastapi: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, keep = fastapi.FastAPI, sys.modules.pop(fastapi.__name__)
    sensor = started()
    own, shared = made(), made()
    monkeypatch.setitem(sys.modules, fastapi.__name__, keep)
    monkeypatch.setattr(keep, "app", shared, raising=False)
    own.dependency_overrides[dep] = shared.dependency_overrides[dep] = other
    seen = list(sensor.poll())
    born = {one.carrier for one in seen if isinstance(one, Birth)}
    changed = {one.carrier for one in seen if not isinstance(one, Birth)}
    assert len(born) == 1
    assert len(changed) == 2


def test_an_override_does_not_keep_its_app_alive(fastapi: Any) -> None:
    sensor = started()
    app = fastapi.FastAPI()
    reference = weakref.ref(app)
    app.dependency_overrides[dep] = lambda app=app: app
    list(sensor.poll())
    del app
    gc.collect()
    assert reference() is None
    assert look(sensor) == []


def test_an_override_that_died_is_still_seen_to_be_another(fastapi: Any) -> None:
    sensor = started()
    app = fastapi.FastAPI()
    app.dependency_overrides[dep] = lambda: 1
    list(sensor.poll())
    app.dependency_overrides.clear()
    gc.collect()
    app.dependency_overrides[dep] = lambda: 2
    assert len(look(sensor)) == 1


def test_stopping_puts_the_constructor_back_or_falls_silent(fastapi: Any) -> None:
    constructor = fastapi.FastAPI.__init__
    sensor = started()
    wrapped = fastapi.FastAPI.__init__
    assert wrapped is not constructor
    sensor.stop()
    assert fastapi.FastAPI.__init__ is constructor
    wrapped(object.__new__(fastapi.FastAPI))
    assert list(sensor.poll()) == []


def test_what_is_no_dictionary_holds_no_overrides(fastapi: Any) -> None:
    sensor = started()
    app = fastapi.FastAPI()
    app.dependency_overrides = None
    assert look(sensor) == []


def test_the_tap_belongs_to_one_session_at_a_time() -> None:
    tap, outer, inner = AuditTap(), object(), object()
    assert tap.hold(outer)
    assert tap.hold(outer)
    assert not tap.hold(inner)
    tap.let_go(inner)
    assert not tap.hold(inner)
    tap.let_go(outer)
    assert tap.hold(inner)


def test_a_listener_that_fails_stops_neither_the_operation_nor_the_listening() -> None:
    heard: list[tuple[Any, ...]] = []

    def listener(arguments: tuple[Any, ...]) -> None:
        heard.append(arguments)
        raise ValueError

    hook = make_hook({"event"}, {}, {"event": (listener,)})
    hook("event", (1,))
    hook("event", (2,))
    hook("another", (3,))
    assert heard == [(1,), (2,)]
