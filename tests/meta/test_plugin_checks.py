"""Is the plugin there, on, in the requirements, and on in CI?"""

from __future__ import annotations

import pytest

from pytest_bulkhead.meta.check import DoesNotApplyError
from pytest_bulkhead.project.pytest_facts import Choice
from tests.meta.subjects import faults, subject, write


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"blocked": ["bulkhead"], "addopts": ["-p", "no:bulkhead"]}, "blocked by `-p no:bulkhead`"),
        ({"blocked": ["bulkhead"], "env_addopts": "-p no:bulkhead"}, "blocked by `-p no:bulkhead`"),
        ({"packages": {}, "modules": []}, "has no pytest-bulkhead installed"),
        ({"modules": []}, "pytest has not loaded it"),
        ({"fault": "bulkhead = 'x' is no mode"}, "does not start: bulkhead = 'x' is no mode"),
        ({"mode": Choice("off", "bulkhead in pytest's settings")}, "off by bulkhead in pytest's settings"),
    ],
)
def test_a_plugin_that_does_not_watch_is_told(tmp_path, facts, said):
    (fault,) = faults("plugin_active", subject(tmp_path, **facts))
    assert said in fault.what


@pytest.mark.parametrize("mode", ["report", "strict", "heal"])
def test_a_plugin_that_watches_is_well(tmp_path, mode):
    assert faults("plugin_active", subject(tmp_path, mode=Choice(mode, ""))) == []


@pytest.mark.parametrize(
    "facts", [{"blocked": ["bulkhead"]}, {"mode": Choice("off", "the command line or PYTEST_ADDOPTS")}]
)
def test_one_run_without_it_says_nothing_of_the_others(tmp_path, facts):
    with pytest.raises(DoesNotApplyError, match="this run was asked"):
        faults("plugin_active", subject(tmp_path, **facts))


@pytest.mark.parametrize(
    "command", ["pytest -p no:bulkhead", "pytest --bulkhead=off -n 2", 'session.run("pytest", "-p", "no:bulkhead")']
)
def test_ci_that_switches_it_off_is_told_with_the_line(tmp_path, command):
    write(tmp_path, {".gitlab-ci.yml": f"test:\n  script:\n    - {command}\n"})
    (fault,) = faults("ci_keeps_plugin", subject(tmp_path))
    assert fault.what.startswith(".gitlab-ci.yml:3 ")


def test_ci_that_leaves_out_our_fixtures_alone_is_well(tmp_path):
    write(tmp_path, {".gitlab-ci.yml": "script: pytest -p no:bulkhead-resources  # not -p no:bulkhead\n"})
    assert faults("ci_keeps_plugin", subject(tmp_path)) == []


@pytest.mark.parametrize("name", ["requirements/dev.txt", "requirements-test.txt", "tox.ini", "pyproject.toml"])
def test_a_requirement_may_stand_in_any_usual_file(tmp_path, name):
    assert len(faults("requirement_recorded", subject(tmp_path))) == 1
    write(tmp_path, {name: "pytest\npytest_bulkhead>=0.1\n"})
    assert faults("requirement_recorded", subject(tmp_path)) == []


@pytest.mark.parametrize(
    ("at_work", "addopts", "count"),
    [
        ({"pytest-randomly": "4", "pytest-random-order": "1"}, ["--random-order"], 1),
        ({"pytest-randomly": "4", "pytest-random-order": "1"}, [], 0),
        ({"pytest-randomly": "4", "pytest-random-order": "1"}, ["--random-order", "-p", "no:randomly"], 0),
        ({"pytest-randomly": "4"}, [], 0),
    ],
)
def test_two_that_shuffle_are_told(tmp_path, at_work, addopts, count):
    assert len(faults("one_order_plugin", subject(tmp_path, plugins=at_work, addopts=addopts))) == count


def test_marks_that_nobody_knows_are_errors(tmp_path):
    assert faults("strict_markers", subject(tmp_path)) == []
    assert len(faults("strict_markers", subject(tmp_path, strict_markers=False))) == 1
