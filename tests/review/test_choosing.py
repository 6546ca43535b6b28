"""Which tests a change touches, and which are left out."""

from __future__ import annotations

import os

import pytest

from pytest_bulkhead.review.choosing import Choice, choose
from pytest_bulkhead.settings import Settings

from .conftest import Project

CONFTEST = """\
import pytest

@pytest.fixture
def base():
    return 1

@pytest.fixture
def derived(base):
    return base + 1

@pytest.fixture
def other():
    return 3
"""
FILES = {
    "tests/conftest.py": CONFTEST,
    "tests/helping.py": "def helps():\n    return 1\n\ndef unrelated():\n    return 2\n",
    "tests/test_derived.py": "def test_it(derived):\n    assert derived\n",
    "tests/test_other.py": "def test_it(other):\n    assert other\n",
    "tests/test_helped.py": "from helping import helps\n\ndef test_it():\n    assert helps()\n",
    "tests/deep/test_below.py": "import pytest\n\n@pytest.mark.usefixtures('base')\ndef test_it():\n    assert True\n",
    "src/app.py": "VALUE = 1\n",
}


@pytest.fixture
def branch(project: Project) -> Project:
    project.commit(FILES)
    project.git("checkout", "--quiet", "-b", "work")
    return project


def chosen(branch: Project) -> set[str]:
    return {os.path.relpath(path, branch.folder) for path in choose(".", Settings(), "main").run}


def test_a_changed_test_file_is_run(branch: Project) -> None:
    branch.write({"tests/test_other.py": "def test_it(other):\n    assert other == 3\n"})
    assert chosen(branch) == {"tests/test_other.py"}


def test_a_changed_fixture_chooses_all_that_stand_on_it(branch: Project) -> None:
    branch.write({"tests/conftest.py": CONFTEST.replace("return 1", "return 10")})
    assert chosen(branch) == {"tests/test_derived.py", "tests/deep/test_below.py"}


def test_a_hook_or_an_autouse_fixture_chooses_all_below(branch: Project) -> None:
    branch.write({"tests/deep/conftest.py": "def pytest_runtest_setup(item):\n    pass\n"})
    assert chosen(branch) == {"tests/deep/test_below.py"}
    branch.write({"tests/conftest.py": f"{CONFTEST}\n@pytest.fixture(autouse=True)\ndef quiet():\n    yield\n"})
    assert len(chosen(branch)) == 4


def test_a_helper_chooses_those_that_use_what_has_changed_in_it(branch: Project) -> None:
    branch.write({"tests/helping.py": FILES["tests/helping.py"].replace("return 2", "return 3")})
    assert chosen(branch) == set()
    branch.write({"tests/helping.py": FILES["tests/helping.py"].replace("return 1", "return 3")})
    assert chosen(branch) == {"tests/test_helped.py"}


def test_comments_and_blank_lines_choose_nobody_elsewhere(branch: Project) -> None:
    branch.write({"tests/conftest.py": f"# a note\n\n{CONFTEST}"})
    assert chosen(branch) == set()


def test_what_is_left_out_is_said(branch: Project) -> None:
    branch.write({"src/app.py": "VALUE = 2\n", "README.md": "More.\n"})
    choice: Choice = choose(".", Settings(), "main")
    assert choice.run == ()
    assert "tests of 0 of 5 files" in choice.notices[0]
    assert "no test code: src/app.py" in choice.notices[1]
    assert "no Python" in choice.notices[2]
