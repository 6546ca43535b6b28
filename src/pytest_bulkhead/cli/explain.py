"""`bulkhead explain`: one hazard, why it hurts, how it looks, what mends it, and who watches for it."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pytest_bulkhead.drill.evidence import current_matrix
from pytest_bulkhead.hazards.hazard import Layer, Profile
from pytest_bulkhead.hazards.lookup import find_hazards
from pytest_bulkhead.matrix import Row
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.style import Style

SUMMARY = "one hazard: why it hurts, bad and good code, the remedy, and the layers that stop it"

_WIDTH = 100
_TOML = "# pyproject.toml"
_WHEN = {
    Profile.RECOMMENDED: "by default",
    Profile.STRICT: "in the profile `strict`",
    Profile.ON_REQUEST: "when selected",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead explain` takes."""
    parser.add_argument("name", metavar="CODE", help="a code (BH101) or a slug (environ) of the catalogue")
    parser.add_argument("--output-format", choices=sorted(_RENDERERS), default="full", help="full unless given")


def run(options: argparse.Namespace) -> int:
    """Print all hazards that bear the name.

    Raises:
        UnknownHazardError: none does.
    """
    hazards = find_hazards(options.name)
    matrix = current_matrix()
    rows = [matrix.row(hazard) for hazard in hazards]
    print(_RENDERERS[options.output_format](rows, Style.of(sys.stdout)), end="")
    return 0


def render_text(rows: Sequence[Row], style: Style) -> str:
    """For people at a terminal."""
    return "\n".join("\n".join(_text(row, style)) + "\n" for row in rows)


def render_markdown(rows: Sequence[Row], style: Style) -> str:
    """A page of the documentation; the rows share a slug."""
    parts = [f"# {rows[0].hazard.slug}", *(part for row in rows for part in _markdown(row))]
    return "\n\n".join(parts) + "\n"


def render_json(rows: Sequence[Row], style: Style) -> str:
    """One object with a list of hazards."""
    document = {
        "version": 1,
        "tool": TOOL,
        "hazards": [_json(row) for row in rows],
        "summary": {
            "hazards": len(rows),
            "promised": sum(len(row.promised) for row in rows),
            "claimed": sum(len(row.claimed) for row in rows),
            "gaps": sum(len(row.gaps) for row in rows),
        },
    }
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def snippet_language(snippet: str) -> str:
    """``toml`` for a snippet of configuration, which says so in its first line, else ``python``."""
    return "toml" if snippet.startswith(_TOML) else "python"


def when_looked_for(row: Row) -> str:
    """In which runs a hazard is found; empty where neither the checker nor a sensor claims it."""
    return _WHEN[row.hazard.profile] if {Layer.STATIC, Layer.RUNTIME} & set(row.claimed) else ""


def _text(row: Row, style: Style) -> Iterator[str]:
    hazard = row.hazard
    yield f"{style.red(hazard.code)} {style.bold(hazard.slug)}: {hazard.title}"
    yield style.dim(_standing(row))
    yield ""
    yield _filled(hazard.why)
    for heading, snippet in (("Bad", hazard.bad), ("Good", hazard.good)):
        yield f"\n{style.bold(heading)}:\n"
        yield textwrap.indent(_coloured(snippet, style).rstrip(), "    ")
    yield f"\n{style.bold('Remedy')}: {_filled(hazard.remedy, used=len('Remedy: '))}\n"
    yield f"Promised  {_names(row.promised)}"
    yield f"Claimed   {_names(row.claimed)}"
    yield f"Page      {_page(row)}"


def _markdown(row: Row) -> Iterator[str]:
    hazard = row.hazard
    yield f"## {hazard.code}: {hazard.title}"
    yield f"{_standing(row)}."
    yield hazard.why
    for heading, snippet in (("Bad", hazard.bad), ("Good", hazard.good)):
        yield f"{heading}:"
        yield f"```{snippet_language(snippet)}\n{snippet}```"
    yield f"**Remedy.** {hazard.remedy}"
    yield f"Promised: {_names(row.promised)}. Claimed: {_names(row.claimed)}."


def _json(row: Row) -> dict[str, Any]:
    hazard = row.hazard
    return {
        "code": hazard.code,
        "hazard": hazard.slug,
        "title": hazard.title,
        "family": hazard.family.value,
        "severity": hazard.severity.value,
        "profile": hazard.profile.value,
        "why": " ".join(hazard.why.split()),
        "bad": hazard.bad,
        "good": hazard.good,
        "language": snippet_language(hazard.bad),
        "remedy": hazard.remedy,
        "promised": [layer.value for layer in row.promised],
        "claimed": [layer.value for layer in row.claimed],
        "page": _page(row),
    }


def _standing(row: Row) -> str:
    when = when_looked_for(row)
    looked_for = f"looked for {when}" if when else "not looked for yet"
    return f"{row.hazard.family.value} · {row.hazard.severity.value} · {looked_for}"


def _filled(text: str, used: int = 0) -> str:
    wrapped = textwrap.fill(" " * used + text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return wrapped[used:]


def _names(layers: Iterable[Layer]) -> str:
    return ", ".join(layer.value for layer in layers) or "none"


def _page(row: Row) -> str:
    return f"docs/hazards/{row.hazard.slug}.md"


def _coloured(snippet: str, style: Style) -> str:
    if not style.colour:
        return snippet
    try:
        # pytest brings pygments along, but its older versions do not.
        pygments = importlib.import_module("pygments")
        lexers = importlib.import_module("pygments.lexers")
        formatters = importlib.import_module("pygments.formatters")
    except ImportError:
        return snippet
    lexer = lexers.get_lexer_by_name(snippet_language(snippet))
    return str(pygments.highlight(snippet, lexer, formatters.TerminalFormatter()))


_RENDERERS = {"full": render_text, "json": render_json, "markdown": render_markdown}
