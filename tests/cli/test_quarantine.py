"""`bulkhead quarantine`: tests come in, are listed, stay too long, and leave."""

from __future__ import annotations

import datetime
import json
import threading
from pathlib import Path

import pytest

from pytest_bulkhead.cli import quarantine as quarantine_command
from pytest_bulkhead.cli.main import main
from pytest_bulkhead.quarantine.file import Quarantine, read_quarantine, write_quarantine

FILE = Path("bulkhead-quarantine.toml")
TERMS = ("--owner", "ann", "--until", "30 days", "--ticket", "T-1")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pytest.ini").write_text("[pytest]\n")
    Path("test_a.py").write_text("def test_x(): pass\nclass TestB:\n    def test_y(self): pass\n")


def add(*words: str, test: str = "test_a.py::test_x[1]") -> int:
    return main(["quarantine", "add", test, *(words or TERMS)])


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    status = main(["quarantine", *words, "--output-format", "json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_test_comes_in_is_listed_and_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    assert add("--reason", "a race", *TERMS) == 0
    read = capsys.readouterr()
    assert "test_a.py::test_x[1] is in quarantine until " in read.out
    assert read.err == ""
    status, document = answer(capsys, "list")
    (one,) = document["tests"]
    known = (one["test"], one["owner"], one["ticket"], one["reason"], one["days_left"], one["overdue"])
    assert (status, known) == (0, ("test_a.py::test_x[1]", "ann", "T-1", "a race", 30, False))
    assert document["summary"]["tests"] == 1
    assert main(["quarantine", "list"]) == 0
    assert "30 days left: test_a.py::test_x[1]" in capsys.readouterr().out
    assert main(["quarantine", "remove", "test_a.py::test_x[1]"]) == 0
    assert not FILE.exists()


def test_who_is_there_already_is_renewed_only_on_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    add()
    FILE.write_text(FILE.read_text().replace("since = 20", "since = 10"))
    assert add() == 2
    assert "--renew" in capsys.readouterr().err
    assert add("--renew", "--owner", "bob", "--until", "60 days", "--ticket", "T-2") == 0
    (entry,) = read_quarantine(FILE).entries
    assert (entry.owner, entry.since and entry.since.year < 2000) == ("bob", True)


def test_check_ends_with_1_for_who_is_overdue_or_gone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine", "check"]) == 0
    add()
    assert main(["quarantine", "check"]) == 0
    FILE.write_text(FILE.read_text() + '[tests."test_b.py::test_x"]\nowner = "a"\nuntil = 2020-01-01\nticket = "T"\n')
    status, document = answer(capsys, "check")
    assert (status, [one["kind"] for one in document["problems"]]) == (1, ["overdue", "gone"])
    assert document["summary"] | {"file": ""} == {"file": "", "tests": 2, "overdue": 1, "gone": 1}
    assert answer(capsys, "list")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "test_a.py", *TERMS], "is no test"),
        (["add", "test_c.py::test_x", *TERMS], "There is no test_c.py"),
        (["add", "test_a.py::test_x\n", *TERMS], "cannot be kept"),
        (["add", "test_a.py::test_x", "--owner", "a\nb", "--until", "1 day", "--ticket", "T"], "one line of text"),
        (["add", "test_a.py::test_x", "--owner", "", "--until", "1 day", "--ticket", "T"], "`owner` is missing"),
        (["add", "test_a.py::test_x", "--owner", " ", "--until", "1 day", "--ticket", "T"], "`owner` is missing"),
        (["add", "test_a.py::test_x", "--owner", "a", "--until", "2020-01-01", "--ticket", "T"], "is over"),
        (["add", "test_a.py::test_x", "--owner", "a", "--until", "500 days", "--ticket", "T"], "more than a year"),
        (["remove", "test_a.py::test_x"], "is not in quarantine"),
        (["list", "--path", "missing"], "nothing at missing"),
    ],
)
def test_what_cannot_be_meant_is_told(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine", *words]) == 2
    assert told in capsys.readouterr().err
    assert not FILE.exists()


def test_a_day_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        add("--owner", "a", "--until", "soon", "--ticket", "T")
    assert caught.value.code == 2
    assert "is wanted, not 'soon'" in capsys.readouterr().err


def test_a_name_that_the_file_does_not_hold_is_doubted(capsys: pytest.CaptureFixture[str]) -> None:
    assert add(test="test_a.py::TestB::test_y") == 0
    assert capsys.readouterr().err == ""
    assert add(test="test_a.py::test_z") == 0
    assert "does not speak of test_z" in capsys.readouterr().err


def test_a_broken_file_is_left_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    FILE.write_text("version = 1\n<<<<<<< HEAD\n")
    assert add() == 2
    assert "is broken" in capsys.readouterr().err
    assert FILE.read_text() == "version = 1\n<<<<<<< HEAD\n"


def test_a_year_is_the_most_and_days_are_those_of_utc(capsys: pytest.CaptureFixture[str]) -> None:
    until = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=365)
    assert add("--owner", "a", "--until", until.isoformat(), "--ticket", "T") == 0
    assert read_quarantine(FILE).entries[0].until == until


@pytest.mark.parametrize("file", ["{here}/test_a.py", "./test_a.py", "../{name}/test_a.py", "sub/../test_a.py"])
def test_a_file_can_be_named_in_any_way_and_stands_there_as_pytest_prints_it(file: str, tmp_path: Path) -> None:
    assert add(test=f"{file.format(here=tmp_path, name=tmp_path.name)}::test_x") == 0
    assert [entry.test for entry in read_quarantine(FILE).entries] == ["test_a.py::test_x"]


def test_backslashes_are_those_of_a_path() -> None:
    Path("sub").mkdir()
    Path("sub/test_b.py").write_text("def test_x(): pass\n")
    assert add(test="sub\\test_b.py::test_x[\\n]") == 0
    assert [entry.test for entry in read_quarantine(FILE).entries] == ["sub/test_b.py::test_x[\\n]"]


def test_a_test_of_another_project_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path.parent / f"{tmp_path.name}.py").write_text("def test_x(): pass\n")
    assert add(test=f"../{tmp_path.name}.py::test_x") == 2
    assert "is not below" in capsys.readouterr().err
    assert not FILE.exists()


def test_of_two_that_come_in_at_once_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second begins when the first has read the file, and not yet written it."""
    others: list[threading.Thread] = []

    def write(quarantine: Quarantine, path: Path) -> None:
        monkeypatch.setattr(quarantine_command, "write_quarantine", write_quarantine)
        others.append(threading.Thread(target=add, kwargs={"test": "test_a.py::TestB::test_y"}))
        others[0].start()
        others[0].join(1)
        write_quarantine(quarantine, path)

    monkeypatch.setattr(quarantine_command, "write_quarantine", write)
    assert add(test="test_a.py::test_x") == 0
    others[0].join()
    assert [entry.test for entry in read_quarantine(FILE).entries] == ["test_a.py::TestB::test_y", "test_a.py::test_x"]
