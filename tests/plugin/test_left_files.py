"""Where a file that somebody leaves behind ends, and what is nobody's begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.findings import Source

from .running import KINDS, run, write

TESTS = """
import logging, os, shutil, sqlite3, subprocess, sys, tempfile
from pathlib import Path

import product, pytest

# What stays.
def test_folder():
    os.makedirs("made/inner")
    Path("made/inner/x.txt").write_text("x")
def test_removes(): os.remove("kept.txt")
def test_removes_tree(): shutil.rmtree("tree")
def test_changes(): Path("data.json").write_text("{}")
def test_moves(): os.rename("old.txt", "new.txt")
def test_links(): os.symlink("data.json", "link.json")
def test_database():
    with sqlite3.connect("rows.sqlite") as rows:
        rows.execute("create table rows (a)")
def test_product(): product.save("saved.txt")

@pytest.fixture(scope="module")
def wide():
    Path("wide.txt").write_text("x")
def test_wide(wide): pass

# What does not.
def test_takes_back():
    Path("brief.txt").write_text("x")
    os.remove("brief.txt")
def test_same_again(): Path("same.txt").write_text("the same")
def test_moves_on():
    Path("part.tmp").write_text("the same")
    os.replace("part.tmp", "same.txt")
def test_reads(): Path("same.txt").read_text()
def test_own_folders(tmp_path, tmp_path_factory):
    (tmp_path / "x.txt").write_text("x")
    (tmp_path_factory.mktemp("x") / "x.txt").write_text("x")
def test_made_up():
    os.close(tempfile.mkstemp(dir=".")[0])
    Path(tempfile.mkdtemp(), "x.txt").write_text("x")
def test_log():
    with open("run.log", "a") as log:
        log.write("another line")
def test_fails():
    with pytest.raises(OSError):
        open("absent/x.txt", "w")

@pytest.fixture(scope="module")
def database():
    Path("module.db").write_text("x")
    yield
    Path("module.db").unlink()
def test_under_a_fixture(database): pass

@pytest.fixture
def undone():
    yield
    Path("undone.txt").unlink()
def test_undone(undone): Path("undone.txt").write_text("x")

def test_in_a_folder_of_its_own(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("x.txt").write_text("x")
"""
SUITE = {
    "product.py": "def save(path):\n    with open(path, 'w') as file:\n        file.write('x')\n",
    "kept.txt": "x",
    "old.txt": "x",
    "data.json": "[]",
    "same.txt": "the same",
    "run.log": "a line",
    "tree/x.txt": "x",
    "test_files.py": TESTS,
}
TOLD = {
    ("test_folder", "made"),
    ("test_removes", "kept.txt"),
    ("test_removes_tree", "tree"),
    ("test_changes", "data.json"),
    ("test_moves", "old.txt"),
    ("test_moves", "new.txt"),
    ("test_links", "link.json"),
    ("test_database", "rows.sqlite"),
    ("test_product", "saved.txt"),
    ("wide", "wide.txt"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_to_others_is_told(kind: str, tmp_path: Path) -> None:
    done = run(write(tmp_path, SUITE), "--bulkhead-depth=deep", "--basetemp=own", *KINDS[kind])
    assert (done.status, done.record.notices) == (0, [])
    files = [finding for finding in done.findings if finding.source is Source.RUNTIME]
    assert {(finding.symbol, finding.what.name) for finding in files} == TOLD
