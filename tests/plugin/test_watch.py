"""A sensor that fails is switched off and named once, and nothing else suffers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import pytest

from pytest_bulkhead.hazards.catalogue import environ
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Sensor
from pytest_bulkhead.plugin.turns import Turns, Work
from pytest_bulkhead.plugin.watch import Watch

from .running import KINDS, run, write


class Fake(Sensor):
    """Tells what it is given, and fails where it is told to."""

    hazards = (environ.HAZARD,)
    mentions = "never"

    def __init__(self, kind: str, fails_in: str = "") -> None:
        self.kind = kind  # type: ignore[misc]
        self.pending: list[Change] = []
        self.stopped = 0
        self._fails_in = fails_in

    def _maybe_fail(self, where: str) -> None:
        if where == self._fails_in:
            raise KeyError("a-secret-value")

    def start(self) -> None:
        self._maybe_fail("start")

    def poll(self) -> Iterable[Change]:
        self._maybe_fail("poll")
        yield from self.pending
        self.pending.clear()
        self._maybe_fail("late poll")

    def stop(self) -> None:
        self.stopped += 1
        self._maybe_fail("stop")

    def describe(self, name: str, before: object, after: object) -> str:
        self._maybe_fail("describe")
        return name

    def attend(self, work: Work) -> None:
        self._maybe_fail("attend")

    def join(self, turns: Turns) -> None:
        self._maybe_fail("join")

    def conclude(self) -> None:
        self._maybe_fail("conclude")

    def restore(self, key: Hashable, before: object) -> bool:
        self._maybe_fail("restore")
        return False


def go(watch: Watch, item: pytest.Item, *fakes: Fake) -> tuple[list[str], list[str]]:
    """One test in which each sensor sees a change; gives what was found, and the notices."""
    watch.start()
    watch.test_begins(item)
    for fake in fakes:
        fake.pending.append(Change(fake.kind, fake.kind, ABSENT, 1))
    watch.teardown_begins(None)
    watch.teardown_ends()
    news = watch.take_news()
    return [finding.message.partition(" leaves ")[2] for finding in news.findings], news.notices


@pytest.mark.parametrize("where", ["start", "poll", "late poll", "describe", "attend", "join", "conclude"])
def test_a_failing_sensor_is_named_once_and_the_others_go_on(where: str, request: pytest.FixtureRequest) -> None:
    good, bad, other = Fake("good"), Fake("bad", where), Fake("other")
    watch = Watch([good, bad, other], Ground("/nowhere"))
    found, (notice,) = go(watch, request.node, good, bad, other)
    assert found == ["good", "other"]
    assert go(watch, request.node, good, bad, other) == (["good", "other"], [])
    assert notice.startswith("the sensor bad failed (KeyError at test_watch.py:")
    assert "a-secret-value" not in notice
    assert bad.stopped == 1


def test_a_sensor_that_fails_to_heal_has_told_and_is_switched_off(request: pytest.FixtureRequest) -> None:
    bad, good = Fake("bad", "restore"), Fake("good")
    watch = Watch([bad, good], Ground("/nowhere"), heals=True)
    found, (notice,) = go(watch, request.node, bad, good)
    assert found == ["bad", "good"]
    assert notice.startswith("the sensor bad failed (KeyError at test_watch.py:")
    assert go(watch, request.node, bad, good) == (["good"], [])


def test_stopping_survives_a_sensor_that_cannot(request: pytest.FixtureRequest) -> None:
    bad, good = Fake("bad", "stop"), Fake("good")
    watch = Watch([bad, good], Ground("/nowhere"))
    watch.start()
    watch.stop()
    assert good.stopped == 1


def test_an_item_that_cannot_tell_its_place_is_judged_all_the_same(request: pytest.FixtureRequest) -> None:
    class Strange:
        nodeid, name, path = "strange::item", "item", request.node.path

        def reportinfo(self) -> Any:
            raise NotImplementedError

        def iter_markers(self, name: str) -> list[object]:
            return []

    good = Fake("good")
    assert go(Watch([good], Ground("/nowhere")), Strange(), good) == (["good"], [])  # type: ignore[arg-type]


FAILING = {
    "conftest.py": """
        import pytest_bulkhead.plugin.sensors.import_path as sensor
        def poll(self): raise RuntimeError("seen by nobody")
        sensor.ImportPath.poll = poll
    """,
    "test_it.py": """
        import os
        def test_a(): os.environ["A"] = "x"
        def test_b(): os.environ["B"] = "x"
        def test_c(): pass
    """,
}


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_run_the_failure_is_said_once(kind: str, tmp_path) -> None:
    done = run(write(tmp_path, FAILING), *KINDS[kind])
    assert done.verdict == "3 passed"
    assert done.output.count("the sensor sys.path failed (RuntimeError at conftest.py:2)") == 1
    assert len(done.record.notices) == 1
    assert {name for _, name in done.leaks} == {"A", "B"}


HOOKED = {
    "conftest.py": """
        import os, pytest

        @pytest.hookimpl
        def pytest_runtest_logfinish(nodeid):
            os.environ["LEFT_BY_A_HOOK"] = nodeid

        @pytest.fixture
        def first():
            yield

        @pytest.fixture
        def second(first, request):
            os.environ["LEFT_BY_SECOND"] = "x"
            request.getfixturevalue("third")
            os.environ["LEFT_BY_SECOND_TOO"] = "x"
            request.getfixturevalue("fourth")

        @pytest.fixture
        def third():
            os.environ["LEFT_BY_THIRD"] = "x"

        @pytest.fixture
        def fourth():
            yield
    """,
    "test_x.py": """
        import os

        def test_one(): pass
        def test_two(second): pass

        def test_three(first, request):
            os.environ["LEFT_BY_THREE"] = "x"
            request.getfixturevalue("fourth")
    """,
}


def test_what_runs_between_two_tests_is_nobodys_and_what_runs_between_two_fixtures_is_its_owners(tmp_path) -> None:
    done = run(write(tmp_path, HOOKED))
    assert done.leaks == {
        ("fixture:second", "LEFT_BY_SECOND"),
        ("fixture:second", "LEFT_BY_SECOND_TOO"),
        ("fixture:third", "LEFT_BY_THIRD"),
        ("test", "LEFT_BY_THREE"),
    }
