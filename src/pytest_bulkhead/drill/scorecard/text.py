"""The scorecard for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.drill.scorecard.scorecard import Scorecard
from pytest_bulkhead.drill.scorecard.table import HEAD, LEGEND, rows, sentences
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.style import Style

_TEXTS = 2
_SHOWN = 20


def render_text(card: Scorecard, style: Style) -> str:
    """A table, the figures, and each survivor with its diff."""
    return "\n".join(_lines(card, style)) + "\n"


def _lines(card: Scorecard, style: Style) -> Iterator[str]:
    table = [HEAD, *rows(card)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for number, cells in enumerate(table):
        line = "  ".join(
            cell.ljust(width) if position < _TEXTS else cell.rjust(width)
            for position, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        yield line if number else style.bold(line)
    yield ""
    yield style.dim(LEGEND)
    yield ""
    yield from sentences(card)
    for one in card.survivors[:_SHOWN]:
        yield ""
        yield f"{style.red('survived')} {style.bold(one.code)} {harmless(one.path)}:{one.line} {one.origin}"
        yield from (f"  {harmless(line)}" for line in one.diff.splitlines())
    if len(card.survivors) > _SHOWN:
        yield f"\nand {len(card.survivors) - _SHOWN} more survivors; --output-format json has all of them"
    yield from (f"{style.red('false alarm')} {_told(finding)}" for finding in card.false_alarms)
    yield from (f"{style.dim('untouched')} {_told(finding)}" for finding in card.untouched[:_SHOWN])
    if len(card.untouched) > _SHOWN:
        yield f"and {len(card.untouched) - _SHOWN} more in the untouched copy; --output-format json has all of them"
    if card.void or card.equivalent:
        yield ""
        yield style.dim(_left_out(card))
    yield from (f"note: {harmless(notice)}" for notice in card.notices)


def _told(finding: Finding) -> str:
    at = finding.location
    return f"{finding.code} {harmless(at.path)}:{at.line} {harmless(finding.message)}"


def _left_out(card: Scorecard) -> str:
    void, equivalent = sum(card.void.values()), sum(card.equivalent.values())
    return (
        f"Of {card.candidates} mutants {card.chosen} were chosen (--seed {card.seed}); {void} of those were no tests "
        f"any more and do not count, nor do {equivalent} places where a change would have come to nothing."
    )
