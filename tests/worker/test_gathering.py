"""The folder of a run stays while one of its processes is there, whichever way each of them goes."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.gathering import alone, deserted, join
from tests.python_children import python_children

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals and forks")

JOINS = """
import sys
from pytest_bulkhead.worker.gathering import join
member = join("r1")
print(member.folder, flush=True)
sys.stdin.read()
member.leave()
"""
COMES_AND_GOES = """
from pytest_bulkhead.worker.gathering import join
for _ in range(300):
    member = join("r1")
    assert member.folder.is_dir()
    (member.folder / "members.lock").stat()
    member.leave()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path))
    return tmp_path / "runs"


@pytest.fixture
def start():
    with python_children() as start:
        yield start


def test_the_last_one_to_leave_removes_it(folder):
    first, second = join("r1"), join("r1")
    assert first.folder == second.folder
    first.leave()
    first.leave()
    assert second.folder.is_dir()
    second.leave()
    assert list(folder.iterdir()) == []


def test_runs_are_apart():
    one, other = join("r1"), join("../r2")
    assert one.folder.parent == other.folder.parent
    assert one.folder != other.folder
    one.leave()
    assert other.folder.is_dir()
    other.leave()


def test_what_is_kept_in_it_is_not_removed_by_who_leaves(folder):
    member = join("r1")
    (member.folder / "redis").mkdir()
    member.leave()
    assert (member.folder / "redis").is_dir()


def test_nobody_is_alone_while_another_process_is_there(start):
    child = start(JOINS)
    place = Path(child.stdout.readline().strip())
    assert alone(place) is None
    assert list(deserted()) == []
    child.kill()
    child.wait()
    assert list(deserted()) == [place]


def test_whoever_comes_after_the_dead_joins_what_they_left(start):
    child = start(JOINS)
    place = Path(child.stdout.readline().strip())
    child.send_signal(signal.SIGKILL)
    child.wait()
    member = join("r1")
    assert member.folder == place
    member.leave()
    assert not place.exists()


def test_many_that_come_and_go_never_meet_a_folder_that_is_being_removed(start, folder):
    children = [start(COMES_AND_GOES) for _ in range(4)]
    assert [child.wait(60) for child in children] == [0, 0, 0, 0]
    assert list(folder.iterdir()) == []


def test_a_forked_child_that_leaves_does_not_take_its_parent_with_it():
    member = join("r1")
    child = os.fork()
    if not child:
        member.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert alone(member.folder) is None
    member.leave()


def test_a_folder_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BULKHEAD_HOST_FOLDER", str(tmp_path / "file"))
    with pytest.raises(WorkerError, match="name another folder"):
        join("r1")
