"""Files of ours that stand in a project are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_bulkhead.errors import PlanError
from pytest_bulkhead.kept_file import write_whole
from pytest_bulkhead.plan_file import Plan, PlannedGroup, read_plan, write_plan

PLAN = Plan((PlannedGroup("file-x", ("file x",), ("t.py::test_a",)),))


def test_a_link_that_people_commit_stays_one(tmp_path: Path) -> None:
    (tmp_path / "plan.json").symlink_to("shared.json")
    write_plan(PLAN, tmp_path / "plan.json")
    assert (tmp_path / "plan.json").is_symlink()
    assert read_plan(tmp_path / "shared.json") == PLAN


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.to_text().replace("\n", "\r\n").encode())
    assert read_plan(path) == PLAN


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_who_may_read_it_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("before")
    (tmp_path / "a").chmod(0o640)
    write_whole(tmp_path / "a", "after")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "a", "text")
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_a_circle_of_links_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(PlanError, match="cannot be"):
        write_plan(PLAN, tmp_path / "a")
