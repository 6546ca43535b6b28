"""What becomes of the bad cases of `environ`."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "item set in a test": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "alias of the mapping by import": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "alias of the module, and of the mapping in the test": """\
import os as operating_system

def test_reads_region(monkeypatch):
    settings = operating_system.environ
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "update by keyword": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "merged in place": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "putenv": """\
def test_child_sees_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert child() == "north"
""",
    "deleted before use": """\
def test_falls_back(monkeypatch):
    monkeypatch.delenv("REGION", raising=False)
    assert load().region == "default"
""",
    "setUp without a tearDown": """\
import os
from unittest import TestCase
from unittest.mock import patch

class TestRegion(TestCase):
    def setUp(self):
        environ_patcher = patch.dict(os.environ)
        environ_patcher.start()
        self.addCleanup(environ_patcher.stop)
        os.environ["REGION"] = "north"

    def test_reads(self):
        self.assertEqual(load().region, "north")
""",
    "another mapping in its place": """\
import os
from unittest import TestCase

class TestRegion(TestCase):
    def setUp(self):
        os.environ = {"REGION": "north"}

    def test_reads(self):
        self.assertEqual(load().region, "north")
""",
    "saved only after it was removed": """\
import os
from unittest import TestCase
from unittest.mock import patch

class TestRegion(TestCase):
    def setUp(self):
        environ_patcher = patch.dict(os.environ)
        environ_patcher.start()
        self.addCleanup(environ_patcher.stop)
        os.environ.pop("REGION", None)
        self.before = dict(os.environ)

    def tearDown(self):
        os.environ.clear()
        os.environ.update(self.before)

    def test_reads(self):
        self.assertIsNone(load().region)
""",
    "put back to a constant": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "put back only if it was set": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "taken out although machines set it": """\
def test_finds_no_programs(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert find("ls") is None
""",
    "cleaned up after the assertions": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "fixture that clears before the yield only": """\
import pytest

@pytest.fixture(autouse=True)
def no_region(monkeypatch):
    monkeypatch.delenv("REGION", raising=False)
    yield
""",
    "taken out although the conftest sets it for all": {
        "test_region.py": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    },
    "another variable is the one that is put back": """\
import os, pytest

@pytest.fixture
def regions(monkeypatch):
    os.environ["REGION"] = "north"
    monkeypatch.setenv("ZONE", "a")
    yield
    os.environ.pop("REGION")
""",
    "a constant put in for what was there, by the module operator": """\
import operator, os
from unittest import TestCase
from unittest.mock import patch

class TestRegion(TestCase):
    def test_reads(self):
        environ_patcher = patch.dict(os.environ)
        environ_patcher.start()
        self.addCleanup(environ_patcher.stop)
        operator.setitem(os.environ, "REGION", "north")
        self.addCleanup(operator.setitem, os.environ, "REGION", "south")
        assert load().region == "north"
""",
    "set in one branch, taken out in the other": """\
import os

def test_reads_region(quick, monkeypatch):
    if quick:
        monkeypatch.setenv("REGION", "north")
    else:
        del os.environ["REGION"]
""",
}
