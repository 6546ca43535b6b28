"""Each sensor finds what leaks and nothing else, serially and in workers; without it, the leak is not found."""

from __future__ import annotations

import pytest

from pytest_bulkhead.plugin.registry import all_sensors
from pytest_bulkhead.plugin.sensor import Depth, Sensor

from .running import KINDS, run, write
from .sensor_cases import CASES, Case

WITHOUT = """
import pytest_bulkhead.plugin.hooks as hooks
every = hooks.sensors_at
hooks.sensors_at = lambda depth: [sensor for sensor in every(depth) if sensor.kind != "{kind}"]
"""


@pytest.fixture(params=CASES, ids=lambda case: case.kind)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.mark.parametrize("kind", KINDS)
def test_what_leaks_is_found_and_what_is_restored_is_not(kind: str, case: Case, tmp_path) -> None:
    done = run(write(tmp_path, case.suite()), *KINDS[kind], *case.arguments)
    assert (done.verdict, done.status) == ("5 passed", 0)
    assert done.leaks == case.leaks
    assert {(finding.code, finding.what.kind) for finding in done.findings} == {(case.code, case.kind)}
    # The line is the one that changes it.
    lines = (done.folder / "test_roles.py").read_text().splitlines()
    said = {(finding.owner, lines[finding.location.line - 1].partition("# ")[2]) for finding in done.findings}
    assert said == {("test", "the test's leak"), ("fixture:leaving", "the fixture's leak")}
    (of_test,) = [finding for finding in done.findings if finding.owner == "test"]
    assert of_test.test == "test_roles.py::test_leaks"
    assert of_test.symbol == "test_leaks"
    assert of_test.message.startswith("test_leaks leaves ")


def test_what_it_can_put_back_is_healed(case: Case, tmp_path) -> None:
    (sensor,) = [one for one in all_sensors() if one.kind == case.kind]
    done = run(write(tmp_path, case.suite()), "--bulkhead=heal", *case.arguments)
    assert done.verdict == "5 passed"
    assert done.leaks == case.leaks
    # When a session fixture has ended, what it has changed may be gone with another.
    (of_test,) = [finding for finding in done.findings if finding.test == "test_roles.py::test_leaks"]
    assert of_test.message.endswith("; healed") == (sensor.restore is not Sensor.restore)


def test_without_the_sensor_nothing_is_found(case: Case, tmp_path) -> None:
    suite = {**case.suite(), "conftest.py": WITHOUT.format(kind=case.kind)}
    blind = run(write(tmp_path, suite), *case.arguments)
    assert blind.verdict == "5 passed"
    assert blind.findings == []


def test_a_file_is_named_as_deep_when_its_sensors_are() -> None:
    assert set(all_sensors(Depth.QUICK)) == {sensor for sensor in all_sensors() if sensor.depth is Depth.QUICK}


def test_every_sensor_has_its_case() -> None:
    # A coroutine that was dropped cannot be put back by anybody: see test_unawaited.py. A file that is left is in the
    # way of other workers, too, which is another finding: see test_left_files.py.
    assert {sensor.kind for sensor in all_sensors()} - {"coroutine", "file"} == {case.kind for case in CASES}
