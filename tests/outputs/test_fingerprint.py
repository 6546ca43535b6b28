"""A fingerprint stays while lines move, and tells findings apart."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.findings import Location, What
from pytest_bulkhead.outputs.fingerprint import fingerprinted

from .samples import finding, leak

names = st.sampled_from(["a", "b", ""])
findings = st.builds(
    lambda line, code, symbol, name: finding(line=line, code=code, symbol=symbol, what=What("environ", name)),
    st.integers(1, 50),
    st.sampled_from(["BH101", "BH102"]),
    names,
    names,
)


def prints(*some) -> list[str]:
    return [one for _, one in fingerprinted(some)]


@given(st.lists(findings, max_size=12), st.integers(1, 1000))
def test_moving_lines_and_new_words_change_none(some, lines):
    moved = [
        replace(one, location=Location(one.location.path, one.location.line + lines), message="said otherwise")
        for one in some
    ]
    assert prints(*some) == prints(*moved)


@given(st.lists(findings, max_size=12))
def test_no_two_are_alike(some):
    assert len(set(prints(*some))) == len(some)


def test_file_code_function_state_and_test_all_count():
    some = [
        finding(),
        finding("test_b.py"),
        finding(code="BH102"),
        finding(symbol="test_x"),
        finding(what=What("environ", "A")),
        leak("t1"),
        leak("t2"),
    ]
    assert len(set(prints(*some))) == len({one[:32] for one in prints(*some)}) == len(some)
    assert [prints(one)[0] for one in some] == prints(*some)
