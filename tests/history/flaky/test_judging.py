"""A flaky test goes both ways at one revision; a broken one does what the code does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.history.flaky.judging import Bar, State, judge, suite_prior
from pytest_bulkhead.history.flaky.runs import Fit, left_out, seen, trunk

from ..runs import attempt, runs, totals

_OUTCOMES = st.lists(st.sampled_from([".", "F", "F.", "FF", "s"]), min_size=1, max_size=30)


def state(text, **details):
    return judge(seen(runs(text, **details), ()), "main", Bar()).state


@pytest.mark.parametrize(
    ("text", "revisions", "expected"),
    [
        (". . . F.", "abcd", State.FLAKY),
        (". . F .", "abbb", State.FLAKY),
        (". F . .", "abcd", State.STEADY),
        (". F . . F . .", "abcdefg", State.SUSPECTED),
        (". F . . F . . F .", "abcdefghi", State.FLAKY),
        (". . F F F", "abcde", State.BROKEN),
        (". . FF FF FF", "abcde", State.BROKEN),
        (". . F F . .", "abcdef", State.STEADY),
        (". . . F", "abcd", State.STEADY),
        ("s s s", "aaa", State.STEADY),
        (". x .", "aaa", State.STEADY),
    ],
)
def test_what_a_history_means(text, revisions, expected):
    assert state(text, revisions=revisions) is expected


def test_runs_of_no_known_revision_do_not_contradict_each_other():
    some = runs(". F .", revisions=["", "", ""])
    assert judge(seen(some, ()), "main", Bar()).signs.contradictions == 0


def test_a_changed_tree_is_not_its_revision():
    dirty = runs(". F .", revisions="aaa")
    dirty = dirty._replace(attempts=tuple(one._replace(is_dirty=True) for one in dirty.attempts))
    assert judge(seen(dirty, ()), "main", Bar()).state is State.STEADY


def test_failures_that_are_mended_on_a_branch_are_how_one_works():
    assert state(". F . F . F .", branch="topic") is State.STEADY
    assert state(". F . F . F .") is State.FLAKY


def test_a_test_is_mended_when_it_would_have_failed_again_by_now():
    assert state(" ".join(["F."] * 3 + ["."] * 19)) is State.FLAKY
    assert state(" ".join(["F."] * 3 + ["."] * 30)) is State.MENDED
    rare = ["."] * 200 + ["F."]
    assert state(" ".join(rare + ["."] * 200)) is State.FLAKY
    assert state(" ".join(rare + ["."] * 900)) is State.MENDED


def test_a_very_flaky_test_is_not_broken_for_failing_thrice():
    assert state(" ".join(["F."] * 10 + ["F"] * 3)) is State.FLAKY
    assert state(" ".join(["F."] * 10 + ["F"] * 80)) is State.BROKEN


def test_runs_that_say_nothing_are_left_out():
    some = [
        totals(0),
        totals(1, bad=30),
        totals(2, is_complete=False),
        totals(3, crashes=1),
        totals(4, crashes=1, workers=8),
        totals(5, bad=2, attempts=4),
        totals(6, bad=19),
    ]
    assert left_out(some, Fit()) == {1, 2, 3}


def test_where_a_server_was_down_nobody_is_flaky():
    told = runs(". F . .", revisions="aabb")
    assert judge(seen(told, {1}), "main", Bar()).state is State.STEADY


def test_the_trunk_is_where_most_runs_are():
    assert trunk([totals(0, branch="b"), totals(1, branch="a"), totals(2, branch="b")]) == "b"
    assert trunk([]) == ""


def test_recent_runs_count_more():
    early, late = (
        judge(seen(runs(" ".join(text)), ()), "main", Bar()).rate
        for text in (["F."] * 3 + ["."] * 60, ["."] * 60 + ["F."] * 3)
    )
    assert early.mean < late.mean
    assert late.low < late.mean < late.high


def test_a_suite_that_never_fails_believes_a_new_test():
    steady, shaky = suite_prior(0, 5000), suite_prior(500, 5000)
    assert steady[0] < shaky[0] < 0.11
    assert sum(steady) == pytest.approx(1.0)


@given(_OUTCOMES, st.randoms())
def test_the_order_in_which_attempts_are_told_says_nothing(words, chance):
    told = runs(" ".join(words), revisions="ab" * 15 + "c" if len(words) > 30 else ("ab" * 15)[: len(words)])
    shuffled = told._replace(attempts=tuple(chance.sample(told.attempts, len(told.attempts))))
    assert judge(seen(told, ()), "main", Bar()) == judge(seen(shuffled, ()), "main", Bar())


@given(_OUTCOMES)
def test_a_test_that_does_what_its_revision_does_is_never_flaky(words):
    steady = [(word, word) for word in words if word != "F."]
    text = " ".join(word for pair in steady for word in pair)
    revisions = [f"r{number}" for number in range(len(steady)) for _ in range(2)]
    if steady:
        told = judge(seen(runs(text, revisions=revisions, branch="topic"), ()), "main", Bar())
        assert told.state in (State.STEADY, State.BROKEN)
        assert not told.signs.unexplained


@given(_OUTCOMES)
def test_each_failure_is_either_explained_or_not(words):
    some = seen(runs(" ".join(words)), ())
    signs = judge(some, "main", Bar()).signs
    assert not signs.unexplained & signs.broken
    assert signs.unexplained | signs.broken == {one.run for one in some if one.is_bad}


def test_attempts_of_two_shards_are_one_run():
    from pytest_bulkhead.history.values import Outcome, RunsOfTest

    both = (attempt(1, 1, Outcome.FAILED), attempt(1, 1, Outcome.PASSED)._replace(shard=2))
    (one,) = seen(RunsOfTest("t", "here", both), ())
    assert one.contradicts_itself
    assert one.ended_bad
