"""The coverage matrix: which layer of defence stops which hazard, what was measured, and what was met here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_bulkhead.drill.evidence import current_matrix
from pytest_bulkhead.hazards.hazard import Family, Layer
from pytest_bulkhead.matrix import Figure


def coverage_data(
    groups: Sequence[dict[str, Any]], measured: Mapping[tuple[str, Layer], Figure] | None
) -> dict[str, Any]:
    """All hazards by chapters.

    Args:
        groups: the findings, as `findings_data` told them.
        measured: by the project's own drill; None for the figures of our seeds.
    """
    found = Counter(entry["code"] for group in groups for entry in group["entries"])
    matrix = current_matrix(measured)
    chapters = []
    for family in Family:
        rows = [
            {
                "code": row.hazard.code,
                "hazard": row.hazard.slug,
                "title": row.hazard.title,
                "marks": [cell.told for cell in row.cells.values()],
                "found": found[row.hazard.code],
            }
            for row in matrix.rows
            if row.hazard.family is family
        ]
        if rows:
            chapters.append({"name": family.value, "rows": rows})
    return {
        "layers": [layer.value for layer in Layer],
        "chapters": chapters,
        "hazards": len(matrix.rows),
        "promised": matrix.promised,
        "claimed": matrix.claimed,
        "gaps": len(matrix.gaps),
    }
