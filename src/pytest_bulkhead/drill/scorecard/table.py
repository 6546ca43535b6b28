"""The scorecard's table: a row for each hazard, a column for each examination."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pytest_bulkhead.drill.scorecard.scorecard import Scorecard
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.hazards.lookup import all_hazards

HEAD = ("code", "hazard", "mutants", "caught", *(one.value for one in Examination))
LEGEND = "caught / those that the layer is meant to catch; nothing: it is not meant to"


def rows(card: Scorecard) -> Iterator[tuple[str, ...]]:
    """The cells of each hazard that was violated."""
    slugs = {hazard.code: hazard.slug for hazard in all_hazards()}
    for code in card.codes:
        mutants = card.of(code)
        caught = sum(bool(one.caught_by) for one in mutants)
        cells = (_cell(card, code, examination) for examination in Examination)
        yield (code, slugs.get(code, ""), str(len(mutants)), str(caught), *cells)


def sentences(card: Scorecard) -> Iterator[str]:
    """The figures in words."""
    count = len(card.mutants)
    low, high = card.interval
    yield (
        f"{len(card.caught)} of {count} violations were caught by one layer or more: {card.prevention_rate:.1%} "
        f"(95 % interval {low:.1%} to {high:.1%})."
    )
    yield (
        f"{card.by_two} by two layers or more ({card.share(card.by_two):.1%}), {card.before_and_while} before the "
        f"tests ran and again while they ran ({card.share(card.before_and_while):.1%})."
    )
    yield f"False alarms in sound code that was laid in: {len(card.false_alarms)}."
    yield f"Findings in the untouched copy: {_of_untouched(card)}."


def _of_untouched(card: Scorecard) -> str:
    if not card.untouched:
        return "0"
    by_code = Counter(finding.code for finding in card.untouched)
    told = ", ".join(f"{code} {count}" for code, count in sorted(by_code.items()))
    return (
        f"{len(card.untouched)} ({told}), which were there before; each is for you to judge, "
        "a fault of the suite or a false alarm of ours"
    )


def _cell(card: Scorecard, code: str, examination: Examination) -> str:
    tally = card.tally(code, examination)
    return f"{tally.caught}/{tally.applicable}" if tally.applicable else ""
