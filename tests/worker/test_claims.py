"""What is claimed is nobody else's, in any process of the host, until it is given back or the process is gone."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.claims import claim, claim_first, claims_folder, left_over
from tests.python_children import python_children

HOLDS = """
import sys, time
from pytest_bulkhead.worker.claims import claim
taken = claim("port", "8080")
print(bool(taken), flush=True)
time.sleep(600)
"""
CLAIMS_MANY = """
import sys
from pytest_bulkhead.worker.claims import claim_first
held = [claim_first("slot", map(str, range(400))) for _ in range(50)]
print(*[one.name for one in held], flush=True)
sys.stdin.read()
for one in held:
    one.release()
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals and forks")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path))
    return tmp_path / "claims"


@pytest.fixture
def start():
    with python_children() as start:
        yield start


def test_nobody_has_it_twice_and_it_can_be_had_again(folder):
    first = claim("port", "8080")
    assert first is not None
    assert claim("port", "8080") is None
    other = claim("port", "8081")
    assert other is not None
    first.release()
    first.release()
    with claim("port", "8080") as again:
        assert again is not None
    other.release()
    assert list(folder.iterdir()) == []


def test_another_process_has_it_until_it_is_killed(start):
    child = start(HOLDS)
    assert child.stdout.readline() == "True\n"
    assert claim("port", "8080") is None
    child.kill()
    child.wait()
    ((path, holder),) = left_over()
    assert holder.pid == child.pid
    assert path.name == "port+8080.claim"
    with claim("port", "8080") as taken:
        assert taken is not None


def test_what_is_held_is_no_left_over(start):
    child = start(HOLDS)
    child.stdout.readline()
    assert list(left_over()) == []


def test_many_processes_at_once_have_different_ones(start):
    children = [start(CLAIMS_MANY) for _ in range(4)]
    names = [name for child in children for name in child.stdout.readline().split()]
    assert len(names) == len(set(names)) == 200
    for child in children:
        child.stdin.close()
        assert child.wait(30) == 0


def test_a_forked_child_can_neither_give_it_back_nor_take_it():
    taken = claim("port", "8080")
    assert taken is not None
    child = os.fork()
    if not child:
        taken.release()
        os._exit(claim("port", "8080") is not None)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert claim("port", "8080") is None
    taken.release()
    with claim("port", "8080") as again:
        assert again is not None


def test_its_owner_can_give_it_back_while_a_forked_child_lives():
    taken = claim("port", "8080")
    assert taken is not None
    child = os.fork()
    if not child:
        signal.pause()
    try:
        taken.release()
        with claim("port", "8080") as again:
            assert again is not None
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_the_first_that_is_free_is_taken():
    with claim("slot", "0"), claim_first("slot", ["0", "1", "2"]) as second:
        assert second is not None
        assert second.name == "1"
        with claim("slot", "2"):
            assert claim_first("slot", ["0", "1", "2"]) is None


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x" * 500, "é", "\ud800", "a+b", "."])
def test_any_name_lies_in_the_folder(folder, name):
    with claim("port", name) as taken:
        assert taken is not None
        assert taken.path.parent == folder
        assert claim("port", name) is None
        assert claim("port", name + "x") is not None


@pytest.mark.parametrize("kind", ["", "Port", "../port", "a b", "x" * 60])
def test_a_kind_is_a_word(kind):
    with pytest.raises(WorkerError, match="kind of a claim"):
        claim(kind, "1")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": "x"}', b"\xff\xfe"])
def test_a_broken_note_of_its_holder_harms_nothing(folder, content):
    claims_folder()
    (folder / "port+1.claim").write_bytes(content)
    assert [holder for _, holder in left_over()] == [None]
    with claim("port", "1") as taken:
        assert taken is not None
        assert json.loads(taken.path.read_text())["pid"] == os.getpid()


def test_a_link_in_its_place_is_not_followed(folder, tmp_path):
    claims_folder()
    (tmp_path / "precious").write_text("kept")
    (folder / "port+1.claim").symlink_to(tmp_path / "precious")
    with pytest.raises(WorkerError, match="cannot be taken"):
        claim("port", "1")
    assert (tmp_path / "precious").read_text() == "kept"


def test_a_folder_that_cannot_be_made_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path / "file" / "more"))
    with pytest.raises(WorkerError, match="BULKHEAD_HOST_FOLDER"):
        claim("port", "1")


def test_without_a_word_it_is_one_folder_for_all_runs_whatever_their_tmpdir(tmp_path, monkeypatch):
    monkeypatch.delenv("BULKHEAD_HOST_FOLDER")
    first = claims_folder()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert claims_folder() == first
