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
}
