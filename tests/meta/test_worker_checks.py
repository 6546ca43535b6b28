"""Workers are there where they are asked for, and groups mean something to them."""

from __future__ import annotations

import pytest

from pytest_bulkhead.meta.check import DoesNotApplyError
from tests.meta.subjects import faults, seen, subject, write

GROUPED = "import pytest\n@pytest.mark.xdist_group('a')\ndef test_a(): pass\n"
CI = ".gitlab-ci.yml"


def grouped(folder, files=None, **facts):
    write(folder, {"tests/test_a.py": GROUPED, **(files or {})})
    known = subject(folder, **facts)
    known.static = seen(folder)
    return known


def test_tests_without_groups_are_passed_over(tmp_path):
    write(tmp_path, {"test_a.py": "text = 'xdist_group'\n"})
    known = subject(tmp_path)
    known.static = seen(tmp_path)
    with pytest.raises(DoesNotApplyError, match="no test is marked"):
        faults("groups_effective", known)


@pytest.mark.parametrize(
    ("dist", "workers", "count"),
    [("loadscope", "2", 1), ("no", "auto", 1), ("loadgroup", "2", 0), ("loadscope", "", 0), ("loadscope", "0", 0)],
)
def test_a_run_that_tears_groups_apart_is_told(tmp_path, dist, workers, count):
    assert len(faults("groups_effective", grouped(tmp_path, dist=dist, workers=workers))) == count


@pytest.mark.parametrize(
    ("command", "dist", "count"),
    [
        ("pytest -n auto", "no", 1),
        ("pytest -n auto", "loadgroup", 0),
        ("pytest -n auto --dist loadfile", "loadgroup", 1),
        ("python -m pytest -n4 --dist=loadgroup", "no", 0),
        ("pytest", "no", 0),
        ("pytest -n auto tests", "no", 0),
        ("pytest -n auto -m quick", "no", 0),
    ],
)
def test_a_line_of_ci_that_tears_them_apart_is_told(tmp_path, command, dist, count):
    told = faults("groups_effective", grouped(tmp_path, {CI: f"script: {command}\n"}, dist=dist))
    assert [fault.what.split(" ")[0] for fault in told] == [f"{CI}:1"] * count


@pytest.mark.parametrize(
    ("pytest_", "xdist", "count"), [("9.2.0", "3.8.0", 1), ("9.1.4", "3.8.0", 0), ("9.2.1", "3.9.0", 0)]
)
def test_a_pytest_that_loses_groups_is_told(tmp_path, pytest_, xdist, count):
    known = grouped(tmp_path, dist="loadgroup", pytest=pytest_, packages={"pytest-xdist": xdist})
    assert len(faults("groups_effective", known)) == count


def test_what_the_checker_says_of_groups_is_told(tmp_path):
    known = grouped(tmp_path)
    known.static = seen(tmp_path, {"code": "BH507", "path": "tests/test_a.py"}, {"code": "BH101"})
    (fault,) = faults("groups_effective", known)
    assert fault.what == "tests/test_a.py:3: it is."


@pytest.mark.parametrize(
    ("command", "packages", "count"),
    [
        ("pytest -n auto", {}, 1),
        ("pytest --numprocesses=4", {}, 1),
        ("pytest -n auto", {"pytest-xdist": "3.4.0"}, 1),
        ("pytest -n auto", {"pytest-xdist": "3.5.0"}, 0),
    ],
)
def test_workers_that_cannot_be_made_are_told(tmp_path, command, packages, count):
    write(tmp_path, {CI: f"script: {command}\n"})
    assert len(faults("xdist_installed", subject(tmp_path, packages=packages))) == count


def test_nobody_needs_workers_who_asks_for_none(tmp_path):
    write(tmp_path, {CI: "script: pytest -nothing\n"})
    with pytest.raises(DoesNotApplyError, match="neither the settings nor CI"):
        faults("xdist_installed", subject(tmp_path, packages={}))
