"""What is looked at: the files that pytest would collect, and the helpers that they import."""

from __future__ import annotations

import os

import pytest

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.files.discovery import Discovery, discover
from pytest_bulkhead.errors import SuiteError, UsageError
from pytest_bulkhead.settings import Settings

LEAK = "import os\n\ndef test_x():\n    os.environ['REGION'] = 'north'\n    run()\n"


@pytest.fixture
def tree(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def lay_out(*names: str, **files: str) -> list[str]:
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(files.get(name, LEAK), encoding="utf-8")
        return found()

    def found() -> list[str]:
        return [os.path.relpath(path, tmp_path) for path in Discovery().files(str(tmp_path))]

    return lay_out


def test_names_that_pytest_collects(tree):
    assert tree("test_a.py", "b_test.py", "conftest.py", "tests/c.py", "tests/test_d.py", "test_e.txt") == [
        "b_test.py", "conftest.py", "test_a.py", "tests/test_d.py",
    ]  # fmt: skip


def test_folders_of_tools_are_left_out(tree):
    names = [".tox/test_a.py", "node_modules/test_a.py", "venv/test_a.py", "build/test_a.py", "x.egg-info/test_a.py"]
    assert tree(*names, "own/pyvenv.cfg", "own/test_a.py", "lib/site-packages/test_a.py", "test_a.py") == ["test_a.py"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\npython_files = check_*.py\n"),
        ("tox.ini", "[pytest]\npython_files =\n    check_*.py\n"),
        ("setup.cfg", "[tool:pytest]\npython_files = check_*.py\n"),
        ("pytest.toml", "[pytest]\npython_files = ['check_*.py']\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\npython_files = ['check_*.py']\n"),
    ],
)
def test_the_project_says_how_its_files_are_called(tree, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert tree("check_a.py", "test_a.py", "inner/check_b.py") == ["check_a.py", "inner/check_b.py"]


@pytest.mark.parametrize("text", ["[tool.pytest", "[tool.pytest.ini_options]\npython_files = 3\n", "\xff"])
def test_settings_of_others_that_are_broken_are_no_reason_to_stop(tree, tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text, encoding="latin-1")
    assert tree("test_a.py") == ["test_a.py"]


def test_testpaths_and_norecursedirs(tree, tmp_path):
    text = "[pytest]\ntestpaths = tests\nnorecursedirs = data\n"
    (tmp_path / "pytest.ini").write_text(text, encoding="utf-8")
    assert tree("tests/test_a.py", "tests/data/test_b.py", "examples/test_c.py") == ["tests/test_a.py"]
    assert discover([tmp_path / "examples"], Settings()) == [str(tmp_path / "examples/test_c.py")]


def test_exclude(tree, tmp_path):
    tree("tests/test_a.py", "tests/old/test_b.py", "tests/test_c.py")
    settings = Settings(path=tmp_path / "pyproject.toml", exclude=("tests/old", "test_c.py"))
    assert discover([tmp_path], settings) == [str(tmp_path / "tests/test_a.py")]


def test_links_in_circles_end(tree, tmp_path):
    tree("tests/test_a.py")
    (tmp_path / "tests" / "again").symlink_to(tmp_path)
    assert tree() == ["tests/test_a.py"]


def test_files_are_checked_whatever_they_are_called(tree, tmp_path):
    tree("scripts/anything.py")
    assert check_paths(["scripts/anything.py"], Settings()).files == 1


def test_helpers_of_the_test_tree_are_looked_at_too(tree, tmp_path):
    tree("tests/__init__.py", "tests/test_a.py", "tests/steps.py", "tests/unused.py", "shop/api.py", **{
        "tests/__init__.py": "",
        "tests/test_a.py": "from tests.steps import choose\nfrom shop.api import app\n",
        "tests/steps.py": "import os\nos.environ['REGION'] = 'north'\n",
        "shop/api.py": "app = 1\n",
    })  # fmt: skip
    result = check_paths(["tests"], Settings())
    assert [finding.location.path for finding in result.findings] == ["tests/steps.py"]
    assert result.files == 2
    assert check_paths(["tests/test_a.py"], Settings()).files == 1


def test_no_test_code_is_an_error(tree, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SuiteError, match="no test code in empty"):
        check_paths(["empty"], Settings())


def test_a_path_that_does_not_exist_is_an_error(tree):
    with pytest.raises(UsageError, match="nothing at gone"):
        check_paths(["gone"], Settings())
