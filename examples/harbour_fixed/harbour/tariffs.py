"""What a stay costs."""

import importlib
import json
from pathlib import Path

from harbour import settings

RATES: dict[str, float] = {"metre": 1.2, "night": 18.0, "pilot": 95.0}


def season_factor() -> float:
    return 1.25 if settings.season() == "summer" else 1.0


def dues(length: float, nights: int, *, pilot: bool = False) -> float:
    """Dues for a ship of this length that stays so many nights."""
    stay = (length * RATES["metre"] + RATES["night"]) * nights * season_factor()
    return round(stay + (RATES["pilot"] if pilot else 0.0) + local_surcharge(), 2)


def load_rates(path: Path) -> dict[str, float]:
    """A table of rates that another harbour uses."""
    table = json.loads(path.read_text())
    if missing := RATES.keys() - table.keys():
        raise ValueError(f"{path.name} has no rate for {', '.join(sorted(missing))}")
    return {name: float(rate) for name, rate in table.items()}


def local_surcharge(module: str = "harbour_local") -> float:
    """What the town adds: asked of a module that an installation may bring along."""
    try:
        return float(importlib.import_module(module).SURCHARGE)
    except ModuleNotFoundError:
        return 0.0
