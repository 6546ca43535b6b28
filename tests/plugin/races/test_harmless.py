"""What is shared without harm, and said so."""

import pytest

from pytest_bulkhead.plugin.conflicts import Harmless, detect
from pytest_bulkhead.plugin.races.harmless import all_patterns
from pytest_bulkhead.touch import Touched
from tests.plugin.races.touching import ran, touch

A, B = "tests/test_a.py::test_one", "tests/test_b.py::test_two"


def both(what: str, mine: str, theirs: str = "") -> list[Touched]:
    return [ran(A, touch(what, mine)), ran(B, touch(what, theirs or mine))]


@pytest.mark.parametrize(
    ("what", "accesses", "pattern"),
    [
        ("file:app.log", "a", "append-only"),
        ("file:build", "c", "made and left"),
        ("file:cache/x.bin", "pr", "write-then-rename"),
        ("file:old.txt", "d", "removed if there"),
        ("file:pkg/__pycache__/x.cpython-311.pyc.123", "cpw", "compiled Python"),
        ("file:.pytest_cache/v/cache/lastfailed", "w", "tool cache"),
        ("file:/home/me/.cache/matplotlib/fontlist.json", "wr", "tool cache"),
        ("file:.mypy_cache/3.11/x.json", "wd", "tool cache"),
        ("sqlite:.coverage", "w", "coverage data"),
        ("file:sub/.coverage.host.123.456", "wd", "coverage data"),
        ("file:.git/index", "pwr", "version control"),
        ("file:data.lock", "cdr", "lock file"),
        ("file:data/lockd", "cd", "lock file"),
        ("file:.my-lck", "cd", "lock file"),
    ],
)
def test_each_pattern_has_its_case(what: str, accesses: str, pattern: str):
    found = detect(both(what, accesses))
    assert found.conflicts == []
    assert [(aside.name, aside.pattern) for aside in found.set_aside] == [(what.partition(":")[2], pattern)]


def test_a_lock_is_taken_on_its_file():
    touched = [ran(test, touch("file:x.lock", "wd"), touch("file:x", "w", locks=("x.lock",))) for test in (A, B)]
    found = detect(touched)
    assert [aside.pattern for aside in found.set_aside] == ["lock file"]
    assert found.conflicts == []


def test_a_file_that_ends_like_a_lock_may_be_data():
    assert [one.name for one in detect(both("file:poetry.lock", "wr")).conflicts] == ["poetry.lock"]


@pytest.mark.parametrize("name", ["blocks", "clock", "locks", "data"])
def test_what_is_made_and_removed_is_no_lock_unless_it_says_so(name: str):
    assert [one.name for one in detect(both(f"file:{name}", "cd")).conflicts] == [name]


def test_each_pattern_has_a_name_and_a_reason():
    assert all(pattern.name and pattern.reason for pattern in all_patterns())
    assert len({pattern.name for pattern in all_patterns()}) == len(all_patterns()) >= 8


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("out/*.txt", ["out/a.txt", "out/a.txt/below"]),
        ("out", ["out/a.txt", "out/a.txt/below", "deep/out/b.txt", "out/x/b.txt"]),
        ("out/", ["out/a.txt", "out/a.txt/below", "deep/out/b.txt", "out/x/b.txt"]),
        ("*.txt", ["out/a.txt", "out/a.txt/below", "deep/out/b.txt", "out/x/b.txt"]),
        ("**/out/b.*", ["deep/out/b.txt"]),
        ("out/**/b.txt", ["out/x/b.txt"]),
        ("[out", []),
    ],
)
def test_what_the_settings_call_harmless(pattern: str, covered: list[str]):
    files = ["out/a.txt", "out/a.txt/below", "deep/out/b.txt", "out/x/b.txt"]
    found = [detect(both(f"file:{name}", "w"), harmless=[Harmless(pattern, "why not")]) for name in files]
    assert [name for name, one in zip(files, found, strict=True) if not one.conflicts] == covered
    assert {aside.reason for one in found for aside in one.set_aside} <= {"why not"}


def test_what_only_one_test_does_is_not_spoken_of():
    assert detect([ran(A, touch("file:app.log", "a"))]).set_aside == []
