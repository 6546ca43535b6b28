"""Each sensor finds what leaks and nothing else, serially and in workers; without it, the leak is not found."""

from __future__ import annotations

import pytest

from pytest_bulkhead.plugin.registry import all_sensors
from pytest_bulkhead.plugin.sensor import Sensor

from .running import KINDS, Run, run, write
from .sensor_cases import CASES, Case

WITHOUT = """
import pytest_bulkhead.plugin.hooks as hooks
every = hooks.sensors_at
hooks.sensors_at = lambda depth: [sensor for sensor in every(depth) if sensor.kind != "{kind}"]
"""


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.kind)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def done(request: pytest.FixtureRequest, case: Case, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = write(tmp_path_factory.mktemp("suite"), case.suite())
    return run(folder, *KINDS[request.param], *case.arguments)


def test_a_suite_with_leaks_passes(done: Run) -> None:
    assert done.verdict == "5 passed"
    assert done.status == 0


def test_what_leaks_is_found_and_what_is_restored_is_not(done: Run, case: Case) -> None:
    assert done.leaks == case.leaks
    assert {(finding.code, finding.what.kind) for finding in done.findings} == {(case.code, case.kind)}


def test_the_line_is_the_one_that_changes_it(done: Run) -> None:
    lines = (done.folder / "test_roles.py").read_text().splitlines()
    said = {(finding.owner, lines[finding.location.line - 1].partition("# ")[2]) for finding in done.findings}
    assert said == {("test", "the test's leak"), ("fixture:leaving", "the fixture's leak")}


def test_the_finding_names_the_test_that_truly_leaves_it(done: Run) -> None:
    (of_test,) = [finding for finding in done.findings if finding.owner == "test"]
    assert of_test.test == "test_roles.py::test_leaks"
    assert of_test.symbol == "test_leaks"
    assert of_test.message.startswith("test_leaks leaves ")


def test_what_it_can_put_back_is_healed(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    (sensor,) = [one for one in all_sensors() if one.kind == case.kind]
    folder = write(tmp_path_factory.mktemp("suite"), case.suite())
    done = run(folder, "--bulkhead=heal", *case.arguments)
    assert done.verdict == "5 passed"
    assert done.leaks == case.leaks
    # When a session fixture has ended, what it has changed may be gone with another.
    (of_test,) = [finding for finding in done.findings if finding.test == "test_roles.py::test_leaks"]
    assert of_test.message.endswith("; healed") == (sensor.restore is not Sensor.restore)


def test_without_the_sensor_nothing_is_found(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("suite")
    blind = run(write(folder, {**case.suite(), "conftest.py": WITHOUT.format(kind=case.kind)}), *case.arguments)
    assert blind.verdict == "5 passed"
    assert blind.findings == []


def test_every_sensor_has_its_case() -> None:
    assert {sensor.kind for sensor in all_sensors()} == {case.kind for case in CASES}
