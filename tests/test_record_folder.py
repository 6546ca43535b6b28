"""Where records lie: in a folder that git does not see, the newest twenty, and nothing else is touched."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pytest_bulkhead.record.folder import FOLDER, KEPT, new_record_path, prune_records
from pytest_bulkhead.record.writing import RecordWriter


def stem(number: int) -> str:
    return f"20250101T{number:06}-{number:x}"


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(name)


def names_of(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_a_record_is_named_for_its_time_and_run(tmp_path):
    path = new_record_path(tmp_path, "0F3c-9a!b")
    assert path.parent == tmp_path / FOLDER / "runs"
    assert re.fullmatch(r"\d{8}T\d{6}-0f3c9ab\.jsonl", path.name)


@pytest.mark.parametrize("run", ["", "../../x", "é", "x" * 100, "a/b\0c"])
def test_whatever_a_run_is_called_its_record_lies_in_the_folder_and_can_be_pruned(tmp_path, run):
    path = new_record_path(tmp_path, run)
    assert path.parent == tmp_path / FOLDER / "runs"
    RecordWriter(path).close()
    prune_records(path.parent, keep=0)
    assert names_of(path.parent) == set()


def test_two_runs_of_one_second_do_not_share_a_record(tmp_path):
    one, other = new_record_path(tmp_path, "aaaa"), new_record_path(tmp_path, "bbbb")
    writers = [RecordWriter(one), RecordWriter(other)]
    for writer, run in zip(writers, "ab", strict=True):
        writer.write("run", schema=1, run=run)
        writer.close()
    assert one.read_text() != other.read_text()


def test_a_record_that_is_there_is_never_written_over(tmp_path):
    path = tmp_path / FOLDER / "runs" / "r.jsonl"
    RecordWriter(path).close()
    path.write_text("kept")
    with pytest.raises(FileExistsError):
        RecordWriter(path)
    assert path.read_text() == "kept"


def test_the_folder_hides_itself_from_git(tmp_path):
    RecordWriter(tmp_path / FOLDER / "runs" / "r.jsonl").close()
    assert names_of(tmp_path) == {FOLDER}
    assert names_of(tmp_path / FOLDER) == {".gitignore", "runs"}
    assert (tmp_path / FOLDER / ".gitignore").read_text() == "*\n"


def test_a_gitignore_that_is_there_stays(tmp_path):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / ".gitignore").write_text("runs/\n")
    RecordWriter(tmp_path / FOLDER / "runs" / "r.jsonl").close()
    assert (tmp_path / FOLDER / ".gitignore").read_text() == "runs/\n"


def test_a_gitignore_that_leads_elsewhere_is_not_followed(tmp_path):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / ".gitignore").symlink_to(tmp_path / "elsewhere")
    RecordWriter(tmp_path / FOLDER / "runs" / "r.jsonl").close()
    assert not (tmp_path / "elsewhere").exists()


def test_a_record_in_a_folder_of_another_name_brings_no_gitignore(tmp_path):
    RecordWriter(tmp_path / "shards" / "one" / "r.jsonl").close()
    assert names_of(tmp_path / "shards") == {"one"}


@pytest.mark.parametrize("blocked", [FOLDER, f"{FOLDER}/runs"])
def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path, blocked):
    # A file where the folder should be: permissions mean nothing to root, who may well run this.
    (tmp_path / blocked).parent.mkdir(exist_ok=True)
    (tmp_path / blocked).write_text("")
    with pytest.raises(OSError, match=FOLDER):
        RecordWriter(tmp_path / FOLDER / "runs" / "r.jsonl")


def test_the_newest_records_are_kept(tmp_path):
    lay(tmp_path, *(f"{stem(number)}.jsonl" for number in range(KEPT + 5)))
    prune_records(tmp_path)
    assert KEPT == 20
    assert names_of(tmp_path) == {f"{stem(number)}.jsonl" for number in range(5, KEPT + 5)}


@pytest.mark.parametrize("count", [0, 1, KEPT])
def test_as_many_as_are_kept_lose_none(tmp_path, count):
    lay(tmp_path, *(f"{stem(number)}.jsonl" for number in range(count)))
    prune_records(tmp_path)
    assert len(names_of(tmp_path)) == count


def test_the_log_of_a_run_goes_with_its_record(tmp_path):
    for number in range(4):
        lay(tmp_path, f"{stem(number)}.jsonl", f"{stem(number)}.log")
    prune_records(tmp_path, keep=3)
    assert names_of(tmp_path) == {f"{stem(number)}.{kind}" for number in (1, 2, 3) for kind in ("jsonl", "log")}


def test_logs_of_runs_that_never_had_a_record_do_not_pile_up(tmp_path):
    lay(tmp_path, *(f"{stem(number)}.log" for number in range(6)), f"{stem(0)}.jsonl")
    prune_records(tmp_path, keep=3)
    assert names_of(tmp_path) == {f"{stem(0)}.jsonl", *(f"{stem(number)}.log" for number in (0, 3, 4, 5))}


NOT_RECORDS = [
    "notes.txt",
    "results.jsonl",
    "20250101T000000.jsonl",
    "20250101T000000-.jsonl",
    "20250101T000000-A.jsonl",
    "20250101T000000-a.jsonl.bak",
    "20250101T000000-a.json",
    "20250101T000000-a.jsonl\n",
    "x20250101T000000-a.jsonl",
    "20250101T000000-a.LOG",
    "٢٠250101T000000-a.jsonl",
    f"20250101T000000-{'a' * 33}.jsonl",
]


def test_what_is_not_named_as_a_record_is_left_alone(tmp_path):
    lay(tmp_path, *NOT_RECORDS)
    prune_records(tmp_path, keep=0)
    assert names_of(tmp_path) == set(NOT_RECORDS)


def test_folders_and_links_are_left_alone_and_stop_nothing(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    runs = tmp_path / "runs"
    (runs / f"{stem(0)}.jsonl").mkdir(parents=True)
    (runs / f"{stem(1)}.jsonl").symlink_to(outside)
    lay(runs, f"{stem(2)}.jsonl", f"{stem(3)}.jsonl")
    prune_records(runs, keep=1)
    assert names_of(runs) == {f"{stem(number)}.jsonl" for number in (0, 1, 3)}
    assert outside.read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="an open file cannot be removed everywhere")
def test_pruning_does_not_stop_a_run_that_still_writes(tmp_path):
    writer = RecordWriter(tmp_path / f"{stem(0)}.jsonl")
    lay(tmp_path, f"{stem(1)}.jsonl")
    prune_records(tmp_path, keep=1)
    writer.write("run", schema=1)
    writer.close()
    assert names_of(tmp_path) == {f"{stem(1)}.jsonl"}


def test_a_link_in_the_place_of_our_folder_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    project = tmp_path / "project"
    project.mkdir()
    (project / FOLDER).symlink_to(elsewhere)
    with pytest.raises(OSError, match="link"):
        RecordWriter(new_record_path(project, "run"))
    assert list(elsewhere.iterdir()) == []
