"""What an interrupted drill has kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.drill.examined import Examined
from pytest_bulkhead.drill.examiner import Outcome
from pytest_bulkhead.drill.kept import Kept, fingerprint
from pytest_bulkhead.drill.seed import Examination

ONE = Examined(
    identity="a",
    code="BH101",
    origin="by hand",
    path="tests/test_a.py",
    line=3,
    tests=("tests/test_a.py::test_a",),
    diff="-a\n+b\n",
    outcomes={Examination.CHECK: Outcome.CAUGHT, Examination.SERIAL: Outcome.MISSED},
    reasons={Examination.SERIAL: "why"},
)


def test_it_is_taken_up_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "this")
    kept.begin([])
    kept.add([ONE, ONE._replace(identity="b", void="no test")])
    assert Kept(tmp_path, "this").read() == {"a": ONE, "b": ONE._replace(identity="b", void="no test")}


def test_another_drill_begins_anew(tmp_path: Path) -> None:
    Kept(tmp_path, "this").begin([ONE])
    assert Kept(tmp_path, "that").read() == {}


@pytest.mark.parametrize("broken", ["{", "[]", '{"identity": 1}', "\x00", "null", "[" * 100_000])
def test_a_line_that_was_cut_off_is_left_out(broken: str, tmp_path: Path) -> None:
    kept = Kept(tmp_path, "this")
    kept.begin([ONE])
    with open(kept.path, "a") as file:
        file.write(broken)
    assert kept.read() == {"a": ONE}


def test_when_all_is_done_nothing_is_left(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "this")
    kept.begin([ONE])
    kept.forget()
    assert kept.read() == {}


def test_what_another_drill_keeps_meanwhile_is_left_alone(tmp_path: Path) -> None:
    this, that = Kept(tmp_path, "this"), Kept(tmp_path, "that")
    this.begin([])
    that.begin([])
    this.add([ONE])
    assert that.read() == {}


def test_a_link_in_its_place_is_not_written_through(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    kept = Kept(tmp_path, "this")
    kept.path.parent.mkdir(parents=True)
    kept.path.symlink_to(mine)
    kept.begin([ONE])
    assert mine.read_text() == "mine"
    assert kept.read() == {"a": ONE}


def test_other_code_under_test_makes_another_drill(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("LIMIT = 1\n")
    (tmp_path / "notes.txt").write_text("a")
    before = fingerprint([], tmp_path)
    (tmp_path / "notes.txt").write_text("b")
    assert fingerprint([], tmp_path) == before
    (tmp_path / "shop.py").write_text("LIMIT = 2\n")
    assert fingerprint([], tmp_path) != before
