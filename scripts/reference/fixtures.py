"""The fixtures, from the functions that make them."""

from __future__ import annotations

import inspect
from typing import Any

from pytest_bulkhead.resources import fixtures
from scripts.reference.markup import literal, page, table

PATH = "reference/fixtures.md"

_INTRODUCTION = """\
They come with the package: no import, no conftest line. A server is started once for a run and stopped by the last
worker that used it, unless [settings](settings.md) or variables name one. [Resources of a worker's
own](../resources.md) shows them at work, with the pages on [PostgreSQL](../resources-postgres.md),
[Redis](../resources-redis.md) and [OpenFGA](../resources-openfga.md)."""


def text() -> str:
    """The page."""
    ours = sorted(fixtures.OF_WORKERS)
    others = sorted(set(fixtures.__all__) - fixtures.OF_WORKERS)
    head = ("fixture", "scope", "what it is")
    return page(
        "Fixtures",
        _INTRODUCTION,
        table(head, map(_row, ours)),
        "## To be overridden",
        "Define one of these in a conftest file, with session scope, to say what the fixtures above begin with.",
        table(head, map(_row, others)),
    )


def _row(name: str) -> tuple[str, str, str]:
    fixture: Any = getattr(fixtures, name)
    made = getattr(fixture, "_fixture_function_marker", None) or fixture._pytestfixturefunction  # noqa: SLF001
    function = getattr(fixture, "_fixture_function", fixture)
    return literal(name), str(made.scope), inspect.getdoc(function) or ""
