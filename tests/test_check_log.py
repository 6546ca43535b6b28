"""What checks leave behind is read again, whatever else stands there."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.record.check_log import NAME, Check, log_check, read_checks

CHECK = Check(1.5, True, True, ("tests/a.py",), ("BH101", "BH205"), {"tests/a.py": {"BH101": 2}})
_PATHS = st.text(min_size=1, max_size=9)
_CHECKS = st.builds(
    Check,
    st.floats(0, 1e9),
    st.booleans(),
    st.booleans(),
    st.none() | st.lists(_PATHS, max_size=3).map(tuple),
    st.lists(st.sampled_from(["BH101", "BH205"]), max_size=2).map(tuple),
    st.dictionaries(_PATHS, st.dictionaries(st.sampled_from(["BH101", "BH205"]), st.integers(1, 9)), max_size=3),
)


@given(st.lists(_CHECKS, max_size=4))
def test_what_is_written_is_read(tmp_path_factory, checks):
    root = tmp_path_factory.mktemp("root")
    for check in checks:
        log_check(root, check)
    assert read_checks(root) == sorted(checks, key=lambda check: check.time)


def _told(**more):
    return json.dumps({"version": 1, **CHECK._asdict(), **more}).encode()


@pytest.mark.parametrize(
    "line",
    [
        *(_told(time=time) for time in (float("nan"), float("inf"), -1, 1e300)),
        *(_told(found={"a.py": {"BH101": count}}) for count in (float("inf"), -3, 10**400, None)),
        b"",
        b"\xff\n",
        b"{",
        b"[]\n",
        b"{}\n",
        b'{"time":"x"}\n',
        b"[" * 9000 + b"\n",
        b'{"found":[]}\n',
        b"null\n",
    ],
)
def test_what_is_no_line_of_ours_is_passed_over(tmp_path, line):
    log_check(tmp_path, CHECK)
    with open(tmp_path / ".bulkhead" / NAME, "ab") as file:
        file.write(line)
        file.write(b"\n")
    log_check(tmp_path, CHECK)
    assert read_checks(tmp_path) == [CHECK, CHECK]


def test_git_ignores_it(tmp_path):
    log_check(tmp_path, CHECK)
    assert (tmp_path / ".bulkhead" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_it_does_not_grow_for_ever(tmp_path):
    many = CHECK._replace(found={f"tests/{number}.py": {"BH101": 1} for number in range(20_000)})
    for _ in range(30):
        log_check(tmp_path, many)
    sizes = [entry.stat().st_size for entry in os.scandir(tmp_path / ".bulkhead") if entry.name.startswith("checks")]
    assert sum(sizes) < 12 * 1024 * 1024
    assert 0 < len(read_checks(tmp_path)) < 30


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="needs links that are not followed")
def test_a_link_is_not_followed(tmp_path):
    log_check(tmp_path, CHECK)
    target = tmp_path / "elsewhere"
    target.write_text("mine", encoding="utf-8")
    (tmp_path / ".bulkhead" / NAME).unlink()
    (tmp_path / ".bulkhead" / NAME).symlink_to(target)
    with pytest.raises(OSError):
        log_check(tmp_path, CHECK)
    assert target.read_text(encoding="utf-8") == "mine"


def test_without_a_log_nothing_is_known(tmp_path):
    assert read_checks(tmp_path) == []
