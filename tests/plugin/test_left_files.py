"""Where a file that somebody leaves behind ends, and what is nobody's begins."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pytest_bulkhead.findings import Source

from .running import KINDS, run, write

TESTS = """
import logging, os, shutil, sqlite3, subprocess, sys, tempfile
from pathlib import Path
from unittest import mock

import product, pytest

def child(code): subprocess.run([sys.executable, "-IS", "-c", code], check=True)

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
def test_in_the_temporary_folder():
    with open(os.path.join(tempfile.gettempdir(), "fixed.txt"), "w"): pass
def test_through_a_link(): Path("alias").write_text("other")
def test_writes_and_appends():
    open("log.txt", "a").close()
    Path("log.txt").write_text("other")
def test_edits_a_large_one():
    with open("edited.bin", "r+b") as file:
        file.write(b"yyyy")
def test_keeps_what_a_child_has_made():
    child("open('by_child.txt', 'w').close()")
    Path("by_child.txt").write_text("x")

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
    with pytest.raises(OSError):
        os.rmdir("golden")
def test_makes_a_folder_anew():
    shutil.rmtree("golden")
    os.makedirs("golden")
    Path("golden/x.txt").write_text("x")
def test_writes_a_large_one_again(): Path("large.bin").write_bytes(b"x" * (3 << 20))
def test_no_file():
    os.mkfifo("pipe")
    os.close(os.open("pipe", os.O_RDWR))
    os.remove("pipe")
def test_asks_nobody_who_stands_in():
    with mock.patch("pathlib.Path.open") as one, mock.patch("io.open") as two, mock.patch("os.lstat") as three:
        os.close(os.open("brief.txt", os.O_CREAT | os.O_WRONLY))
    os.remove("brief.txt")
    assert not (one.called or two.called or three.called)

# What others have made, unheard.
def test_removes_what_a_child_has_made():
    child("import os; os.makedirs('by_child/inner'); open('by_child/x.txt', 'w').close()")
    Path("by_child/y.txt").write_text("x")
    os.remove("by_child/x.txt")
    shutil.rmtree("by_child")

@pytest.fixture(scope="module")
def made_by_a_child():
    child("open('module.txt', 'w').close()")
    yield
    os.remove("module.txt")
def test_under_what_a_child_has_made(made_by_a_child): pass

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
    "log.txt": "a line",
    "linked.txt": "x",
    "large.bin": "x" * (3 << 20),
    "edited.bin": "x" * (3 << 20),
    "golden/x.txt": "x",
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
    ("test_through_a_link", "linked.txt"),
    ("test_writes_and_appends", "log.txt"),
    ("test_edits_a_large_one", "edited.bin"),
    ("test_keeps_what_a_child_has_made", "by_child.txt"),
    ("wide", "wide.txt"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_to_others_is_told(kind: str, tmp_path: Path) -> None:
    (write(tmp_path, SUITE) / "alias").symlink_to("linked.txt")
    with TemporaryDirectory() as folder:
        done = run(tmp_path, "--bulkhead-depth=deep", "--basetemp=own", *KINDS[kind], TMPDIR=folder)
        fixed = str(Path(folder).resolve() / "fixed.txt")
    assert (done.status, done.record.notices) == (0, [])
    files = [finding for finding in done.findings if finding.source is Source.RUNTIME]
    assert {(finding.symbol, finding.what.name) for finding in files} == TOLD | {
        ("test_in_the_temporary_folder", fixed)
    }
