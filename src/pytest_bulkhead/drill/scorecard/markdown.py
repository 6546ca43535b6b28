"""The scorecard as a page."""

from __future__ import annotations

from pytest_bulkhead.drill.scorecard.scorecard import Scorecard
from pytest_bulkhead.drill.scorecard.table import HEAD, LEGEND, rows, sentences

_TEXTS = 2


def render_markdown(card: Scorecard) -> str:
    """A title, the figures, the table, and each survivor with its diff."""
    rule = ["---" if position < _TEXTS else "--:" for position in range(len(HEAD))]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in (HEAD, rule, *rows(card)))
    parts = [f"# Drill of {card.project}", " ".join(sentences(card)), table, f"{LEGEND.capitalize()}."]
    if card.survivors:
        parts.append("## Survivors")
    for one in card.survivors:
        parts.append(f"{one.code}, {one.origin}, at `{one.path}:{one.line}`")
        fence = "`" * max(3, one.diff.count("```") + 3)
        parts.append(f"{fence}diff\n{one.diff.rstrip()}\n{fence}")
    if card.notices:
        parts.append("\n".join(f"- {notice}" for notice in card.notices))
    return "\n\n".join(parts) + "\n"
