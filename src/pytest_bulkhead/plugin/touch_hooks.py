"""What pytest calls where touches are followed: whose turn it is, and what it touched goes home with its reports."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Generator, Iterator
from typing import Any, TypeVar

import pytest

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.handover import Meeting
from pytest_bulkhead.plugin.lineage import knows_worker, varies
from pytest_bulkhead.plugin.owners import called, function_of, owner_of
from pytest_bulkhead.plugin.parcel import TOUCHES
from pytest_bulkhead.plugin.state.code_at_work import code_of
from pytest_bulkhead.plugin.touching.taking import Taking
from pytest_bulkhead.plugin.touching.touching import Touching
from pytest_bulkhead.touch import UNSEEN, Spot
from pytest_bulkhead.worker.sharing import MODES

_MARKS = frozenset({"xdist_group", "shares"})
_Result = TypeVar("_Result")


class TouchHooks:
    """In each process that runs tests.

    A fault of ours is told once, and nothing is followed from then on: no test is to fail of it.
    """

    def __init__(self, touching: Touching, ground: Ground) -> None:
        self._touching = touching
        self._taker = touching.taker
        self._ground = ground
        self._item: pytest.Item | None = None
        self._is_off = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        self._guarded(self._touching.start)

    def pytest_unconfigure(self) -> None:
        self._guarded(self._touching.stop)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        self._guarded(self._test_begins, item)
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None]:
        self._guarded(self._fixture_begins, fixturedef)
        yield
        self._guarded(self._fixture_rests, fixturedef)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None]:
        self._guarded(self._taker.test_is_over)
        yield
        self._guarded(self._test_ends, item)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self._taker.has_news or self._touching.notices:
            setattr(report, TOUCHES, self.parcel())

    def parcel(self) -> dict[str, Any] | None:
        """What has been touched since the last call, as it travels; None for nothing."""
        touches = self._guarded(self._told) or []
        notices, self._touching.notices = self._touching.notices, []
        return {"touches": touches, "notices": notices} if touches or notices else None

    def farewell(self) -> dict[str, Any] | None:
        """What has been touched since the last report, and by fixtures whose lives were never over."""
        self._guarded(self._taker.ends)
        return self.parcel()

    def _guarded(self, step: Callable[..., _Result], *arguments: Any) -> _Result | None:
        """Do something, unless something has gone wrong before."""
        if self._is_off:
            return None
        try:
            return step(*arguments)
        except Exception as error:
            self._is_off = True
            self._touching.stop()
            self._touching.notices.append(f"{UNSEEN}no more touches are followed ({type(error).__name__}: {error})")
            return None

    def _told(self) -> list[dict[str, Any]]:
        return [touched.to_json() for touched in self._taker.take()]

    def _test_begins(self, item: pytest.Item) -> None:
        self._item = item
        spot = _place(item)
        marks = [mark for mark in item.iter_markers() if mark.name in _MARKS]
        taking = Taking(item.nodeid, "test", "function", spot, _group(marks), knows_worker=knows_worker(item))
        self._taker.test_begins(taking)
        for name, mode in self._shared(item, marks) if marks else ():
            self._touching.declared.declare(name, mode, spot)

    def _test_ends(self, item: pytest.Item) -> None:
        self._taker.test_ends(lambda: frozenset(map(_owner_label, getattr(item, "fixturenames", ()))))

    def _fixture_begins(self, definition: pytest.FixtureDef[Any]) -> None:
        owner, item = owner_of(definition), self._item
        taking = Taking(
            item.nodeid if item is not None else "",
            owner.label,
            owner.scope.name.lower(),
            functools.partial(self._defined, definition, item),
            knows_worker=item is not None and knows_worker(item, definition),
        )
        taking.varies = taking.is_wide and item is not None and varies(item, definition)
        self._taker.fixture_begins(owner.key, taking)
        # Finalizers run last in, first out.
        definition.addfinalizer(functools.partial(self._guarded, self._taker.fixture_ends, owner.key))

    def _fixture_rests(self, definition: pytest.FixtureDef[Any]) -> None:
        key = owner_of(definition).key
        self._taker.fixture_rests(key)
        definition.addfinalizer(functools.partial(self._guarded, self._taker.fixture_tears_down, key))

    def _shared(self, item: pytest.Item, marks: list[pytest.Mark]) -> Iterator[tuple[str, str]]:
        """What the marks of a test say that it touches."""
        for mark in marks:
            if mark.name != "shares":
                continue
            mode = mark.args[1] if len(mark.args) > 1 else mark.kwargs.get("mode", "write")
            name = mark.args[0] if mark.args else None
            if isinstance(name, str) and name and mode in MODES:
                yield name, mode
            else:
                notice = f"{item.nodeid}: the mark shares wants a name, and mode='read' or mode='write'; it is ignored"
                self._touching.notices.append(notice)

    def _defined(self, definition: pytest.FixtureDef[Any], item: pytest.Item | None) -> Spot:
        code = code_of(function_of(definition, item))
        if code is None:
            return Spot("", 1)
        return Spot(self._ground.relative(code.co_filename), code.co_firstlineno)


def touch_hooks(config: pytest.Config, ground: Ground, meeting: Meeting | None = None) -> TouchHooks:
    """The hooks for a process, which look at nothing yet.

    Args:
        config: of the run.
        ground: whose a file is.
        meeting: what this process takes part in, if an audit says so.
    """
    basetemp = getattr(config.option, "basetemp", None)
    folder = os.path.abspath(basetemp) if basetemp else None
    worker = str(getattr(config, "workerinput", {}).get("workerid", meeting.worker if meeting else "main"))
    touching = Touching(ground, folder, worker)
    if meeting is not None:
        from pytest_bulkhead.plugin.meeting import MeetingHooks  # only where it is asked for

        config.pluginmanager.register(MeetingHooks(meeting, touching.taker), "bulkhead-meeting")
    return TouchHooks(touching, ground)


def _place(item: pytest.Item) -> Spot:
    # pytest has found it out already.
    path, line, _ = item.location
    return Spot(path.replace(os.sep, "/"), (line or 0) + 1)


def _owner_label(name: str) -> str:
    return f"fixture:{called(name)}"


def _group(marks: list[pytest.Mark]) -> str:
    """The names of its groups, as pytest-xdist joins them."""
    groups = [mark for mark in marks if mark.name == "xdist_group"]
    return "_".join(sorted({str(mark.args[0] if mark.args else mark.kwargs.get("name", "default")) for mark in groups}))
