"""What came and went, week by week."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.history.violations import WEEK, weeks
from pytest_bulkhead.record.check_log import Check

MONDAY = 1_730_678_400.0
CODES = ("BH101", "BH205")


def check(found, *, time=MONDAY, scope=(".",), codes=CODES, is_hook=False, stopped=False):
    return Check(time, is_hook, stopped, scope, codes, found)


def counts(*checks):
    return [(dict(week.introduced), dict(week.mended), dict(week.standing)) for week in weeks(checks)]


def test_what_stands_there_at_first_is_not_new():
    assert counts(check({"a.py": {"BH101": 2}})) == [({}, {}, {"BH101": 2})]


def test_what_comes_and_goes_is_counted_in_its_week():
    told = counts(
        check({"a.py": {"BH101": 2}}),
        check({"a.py": {"BH101": 1}, "b.py": {"BH205": 1}}, time=MONDAY + 60),
        check({"b.py": {"BH205": 3}}, time=MONDAY + WEEK),
    )
    assert told == [({"BH205": 1}, {"BH101": 1}, {"BH101": 1, "BH205": 1}), ({"BH205": 2}, {"BH101": 1}, {"BH205": 3})]


def test_a_check_says_nothing_about_files_and_hazards_that_it_did_not_look_at():
    first = check({"a.py": {"BH101": 1}, "tests/b.py": {"BH205": 1}})
    assert counts(first, check({}, scope=("tests",), codes=("BH101",)))[0][1] == {}
    assert counts(first, check({}, scope=("test",)))[0][1] == {}
    assert counts(first, check({}, scope=None))[0][1] == {}
    assert counts(first, check({}, scope=("tests",)))[0][1] == {"BH205": 1}


def test_what_a_hook_has_stopped_never_came_in():
    stopped = check({"a.py": {"BH101": 1}}, is_hook=True, stopped=True, scope=("a.py",))
    (week,) = weeks([check({}), stopped, check({})])
    assert (week.introduced, week.mended) == ({}, {})
    assert (week.checks, week.hooks, week.hooks_stopped, dict(week.stopped)) == (2, 1, 1, {"BH101": 1})


def test_a_hook_that_lets_pass_shows_what_is_mended():
    passed = check({}, is_hook=True, scope=("a.py",))
    (week,) = weeks([check({"a.py": {"BH101": 1}, "b.py": {"BH101": 1}}), passed])
    assert (dict(week.mended), dict(week.standing)) == ({"BH101": 1}, {"BH101": 1})


_FOUND = st.dictionaries(
    st.sampled_from(["a.py", "t/b.py", "t/c.py"]),
    st.dictionaries(st.sampled_from(CODES), st.integers(1, 3), min_size=1),
    max_size=3,
)


@given(st.lists(st.tuples(_FOUND, st.integers(0, 3 * WEEK)), min_size=1, max_size=8))
def test_the_books_balance(checks):
    some = [check(found, time=MONDAY + time) for found, time in sorted(checks, key=lambda one: one[1])]
    told = weeks(some)
    first = sum(sum(of_file.values()) for of_file in some[0].found.values())
    came, went = (sum(sum(getattr(week, name).values()) for week in told) for name in ("introduced", "mended"))
    assert first + came - went == sum(told[-1].standing.values())
    assert sum(week.checks for week in told) == len(checks)
