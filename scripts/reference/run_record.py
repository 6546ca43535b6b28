"""The lines of a run record, from the list of its events."""

from __future__ import annotations

from scripts.reference.events import EVENTS, Event
from scripts.reference.markup import literal, page, table

PATH = "reference/record.md"

_INTRODUCTION = """\
Each run leaves `.bulkhead/runs/<time>-<id>.jsonl` (see [the plugin](../plugin.md#the-run-record)): one JSON object a
line, each with `event`. The controller alone writes it, and flushes each line. A reader passes by events and fields
that it does not know: a later version of the same schema may say more. Another schema number is a change that readers
have to know of."""


def text() -> str:
    """The page."""
    return page("The run record", _INTRODUCTION, *(_section(name, event) for name, event in EVENTS.items()))


def _section(name: str, event: Event) -> str:
    rows = [(literal(field), said, "" if field in event.optional else "yes") for field, said in event.fields.items()]
    return f"## {name}\n\n{event.meaning}\n\n{table(('field', 'what it says', 'always there'), rows)}"
