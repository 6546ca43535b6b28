from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker import is_scoped_name, worker_tmp_path

posix = pytest.mark.skipif(os.name != "posix", reason="needs owners and modes of files")


@pytest.fixture(params=["the user's folder", "the worker's directory"])
def place(request, tmp_path: Path) -> Path:
    """Where the directory, or the folder above it, would come to lie; nothing is there yet."""
    made = worker_tmp_path(tmp_path)
    made.rmdir()
    if request.param == "the user's folder":
        made.parent.rmdir()
        return made.parent
    return made


def test_the_directory_is_there_and_closed_to_others(tmp_path):
    made = worker_tmp_path(tmp_path)
    assert made.is_dir()
    assert made.is_absolute()
    if os.name == "posix":
        assert [stat.S_IMODE(path.stat().st_mode) for path in (made.parent, made)] == [0o700, 0o700]


def test_it_is_named_for_user_run_and_worker(tmp_path):
    made = worker_tmp_path(tmp_path)
    assert made.parent.parent == tmp_path
    assert made.parent.name == f"bulkhead-{os.geteuid() if hasattr(os, 'geteuid') else 'user'}"
    assert is_scoped_name(made.name)


def test_a_second_call_gives_the_same_directory_and_keeps_what_is_in_it(tmp_path):
    (worker_tmp_path(tmp_path) / "kept").write_text("x")
    assert (worker_tmp_path(tmp_path) / "kept").read_text() == "x"


@pytest.mark.parametrize("variable", ["BULKHEAD_RUN_ID", "BULKHEAD_SHARD", "PYTEST_XDIST_WORKER"])
def test_another_run_machine_or_worker_has_another_directory(monkeypatch, tmp_path, variable):
    mine = worker_tmp_path(tmp_path)
    monkeypatch.setenv(variable, "gw1" if variable == "PYTEST_XDIST_WORKER" else "1")
    assert worker_tmp_path(tmp_path) != mine


def test_without_a_base_it_lies_in_the_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert worker_tmp_path().parent.parent == tmp_path


@pytest.mark.parametrize("form", [str, Path])
def test_a_missing_base_is_made(tmp_path, form):
    assert worker_tmp_path(form(tmp_path / "build" / "tmp")).is_dir()


def test_a_relative_base_gives_an_absolute_path(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert worker_tmp_path("build").parent.parent == tmp_path / "build"


@posix
def test_a_symbolic_link_in_its_place_is_refused(tmp_path, place):
    (tmp_path / "elsewhere").mkdir()
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkerError, match="symbolic link"):
        worker_tmp_path(tmp_path)
    assert not list((tmp_path / "elsewhere").iterdir())


@posix
def test_a_dangling_link_in_its_place_is_refused(tmp_path, place):
    place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(WorkerError, match="symbolic link"):
        worker_tmp_path(tmp_path)
    assert not (tmp_path / "nowhere").exists()


def test_a_file_in_its_place_is_refused(tmp_path, place):
    place.touch()
    with pytest.raises(WorkerError, match="is no directory"):
        worker_tmp_path(tmp_path)


@posix
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_directory_that_others_can_write_is_refused(tmp_path, place, mode):
    place.mkdir()
    place.chmod(mode)
    with pytest.raises(WorkerError, match="written by other users"):
        worker_tmp_path(tmp_path)


@posix
def test_a_directory_of_another_user_is_refused(monkeypatch, tmp_path, place):
    place.mkdir(mode=0o700)
    real = Path.lstat

    def lstat_of_another_user(path: Path) -> os.stat_result:
        found = list(real(path))
        found[stat.ST_UID] += 1
        return os.stat_result(found)

    monkeypatch.setattr(Path, "lstat", lstat_of_another_user)
    with pytest.raises(WorkerError, match="belongs to another user"):
        worker_tmp_path(tmp_path)


def test_a_base_that_is_a_file_is_an_error_that_says_what_to_do(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WorkerError, match=r"cannot be made.*Pass a `base`"):
        worker_tmp_path(tmp_path / "file")
