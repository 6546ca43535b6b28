"""The file of tests in quarantine: what is written is read again, and anything else is a clear error."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.errors import QuarantineError
from pytest_bulkhead.quarantine.entry import Entry
from pytest_bulkhead.quarantine.file import Quarantine, read_quarantine, write_quarantine
from pytest_bulkhead.quarantine.looking import problems_of

DAY = datetime.date(2026, 11, 23)
lines = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=20)
names = lines.map("a{}b".format)
entries = st.builds(
    Entry,
    st.builds("{}::{}".format, names, names),
    lines,
    st.dates(),
    lines,
    st.none() | st.dates(),
    st.just("") | lines,
)


def entry(test: str = "t.py::test_a", until: datetime.date = DAY) -> Entry:
    return Entry(test, "ann", until, "T-1")


def text(table: str) -> str:
    return f'version = 1\n[tests."t.py::test_a"]\n{table}\n'


@given(st.lists(entries, unique_by=lambda one: one.test, max_size=5))
def test_any_entries_survive(some: list[Entry]) -> None:
    quarantine = Quarantine(tuple(sorted(some)))
    assert Quarantine.from_text(quarantine.to_text(), "q") == quarantine


def test_each_entry_adds_its_own_lines_and_moves_no_others(tmp_path: Path) -> None:
    path = tmp_path / "q.toml"
    both = Quarantine((entry("t.py::test_a"),)).with_entry(entry("t.py::test_c"))
    write_quarantine(both, path)
    before = path.read_text().split("\n\n")
    write_quarantine(both.with_entry(entry("t.py::test_b[é]")), path)
    after = path.read_text().split("\n\n")
    assert [block for block in after if "test_b[é]" not in block] == before
    assert "test_b[é]" in after[2]
    assert [one.name for one in tmp_path.iterdir()] == ["q.toml"]


def test_the_last_that_leaves_takes_the_file_along(tmp_path: Path) -> None:
    path = tmp_path / "q.toml"
    quarantine = Quarantine((entry(),))
    write_quarantine(quarantine, path)
    write_quarantine(quarantine.without(["t.py::test_a"]), path)
    assert not path.exists()
    assert read_quarantine(path) == Quarantine()


def test_the_last_day_counts_and_the_next_does_not(tmp_path: Path) -> None:
    quarantine = Quarantine((entry(), entry("u.py::test_b", DAY - datetime.timedelta(days=2))))
    assert [one.test for one in quarantine.in_force(DAY)] == ["t.py::test_a"]
    (tmp_path / "t.py").touch()
    overdue, gone = problems_of(quarantine, tmp_path, DAY)
    assert (overdue.kind, gone.kind) == ("overdue", "gone")
    assert "overdue by 2 days (until 2026-11-21, owner ann, T-1)" in overdue.message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no `version = 1`"),
        ("version = true", "no `version = 1`"),
        ("version = 2", "later bulkhead"),
        ("<<<<<<< HEAD\nversion = 1", "is broken"),
        ("version = 1\ntest = 1", "'test' means nothing"),
        ("version = 1\ntests = []", "must be a table"),
        ('version = 1\n[tests]\n"a::b" = 1', "there must be a table"),
        ('version = 1\n[tests."a.py"]', "is no test"),
        ('version = 1\n[tests."a.py::b\\n"]', "cannot be kept"),
        (text('owner = "ann"\nuntil = 2026-11-23'), "`ticket` is missing"),
        (text('owner = ""\nuntil = 2026-11-23\nticket = "T"'), "`owner` is missing"),
        (text('owner = "ann"\nuntil = "2026-11-23"\nticket = "T"'), "must be a day without quotes"),
        (text('owner = "ann"\nuntil = 2026-11-23T10:00:00\nticket = "T"'), "must be a day"),
        (text('owner = "ann"\nuntil = 2026-11-23\nticket = 7'), "one line of text"),
        (text('owner = "ann"\nuntill = 2026-11-23\nticket = "T"'), "did you mean 'until'"),
        (text('owner = "a"\nuntil = 2026-11-23\nticket = "T"\n[tests."t.py::test_a"]'), "is broken"),
        ("version = 1\nx = " + "[" * 100_000, "is broken"),
    ],
)
def test_anything_else_is_a_clear_error(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "q.toml"
    path.write_text(content)
    with pytest.raises(QuarantineError, match=told) as caught:
        read_quarantine(path)
    assert str(path) in str(caught.value)


def test_what_is_no_text_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "q.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QuarantineError, match="UTF-8"):
        read_quarantine(path)
    with pytest.raises(QuarantineError, match="cannot be read"):
        read_quarantine(tmp_path)


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(QuarantineError, match="cannot be written"):
        write_quarantine(Quarantine((entry(),)), tmp_path / "missing" / "q.toml")
    assert list(tmp_path.iterdir()) == []
