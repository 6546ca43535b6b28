"""`bulkhead matrix`: every hazard, which layers promise and claim to stop it, and what was measured of that."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from pytest_bulkhead.drill.drilled import SCORECARD, drilled
from pytest_bulkhead.drill.evidence import current_matrix
from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer
from pytest_bulkhead.matrix import Matrix, Row
from pytest_bulkhead.outputs.format import TOOL

SUMMARY = "every hazard, and which layers stop it: promised, claimed, measured, and the gaps between"

_LEGEND = (
    "✓ claimed by registered code, · promised and not claimed yet (a gap), nothing: not promised; "
    "3/4: measured, of 4 ways to commit the hazard this layer caught 3"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead matrix` takes."""
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a project that may have been drilled (.)")
    parser.add_argument("--output-format", choices=sorted(_RENDERERS), default="full", help="full unless given")


def run(options: argparse.Namespace) -> int:
    """Print the matrix; gaps are no findings, so the exit status is 0.

    Raises:
        UsageError: the project's scorecard cannot be read.
    """
    measured = drilled(Path(options.path))
    matrix = current_matrix(measured)
    if measured is not None and options.output_format != "json":
        print(f"Measured by the latest drill of this project ({SCORECARD}).\n")
    print(_RENDERERS[options.output_format](matrix), end="")
    return 0


def render_text(matrix: Matrix) -> str:
    """An aligned table, the counts, and the gaps."""
    lines = [*_aligned([_head(), *(_cells(row) for row in matrix.rows)]), "", _LEGEND, "", counts(matrix)]
    for title, listed in _lists(matrix):
        lines += ["", f"{title}:", *(f"  {line}" for line in listed)]
    return "\n".join(lines) + "\n"


def render_markdown(matrix: Matrix) -> str:
    """A table for each chapter of the catalogue, the counts, and the gaps."""
    parts = ["# The coverage matrix", f"{_LEGEND}.", f"{counts(matrix)}."]
    for family in Family:
        rows = [row for row in matrix.rows if row.hazard.family is family]
        if rows:
            table = [_head(), ["---", "---", *(":-:" for _ in Layer)], *(_linked(_cells(row)) for row in rows)]
            parts += [f"## {family.value}", "\n".join(f"| {' | '.join(cells)} |" for cells in table)]
    for title, listed in _lists(matrix):
        parts += [f"## {title}", "\n".join(f"- {line}" for line in listed)]
    return "\n\n".join(parts) + "\n"


def render_json(matrix: Matrix) -> str:
    """One object: the rows, the gaps, and what is claimed without a promise."""
    document = {
        "version": 1,
        "tool": TOOL,
        "hazards": [
            {
                "code": row.hazard.code,
                "hazard": row.hazard.slug,
                "promised": [layer.value for layer in row.promised],
                "claimed": [layer.value for layer in row.claimed],
                "measured": {layer.value: figure._asdict() for layer, figure in row.measured.items()},
            }
            for row in matrix.rows
        ],
        "gaps": _pairs(matrix.gaps),
        "unpromised": _pairs(matrix.unpromised),
        "summary": {
            "hazards": len(matrix.rows),
            "promised": matrix.promised,
            "claimed": matrix.claimed,
            "measured": matrix.measured,
            "gaps": len(matrix.gaps),
            "unpromised": len(matrix.unpromised),
        },
    }
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def counts(matrix: Matrix) -> str:
    """The one line that says how far the code is."""
    return f"{matrix.promised} promised, {matrix.claimed} claimed, {matrix.measured} measured, {len(matrix.gaps)} gaps"


def _head() -> list[str]:
    return ["code", "hazard", *(layer.value for layer in Layer)]


def _cells(row: Row) -> list[str]:
    return [row.hazard.code, row.hazard.slug, *(cell.told for cell in row.cells.values())]


def _linked(cells: Sequence[str]) -> list[str]:
    code, slug, *marks = cells
    return [code, f"[{slug}](hazards/{slug}.md)", *marks]


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    texts = len(_head()) - len(Layer)
    return [
        "  ".join(
            cell.ljust(width) if index < texts else cell.center(width)
            for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in table
    ]


def _lists(matrix: Matrix) -> list[tuple[str, list[str]]]:
    lists = (
        ("Gaps", [(row, row.gaps) for row in matrix.rows]),
        ("Claimed without a promise", [(row, row.unpromised) for row in matrix.rows]),
    )
    told = [(title, [_line(row.hazard, layers) for row, layers in rows if layers]) for title, rows in lists]
    return [(title, lines) for title, lines in told if lines]


def _line(hazard: Hazard, layers: Iterable[Layer]) -> str:
    return f"{hazard.code} {hazard.slug}: {', '.join(layer.value for layer in layers)}"


def _pairs(pairs: Iterable[tuple[Hazard, Layer]]) -> list[dict[str, str]]:
    return [{"code": hazard.code, "hazard": hazard.slug, "layer": layer.value} for hazard, layer in pairs]


_RENDERERS = {"full": render_text, "json": render_json, "markdown": render_markdown}
