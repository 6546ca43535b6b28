"""Under the profile strict, classes that make mocks are looked at as they are when all is collected."""

from __future__ import annotations

import pytest

from pytest_bulkhead.findings import Finding

from .running import KINDS, run, write

STRICT = '[tool.bulkhead]\nprofile = "strict"\n'

CONFTEST = """
import gc
import pytest

@pytest.fixture
def collected():
    yield
    gc.collect()

def pytest_collection_modifyitems(items):
    for item in items:
        if item.cls is not None and item.cls.__name__ == "TestMarkedByAHook":
            item.add_marker(pytest.mark.xdist_group("hook"))
"""

CLASSES = """
import gc
import unittest
from unittest import mock
from unittest.mock import AsyncMock as Later, MagicMock, patch

import pytest

class Making:
    def make(self):
        return MagicMock()

class TestInherits(Making):  # both
    def test_it(self):
        assert self.make()

class TestByAnotherName:  # both
    def test_it(self):
        assert Later()

class TestOfUnittest(unittest.TestCase):  # both
    @patch("os.getcwd")
    def test_it(self, getcwd):
        assert mock.MagicMock()

class TestImports:  # both
    def test_it(self):
        from unittest.mock import AsyncMock
        assert AsyncMock()

class TestInAFixture:  # both
    @pytest.fixture
    def gateway(self):
        return MagicMock()

    def test_it(self, gateway):
        assert gateway

class TestMarkedByAHook:  # BH402
    def test_it(self):
        assert MagicMock()

class TestCollects:  # BH401
    def teardown_method(self):
        gc.collect()

    def test_it(self):
        assert MagicMock()

@pytest.mark.xdist_group("a")
class TestCollectedByAFixture:
    @pytest.fixture(autouse=True)
    def behind(self, collected):
        yield

    def test_it(self):
        assert MagicMock()

class TestOnlyPatches:
    @patch("os.getcwd")
    def test_it(self, getcwd):
        assert os_is_patched(getcwd)

def os_is_patched(getcwd):
    return isinstance(getcwd, MagicMock)

class TestWithoutMocks:
    def test_it(self):
        assert True

def test_alone():
    assert MagicMock()
"""

SUITE = {"conftest.py": CONFTEST, "test_classes.py": CLASSES}


@pytest.mark.parametrize("kind", KINDS)
def test_each_class_is_told_once_for_what_it_lacks(kind: str, tmp_path) -> None:
    done = run(write(tmp_path, {**SUITE, "pyproject.toml": STRICT}), *KINDS[kind])
    assert done.verdict == "11 passed"
    lines = (done.folder / "test_classes.py").read_text().splitlines()
    told = sorted((_expected(lines, finding), finding.code) for finding in done.findings)
    assert told == [("BH401", "BH401"), ("BH402", "BH402"), *[("both", "BH401")] * 5, *[("both", "BH402")] * 5]


def test_without_the_profile_it_is_no_matter(tmp_path) -> None:
    done = run(write(tmp_path, SUITE))
    assert (done.verdict, done.findings) == ("11 passed", [])


def test_it_is_no_reason_to_run_nothing(tmp_path) -> None:
    done = run(write(tmp_path, {**SUITE, "pyproject.toml": STRICT}), "--bulkhead=strict")
    assert (done.verdict, len(done.findings)) == ("11 passed", 12)


def _expected(lines: list[str], finding: Finding) -> str:
    assert finding.what is not None
    line = lines[finding.location.line - 1]
    assert finding.what.name in line
    return line.partition("# ")[2]
