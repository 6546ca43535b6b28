"""Fixtures that clear away whatever they find."""

from pytest_bulkhead.plugin.conflicts import Certainty, conflicts
from pytest_bulkhead.touch import Spot, Touched
from tests.plugin.races.touching import ran, stood, touch

A, B, C = "tests/test_a.py::test_one", "tests/test_a.py::test_two", "tests/test_a.py::test_three"
HERE = Spot("tests/test_a.py", 9)


def swept(test: str, *names: str, made: str = "", at: Spot = HERE) -> list[Touched]:
    """A test that makes these, and the fixture that removes them after it."""
    removals = [touch(f"file:{name}", f"{made}d", wrote_at=at) for name in names]
    return [ran(test, *(touch(f"file:{name}", "c") for name in names)), stood("tidy", "function", test, *removals)]


def told(*touched: list[Touched]) -> dict[str, set[str]]:
    found = conflicts([one for some in touched for one in some])
    return {one.name: {hand.party.owner for hand in one.hands if hand.party.test != A} for one in found}


def test_what_one_test_makes_would_be_cleared_away_after_another():
    found = told(swept(A, "out", "log"), swept(B, "out"), swept(C, "out"))
    assert found == {"out": {"test", "fixture:tidy"}, "log": {"fixture:tidy"}}


def test_names_of_the_tests_own_are_nobody_elses():
    assert told(swept(A, "one"), swept(B, "two"), swept(C, "three", "four")) == {}
    assert told(swept(f"{A}[1]", "one", "all"), swept(f"{A}[2]", "two")) == {}


def test_what_a_fixture_has_made_itself_it_does_not_clear_away_for_others():
    assert "log" not in told(swept(A, "out", "log", made="c"), swept(B, "out", made="c"))


def removed(test: str, name: str, line: int) -> list[Touched]:
    there = Spot("tests/test_a.py", line)
    return [
        ran(test, touch(f"file:{name}", "c")),
        stood("tidy", "function", test, touch(f"file:{name}", "d", wrote_at=there)),
    ]


def test_other_lines_of_it_have_names_alike():
    assert "log" in told(swept(A, "out"), swept(B, "out"), removed(A, "log", 12))


def test_lines_that_each_remove_something_for_another_test_are_a_list():
    found = told(removed(A, "out", 12), removed(B, "log", 13))
    assert found == {"out": {"fixture:tidy"}, "log": {"test"}}


def test_unless_they_remove_something_else_for_each_test():
    assert list(told(swept(A, "out"), swept(B, "out"), removed(A, "one", 12), removed(B, "two", 12))) == ["out"]


def test_what_would_have_been_removed_was_not_seen():
    run = [*swept(A, "out", "log"), *swept(B, "out"), *swept(C, "out")]
    apart = [
        one._replace(party=one.party._replace(worker="gw0" if one.party.test == A else "gw1", began=n, ended=n + 0.5))
        for n, one in enumerate(run)
    ]
    [log] = [one for one in conflicts(apart) if one.name == "log"]
    assert log.certainty is Certainty.PREDICTED


def test_a_fixture_that_found_nothing_would_have_cleared_away_too():
    idle = stood("tidy", "function", "tests/test_a.py::test_four")
    assert told(swept(A, "out", "log"), swept(B, "out"), [idle]) == {
        "out": {"test", "fixture:tidy"},
        "log": {"fixture:tidy"},
    }
    [log] = [one for one in conflicts([*swept(A, "out", "log"), *swept(B, "out"), idle]) if one.name == "log"]
    assert "tests/test_a.py::test_four" in {hand.party.test for hand in log.hands}
