"""What the latest drill of a project has measured, as its scorecard says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.drill.examiner import Outcome
from pytest_bulkhead.drill.scorecard.document import VERSION
from pytest_bulkhead.drill.seed import IMPORTING, Examination
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.hazards.hazard import Layer
from pytest_bulkhead.matrix import Figure
from pytest_bulkhead.record.folder import FOLDER

SCORECARD = f"{FOLDER}/drill.json"
"""Where it lies, below a project's folder."""

_BY_LAYER = {
    Layer.STATIC: frozenset({Examination.CHECK}),
    Layer.RUNTIME: IMPORTING,
    Layer.DRILL: frozenset(Examination),
}


def drilled(root: Path) -> dict[tuple[str, Layer], Figure] | None:
    """For each hazard and layer, of how many mutants it has caught how many; None where nothing was drilled yet.

    Args:
        root: of a project.

    Raises:
        UsageError: there is a scorecard, and it cannot be read.
    """
    path = root / SCORECARD
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != VERSION:
            raise ValueError(f"of version {document['version']}, and this one reads {VERSION}")
        return _figures(document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"The scorecard {path} cannot be read ({error!r:.200}). `bulkhead drill` writes it anew."
        ) from None


def _figures(document: Mapping[str, Any]) -> dict[tuple[str, Layer], Figure]:
    found: dict[tuple[str, Layer], Figure] = {}
    for mutant in document["mutants"]:
        outcomes = {Examination(way): Outcome(outcome) for way, outcome in mutant["outcomes"].items()}
        for layer, ways in _BY_LAYER.items():
            came = {outcome for way, outcome in outcomes.items() if way in ways} - {Outcome.NOT_APPLICABLE}
            if came:
                before = found.get((str(mutant["code"]), layer), Figure(0, 0))
                caught = before.caught + (Outcome.CAUGHT in came)
                found[str(mutant["code"]), layer] = Figure(caught, before.tried + 1)
    return found
