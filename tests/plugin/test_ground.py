"""Whose a file is, by its path alone."""

from __future__ import annotations

import sysconfig
import tempfile
from pathlib import Path

import pytest

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.trace import Place

ROOT = str(Path("/project"))
LOADER = Place("<frozen importlib._bootstrap>", 1, "_call_with_frames_removed")


@pytest.fixture
def ground() -> Ground:
    return Ground(ROOT)


@pytest.mark.parametrize(
    ("path", "is_project", "is_test"),
    [
        ("/project/src/app.py", True, False),
        ("/project/tests/helper.py", True, True),
        ("/project/src/test_app.py", True, True),
        ("/project/src/app_test.py", True, True),
        ("/project/conftest.py", True, True),
        ("/project/src/contest.py", True, False),
        ("/project/.venv/lib/python3.11/site-packages/lib/tests/test_x.py", False, False),
        ("/projects/tests/test_x.py", False, False),
        (sysconfig.get_paths()["stdlib"] + "/os.py", False, False),
        ("<string>", False, False),
    ],
)
def test_whose_it_is(path: str, is_project: bool, is_test: bool, ground: Ground) -> None:
    assert (ground.is_project(path), ground.is_test_code(path)) == (is_project, is_test)


def test_what_was_collected_is_test_code_wherever_it_lies(ground: Ground) -> None:
    ground.collected(["/elsewhere/site-packages/lib/checks.py"])
    assert ground.is_test_code("/elsewhere/site-packages/lib/checks.py")
    assert ground.is_project("/elsewhere/site-packages/lib/checks.py")


@pytest.mark.parametrize(
    ("module", "effect"), [("/lib/x.py", True), ("/project/app.py", True), ("/project/tests/t.py", False)]
)
def test_the_import_of_test_code_is_the_suites_own_doing(module: str, effect: bool, ground: Ground) -> None:
    assert ground.is_import_effect((Place(module, 1, "<module>"), LOADER)) is effect
    assert not ground.is_import_effect((Place(module, 1, "function"), LOADER))
    assert not ground.is_import_effect(None)


def test_names_are_alike_in_each_run_and_worker(ground: Ground) -> None:
    assert ground.state_name("API_URL") == "API_URL"
    assert ground.state_name("/project/src") == "src"
    assert ground.state_name("/opt/other") == "/opt/other"
    assert ground.state_name(tempfile.gettempdir() + "/pytest-of-me/pytest-7/popen-gw1/x") == "a temporary folder"


def test_the_root_of_the_file_system_may_be_the_project() -> None:
    assert Ground("/").relative("/tests/test_x.py") == "tests/test_x.py"
