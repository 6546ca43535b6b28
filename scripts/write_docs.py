"""Writes the pages that are made from code: docs/hazards/, docs/reference/, docs/schemas/, docs/matrix.md.

python scripts/write_docs.py            write what is stale, remove what has no hazard any more
python scripts/write_docs.py --check    write nothing; exit with 1 if anything is stale
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import groupby
from pathlib import Path

from pytest_bulkhead.cli.explain import render_markdown as render_hazards
from pytest_bulkhead.cli.explain import when_looked_for
from pytest_bulkhead.cli.matrix import render_markdown as render_matrix
from pytest_bulkhead.drill.evidence import current_matrix
from pytest_bulkhead.hazards.hazard import Family
from pytest_bulkhead.matrix import Matrix, Row
from pytest_bulkhead.outputs.json_schema import output_schema
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.settings.keys import settings_schema

if __package__ in (None, ""):  # run by its path
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.reference import (
    command_line,
    fixtures,
    house,
    json_output,
    pytest_options,
    run_record,
    settings_keys,
)

_REFERENCE = (command_line, fixtures, house, json_output, pytest_options, run_record, settings_keys)

DOCS = Path(__file__).resolve().parent.parent / "docs"
_WHOLLY_OURS = ("hazards", "reference")
"""Folders that hold nothing else."""
COMMAND = "python scripts/write_docs.py"
_WRITTEN = f"<!-- Written by `{COMMAND}` from the code: change that, not this page. -->\n\n"
_GENERATED = f"<!-- Written by `{COMMAND}`: change the catalogue, not this page. -->\n\n"


def pages(matrix: Matrix) -> dict[str, str]:
    """Every generated page, by its path below docs."""
    texts = {"hazards/index.md": _index(matrix), "matrix.md": render_matrix(matrix)}
    by_slug = sorted(matrix.rows, key=lambda row: (row.hazard.slug, row.hazard.code))
    for slug, rows in groupby(by_slug, key=lambda row: row.hazard.slug):
        texts[f"hazards/{slug}.md"] = render_hazards(list(rows), Style())
    schemas = {"schemas/settings.json": settings_schema(), "schemas/output.json": output_schema()}
    return {
        **{path: _GENERATED + text for path, text in texts.items()},
        **{page.PATH: _WRITTEN + page.text() for page in _REFERENCE},
        **{path: json.dumps(schema, indent=2) + "\n" for path, schema in schemas.items()},
    }


def stale_pages(wanted: dict[str, str], docs: Path) -> list[str]:
    """Pages that are missing, differ, or have no hazard any more, sorted."""
    there = {f"{folder}/{path.name}" for folder in _WHOLLY_OURS for path in (docs / folder).glob("*.md")}
    changed = {path for path, text in wanted.items() if _read(docs / path) != text}
    return sorted(changed | (there - wanted.keys()))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write the pages that are made from code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if anything is stale")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the folder; the project's own unless given")
    options = parser.parse_args(arguments)
    wanted = pages(current_matrix())
    stale = stale_pages(wanted, options.docs)
    for path in stale:
        print(path)
        if not options.check:
            _write(options.docs / path, wanted.get(path))
    return 1 if options.check and stale else 0


def _index(matrix: Matrix) -> str:
    parts = [
        "# The hazards",
        "Each is a way in which a test stops being alone. `bulkhead explain CODE` prints its page; "
        "[the matrix](../matrix.md) says which layers stop it.",
    ]
    for family in Family:
        lines = [_entry(row) for row in matrix.rows if row.hazard.family is family]
        parts += [f"## {family.value}", "\n".join(["| code | hazard | | looked for |", "|---|---|---|---|", *lines])]
    return "\n\n".join(parts) + "\n"


def _entry(row: Row) -> str:
    hazard = row.hazard
    return (
        f"| {hazard.code} | [{hazard.slug}]({hazard.slug}.md) | {hazard.title} | {when_looked_for(row) or 'not yet'} |"
    )


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
