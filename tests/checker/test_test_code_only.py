"""Files named by a hook: test code is checked, a product's own files are passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.errors import NoTestCodeError
from pytest_bulkhead.settings import Settings


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()


def write(name: str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("x = 1\n")
    return name


@pytest.mark.parametrize("name", ["test_a.py", "shop/a_test.py", "conftest.py", "tests/helpers.py", "shop/tests/a.py"])
def test_test_code_is_checked(name):
    assert check_paths([write(name)], Settings(), test_code_only=True).paths == (name,)


@pytest.mark.parametrize("name", ["shop/settings.py", "setup.py", "README.md", "tests/data.txt"])
def test_other_files_are_passed_over(name):
    with pytest.raises(NoTestCodeError):
        check_paths([write(name)], Settings(), test_code_only=True)


def test_names_are_those_that_pytest_is_told():
    Path("pytest.ini").write_text("[pytest]\npython_files = check_*.py\n")
    assert check_paths([write("shop/check_a.py")], Settings(), test_code_only=True).files == 1


def test_what_the_settings_exclude_is_passed_over():
    both = [write("tests/test_a.py"), write("tests/data/test_b.py")]
    settings = Settings(exclude=("tests/data/**",))
    assert check_paths(both, settings, test_code_only=True).paths == ("tests/test_a.py",)
    assert check_paths(both, settings).files == 2
