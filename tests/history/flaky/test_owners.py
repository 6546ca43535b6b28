"""CODEOWNERS as GitHub and GitLab read it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_bulkhead.history.flaky.owners import find_owners, parse_owners


@pytest.mark.parametrize(
    ("pattern", "path", "is_theirs"),
    [
        ("*", "tests/test_a.py", True),
        ("*.py", "tests/deep/test_a.py", True),
        ("*.js", "tests/test_a.py", False),
        ("test_a.py", "tests/deep/test_a.py", True),
        ("/test_a.py", "tests/test_a.py", False),
        ("/tests/", "tests/deep/test_a.py", True),
        ("tests/", "src/tests/test_a.py", True),
        ("/tests", "tests/test_a.py", True),
        ("tests/*", "tests/test_a.py", True),
        ("tests/*", "tests/deep/test_a.py", False),
        ("tests/**", "tests/deep/test_a.py", True),
        ("**/deep/*.py", "tests/deep/test_a.py", True),
        ("**/deep/*.py", "deep/test_a.py", True),
        ("tests/**/test_a.py", "tests/test_a.py", True),
        ("tests/**/test_a.py", "tests/a/b/test_a.py", True),
        ("tests/test_?.py", "tests/test_a.py", True),
        ("tests/test_a.p", "tests/test_a.py", False),
        (r"my\ tests/", "my tests/test_a.py", True),
    ],
)
def test_a_pattern_matches_as_in_gitignore(pattern, path, is_theirs):
    assert (parse_owners(f"{pattern} @us").of(path) == ("@us",)) is is_theirs


def test_the_last_pattern_wins():
    owners = parse_owners("# all\n*  @all\n/tests/ @qa us@example.com # the testers\n/tests/vendored/\n")
    assert owners.of("src/a.py") == ("@all",)
    assert owners.of("tests/test_a.py::test_a[x/y]") == ("@qa", "us@example.com")
    assert owners.of("tests/vendored/test_a.py") == ()


def test_sections_of_gitlab_each_have_a_say():
    owners = parse_owners(
        "* @all\n[Data Base][2] @dba\n/tests/db/\n/tests/db/odd.py @odd\n!/tests/db/free.py\n^[Docs] @writers\n*.md\n"
    )
    assert owners.of("tests/db/test_a.py") == ("@all", "@dba")
    assert owners.of("tests/db/odd.py") == ("@all", "@odd")
    assert owners.of("tests/db/free.py") == ("@all",)
    assert owners.of("README.md") == ("@all", "@writers")


def test_the_file_is_found_where_hosts_look_for_it(tmp_path):
    assert find_owners(tmp_path).of("a.py") == ()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "CODEOWNERS").write_text("* @docs\n", encoding="utf-8")
    assert find_owners(tmp_path).of("a.py") == ("@docs",)
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "CODEOWNERS").write_text("* @github\n", encoding="utf-8")
    assert find_owners(tmp_path).of("a.py") == ("@github",)


def test_many_stars_are_answered():
    owners = parse_owners("*" + "a*" * 20 + "b @never\n" + "**/" * 50 + "*a*b*c.py @us\n")
    assert owners.of("d/" * 20 + "a" * 200) == ()
    assert owners.of("d/" * 20 + "abaabcbc.py") == ("@us",)


@given(st.text(st.sampled_from("\\/*?![]#^ \na@") | st.characters(), max_size=200), st.text(max_size=20))
@example("\\\n!\n/ @us", "a")
def test_whatever_stands_there_is_read(text, path):
    parse_owners(text).of(path)
