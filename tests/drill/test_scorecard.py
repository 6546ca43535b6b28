"""The scorecard's figures, and how they are shown."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.drill.examined import Examined
from pytest_bulkhead.drill.examiner import Outcome
from pytest_bulkhead.drill.scorecard.document import render_json
from pytest_bulkhead.drill.scorecard.interval import wilson
from pytest_bulkhead.drill.scorecard.markdown import render_markdown
from pytest_bulkhead.drill.scorecard.scorecard import Scorecard
from pytest_bulkhead.drill.scorecard.text import render_text
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.outputs.style import Style


def mutant(code: str, *caught_by: Examination) -> Examined:
    """One that some have caught, the regression suite having nothing to say."""
    outcomes = {one: Outcome.CAUGHT if one in caught_by else Outcome.MISSED for one in Examination}
    outcomes[Examination.REGRESSION] = Outcome.NOT_APPLICABLE
    return Examined("a", code, "by hand", "tests/test_a.py", 3, ("tests/test_a.py",), "-a\n+``` b\n", outcomes, {})


def card_of(*mutants: Examined) -> Scorecard:
    """A scorecard of these."""
    return Scorecard("shop", 1, mutants, {}, {}, len(mutants), len(mutants), (), (), 1.0, ("a note",))


CARD = card_of(
    mutant("BH101", Examination.CHECK, Examination.REVIEW, Examination.SERIAL),
    mutant("BH101", Examination.CHECK, Examination.REVIEW),
    mutant("BH103", Examination.SERIAL),
    mutant("BH103"),
)


def test_the_summary_counts_what_it_says() -> None:
    summary = json.loads(render_json(CARD))["summary"]
    assert (summary["mutants"], summary["survivors"], summary["false_alarms"]) == (4, 1, 0)
    assert (summary["prevention_rate"], summary["by_two_layers"], summary["before_and_while_running"]) == (
        0.75,
        0.5,
        0.25,
    )
    low, high = summary["interval"]
    assert 0 < low < 0.75 < high < 1


def test_a_row_tells_what_each_layer_caught_of_what_it_is_meant_to() -> None:
    text = render_text(CARD, Style())
    row = next(line for line in text.splitlines() if line.startswith("BH101"))
    assert row.split() == ["BH101", "environ", "2", "2", "2/2", "0/2", "1/2", "0/2", "2/2"]


def test_a_survivor_is_shown_with_its_diff() -> None:
    for shown in (render_text(CARD, Style()), render_markdown(CARD)):
        assert "tests/test_a.py:3" in shown
        assert "+``` b" in shown


def test_a_drill_without_mutants_has_a_scorecard() -> None:
    assert json.loads(render_json(card_of()))["summary"]["prevention_rate"] == 0


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_rate(hits: int, trials: int) -> None:
    hits = min(hits, trials)
    low, high = wilson(hits, trials)
    assert 0 <= low <= hits / trials + 1e-12
    assert hits / trials - 1e-12 <= high <= 1


def test_the_interval_is_the_published_one() -> None:
    low, high = wilson(97, 100)
    assert (round(low, 4), round(high, 4)) == (0.9155, 0.9897)
