"""A path leads to the suite it belongs to, and the suite to the interpreter that has its packages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pytest_bulkhead.audit import suite as module
from pytest_bulkhead.audit.suite import Suite, find_python, find_suite
from pytest_bulkhead.errors import InterpreterError, SuiteError

MARKS = ["pytest.ini", ".pytest.ini", "pytest.toml", "pyproject.toml", "tox.ini", "setup.cfg", "setup.py"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a suite in a subfolder."""
    (tmp_path / "project" / ".git").mkdir(parents=True)
    (tmp_path / "project" / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "project" / "tests" / "unit" / "test_a.py").touch()
    return tmp_path / "project"


def environment(folder: Path, program: str = "bin/python") -> str:
    path = folder / program
    path.parent.mkdir(parents=True)
    path.touch()
    (folder / "pyvenv.cfg").touch()
    return str(path)


def test_a_project_is_its_own_root(project):
    assert find_suite(project) == Suite(project, "")


@pytest.mark.parametrize("part", ["tests", "tests/unit", "tests/unit/test_a.py"])
def test_a_part_of_a_project_runs_from_its_root(project, part):
    assert find_suite(project / part) == Suite(project, part)


@pytest.mark.parametrize("mark", MARKS)
def test_the_nearest_file_that_pytest_or_a_build_reads_marks_the_root(project, mark):
    (project / "tests" / mark).touch()
    assert find_suite(project / "tests" / "unit") == Suite(project / "tests", "unit")


def test_a_worktree_of_git_is_a_root_too(project):
    (project / ".git").rmdir()
    (project / ".git").write_text("gitdir: elsewhere")
    assert find_suite(project / "tests") == Suite(project, "tests")


def test_a_relative_path_is_meant_from_the_working_directory(project, monkeypatch):
    monkeypatch.chdir(project / "tests")
    assert find_suite(Path("unit")) == Suite(project, "tests/unit")
    assert find_suite(Path()) == Suite(project, "tests")
    assert find_suite(Path("..")) == Suite(project, "")


def test_a_link_is_followed_by_nobody(project, tmp_path):
    other = tmp_path / "other"
    (other / ".git").mkdir(parents=True)
    (other / "tests").symlink_to(project / "tests")
    assert find_suite(other / "tests" / "unit") == Suite(other, "tests/unit")


def test_where_nothing_marks_a_root_a_folder_is_one(project, monkeypatch):
    monkeypatch.setattr(module, "_MARKS_A_ROOT", ())
    assert find_suite(project / "tests") == Suite(project / "tests", "")
    assert find_suite(project / "tests" / "unit" / "test_a.py") == Suite(project / "tests" / "unit", "test_a.py")


@pytest.mark.parametrize("name", ["nowhere", "tests/unit/test_a.py/x", "x" * 300, "a\0b"])
def test_where_there_is_nothing_there_is_no_suite(project, name):
    with pytest.raises(SuiteError, match="There is nothing at"):
        find_suite(project / name)


def test_a_named_interpreter_is_taken_before_the_projects_own(project, tmp_path):
    environment(project / ".venv")
    named = environment(tmp_path / "named")
    assert find_python(Suite(project, ""), named) == named


def test_a_named_interpreter_is_meant_from_the_working_directory(project, tmp_path, monkeypatch):
    named = environment(tmp_path / "named")
    monkeypatch.chdir(tmp_path)
    assert find_python(Suite(project, ""), f"named{os.sep}bin{os.sep}python") == named


def test_a_name_without_a_folder_is_left_to_the_search_path(project):
    assert find_python(Suite(project, ""), "python3.12") == "python3.12"


def test_a_named_interpreter_that_is_a_link_stays_one(project, tmp_path):
    link = tmp_path / "python"
    link.symlink_to(sys.executable)
    assert find_python(Suite(project, ""), str(link)) == str(link)


@pytest.mark.parametrize("name", ["nowhere/python", "./python", f"./{'x' * 300}"])
def test_a_named_interpreter_that_is_not_there_is_said_to_be_missing(project, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InterpreterError, match=f"no interpreter at {name}"):
        find_python(Suite(project, ""), name)


@pytest.mark.parametrize("name", [".venv", "venv", "env", ".env"])
@pytest.mark.parametrize("program", ["bin/python", "Scripts/python.exe"])
def test_the_virtual_environment_of_the_project_is_found(project, name, program):
    assert find_python(Suite(project, ""), None) == sys.executable
    program = environment(project / name, program)
    assert find_python(Suite(project, ""), None) == program


def test_the_environment_nearest_to_the_suite_is_taken(project):
    environment(project / ".venv")
    nearest = environment(project / "tests" / "venv")
    assert find_python(Suite(project / "tests", ""), None) == nearest


def test_an_environment_is_looked_for_up_to_the_top_of_the_repository(project):
    above = environment(project / ".venv")
    assert find_python(Suite(project / "tests" / "unit", ""), None) == above


def test_an_environment_above_the_repository_is_somebody_elses(project, tmp_path):
    environment(tmp_path / ".venv")
    assert find_python(Suite(project / "tests", ""), None) == sys.executable


def test_without_a_repository_only_the_root_is_looked_into(project, tmp_path):
    (project / ".git").rmdir()
    environment(tmp_path / ".venv")
    assert find_python(Suite(project, ""), None) == sys.executable


def test_what_only_looks_like_an_environment_is_passed_over(project):
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").touch()  # no pyvenv.cfg
    (project / ".env").write_text("SECRET=1")
    (project / "venv").mkdir()
    (project / "venv" / "pyvenv.cfg").touch()  # no program
    whole = environment(project / "env")
    assert find_python(Suite(project, ""), None) == whole


def test_an_environment_whose_python_has_gone_is_passed_over(project):
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "pyvenv.cfg").touch()
    (project / ".venv" / "bin" / "python").symlink_to(project / "uninstalled")
    assert find_python(Suite(project, ""), None) == sys.executable
