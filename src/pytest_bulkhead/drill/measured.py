"""What was measured of the seeds: which of them each examination caught, kept in a file beside this one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.hazards.hazard import Layer
from pytest_bulkhead.matrix import Figure

FILE = Path(__file__).with_name("measured.json")
FIXED = "fix"
"""Its findings are gone once its fixes are applied."""
BY_LIBRARY = "utility"
"""Its twin is remedied by what we give to tests, and nothing tells of it."""

_VERSION = 1
_BY_LAYER = {
    Layer.STATIC: {Examination.CHECK.value},
    Layer.FIX: {FIXED},
    Layer.RUNTIME: {Examination.COLLECTION.value, Examination.SERIAL.value, Examination.PARALLEL.value},
    Layer.UTILITY: {BY_LIBRARY},
    Layer.DRILL: {examination.value for examination in Examination},
}

Measured = Mapping[str, Mapping[str, frozenset[str]]]
"""By the code of the hazard and the name of the seed, what has caught it, and `FIXED` and `BY_LIBRARY`."""


def read_measured(path: Path = FILE) -> dict[str, dict[str, frozenset[str]]]:
    """What the file says."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return {
        code: {name: frozenset(ways) for name, ways in seeds.items()} for code, seeds in document["hazards"].items()
    }


def write_measured(ways: Iterable[str], seen: Measured, path: Path = FILE) -> None:
    """Put what was seen into the file, in the place of what stood there of the same ways.

    Args:
        ways: which were looked at.
        seen: what was seen of each seed by these ways.
        path: of the file.
    """
    looked_at = frozenset(ways)
    known = read_measured(path) if path.is_file() else {}
    hazards: dict[str, dict[str, list[str]]] = {}
    for seed in all_seeds():
        before = known.get(seed.code, {}).get(seed.name, frozenset())
        now = seen.get(seed.code, {}).get(seed.name, frozenset())
        hazards.setdefault(seed.code, {})[seed.name] = sorted((before - looked_at) | now)
    path.write_text(json.dumps({"version": _VERSION, "hazards": hazards}, indent=1) + "\n", encoding="utf-8")


def figures(measured: Measured) -> dict[tuple[str, Layer], Figure]:
    """For each hazard and layer, of how many seeds it has caught how many.

    Args:
        measured: what was caught by what.
    """
    found: dict[tuple[str, Layer], Figure] = {}
    for code, seeds in measured.items():
        seen = list(seeds.values())
        told = sum(Examination.CHECK.value in ways for ways in seen)
        for layer, ways in _BY_LAYER.items():
            caught = sum(not ways.isdisjoint(one) for one in seen)
            # What is not told cannot be fixed, and of a twin that is remedied otherwise the library has not failed.
            tried = {Layer.FIX: told, Layer.UTILITY: caught}.get(layer, len(seen))
            if caught:
                found[code, layer] = Figure(caught, tried)
    return found
