"""Findings are the same finding wherever their lines have gone."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.review.pairing import Held, Pairs, pair

NAMES = st.sampled_from(["test_a", "test_b", "TestC.test_d", "client", ""])
STATES = st.sampled_from([None, What("environ", "URL"), What("environ", "KEY"), What("global", "pkg.CACHE")])
TEXTS = st.sampled_from(["os.environ['URL'] = '1'", "os.environ['KEY'] = '2'", "CACHE.clear()", "sys.path.append('x')"])


@st.composite
def helds(draw: st.DrawFn) -> Held:
    what, symbol = draw(STATES), draw(NAMES)
    return Held(
        Finding(
            code=draw(st.sampled_from(["BH101", "BH103"])),
            hazard="environ",
            source=Source.STATIC,
            severity=Severity.ERROR,
            location=Location(draw(st.sampled_from(["tests/test_a.py", "tests/test_b.py"])), draw(st.integers(1, 90))),
            message="it outlives its test",
            symbol=symbol,
            what=what,
        ),
        draw(TEXTS),
        stays=draw(st.booleans()),
    )


SIDES = st.lists(helds(), max_size=8)


def elsewhere(held: Held, *, path: str = "", line: int = 0, symbol: str = "") -> Held:
    """The same finding at another place, the place where it was being gone."""
    finding = held.finding
    at = replace(finding.location, path=path or finding.location.path, line=line or finding.location.line)
    return held._replace(stays=False, finding=replace(finding, location=at, symbol=symbol or finding.symbol))


def left(pairs: Pairs) -> tuple[int, int]:
    return len(pairs.before), len(pairs.after)


@given(SIDES, st.randoms(use_true_random=False))
def test_lines_that_move_and_change_places_bring_nothing(side: list[Held], random: Random) -> None:
    moved = [elsewhere(one, line=one.finding.location.line + 7) for one in side]
    random.shuffle(moved)
    assert left(pair(side, moved)) == (0, 0)


@given(SIDES)
def test_a_file_that_is_split_or_renamed_brings_nothing(side: list[Held]) -> None:
    before = [one._replace(stays=False) for one in side if one.finding.what]
    assert left(pair(before, [elsewhere(one, path="tests/test_new.py", line=1) for one in before])) == (0, 0)


@given(SIDES)
def test_tests_that_are_renamed_bring_nothing(side: list[Held]) -> None:
    renamed = [elsewhere(one, symbol=f"{one.finding.symbol}_again") for one in side]
    assert left(pair(side, renamed)) == (0, 0)


@given(SIDES, SIDES)
def test_each_is_paired_once_with_one_of_its_hazard_and_the_rest_is_left(before: list[Held], after: list[Held]) -> None:
    pairs = pair(before, after)
    assert sorted(map(repr, [*(one for one, _ in pairs.both), *pairs.before])) == sorted(map(repr, before))
    assert sorted(map(repr, [*(one for _, one in pairs.both), *pairs.after])) == sorted(map(repr, after))
    assert all(one.finding.code == other.finding.code for one, other in pairs.both)


@given(SIDES, helds())
def test_one_more_of_what_is_there_is_brought(side: list[Held], more: Held) -> None:
    assert left(pair(side, [*side, more])) == (0, 1)
    assert left(pair([*side, more], side)) == (1, 0)


def held(symbol: str, name: str, text: str, *, stays: bool = True) -> Held:
    at, what = Location("tests/test_a.py", 1), What("environ", name)
    message = "it outlives its test"
    finding = Finding("BH101", "environ", Source.STATIC, Severity.ERROR, at, message, symbol=symbol, what=what)
    return Held(finding, text, stays)


def test_an_edited_line_of_a_test_is_no_new_one() -> None:
    before = [held("test_a", "API_URL", 'os.environ["API_URL"] = "http://one"')]
    after = [held("test_a", "API_ADDRESS", 'os.environ["API_ADDRESS"] = "http://one"')]
    assert left(pair(before, after)) == (0, 0)


def test_another_state_of_the_same_test_is_a_new_one() -> None:
    before = [held("test_a", "API_URL", 'os.environ["API_URL"] = "http://one"')]
    after = [held("test_a", "TZ", "os.environ.pop('TZ')")]
    assert left(pair(before, after)) == (1, 1)


def test_what_a_test_of_another_file_did_already_is_not_taken_from_here() -> None:
    line = 'os.environ["URL"] = "http://one"'
    before, other = held("test_a", "URL", line), held("test_a", "URL", "os.environ.update(URL=address())")
    after = elsewhere(other, path="tests/test_b.py")._replace(stays=True)
    assert left(pair([before], [after])) == (1, 1)
    assert left(pair([before], [after._replace(text=line)])) == (1, 1)
    assert left(pair([before], [after._replace(text=line, stays=False)])) == (0, 0), "it was taken into a new function"


def test_a_test_in_the_place_of_one_that_is_gone_may_do_what_that_did() -> None:
    before = [held("test_a", "URL", 'os.environ["URL"] = "http://one"', stays=False)]
    after = [held("test_b", "URL", "os.environ.update(URL=address())", stays=False)]
    assert left(pair(before, after)) == (0, 0)
    assert left(pair([before[0]._replace(stays=True)], after)) == (1, 1)
