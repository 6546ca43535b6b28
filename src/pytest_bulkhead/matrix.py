"""Sets what the catalogue promises against what the registered code claims, and what was measured of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pytest_bulkhead.hazards.hazard import Hazard, Layer
from pytest_bulkhead.hazards.lookup import find_hazards


class Figure(NamedTuple):
    """Of how many violations that were tried a layer caught how many."""

    caught: int
    tried: int

    @property
    def told(self) -> str:
        """For people."""
        return f"{self.caught}/{self.tried}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one layer promises and claims about one hazard, and what was measured; None where nothing was."""

    promised: bool
    claimed: bool
    measured: Figure | None = None

    @property
    def mark(self) -> str:
        """``✓`` claimed, ``·`` promised only (a gap), ``!`` claimed without a promise, nothing otherwise."""
        if self.claimed:
            return "✓" if self.promised else "!"
        return "·" if self.promised else ""

    @property
    def told(self) -> str:
        """The mark, and the figure where something was measured."""
        return f"{self.mark} {self.measured.told}" if self.mark and self.measured else self.mark


@dataclass(frozen=True, slots=True)
class Row:
    """One hazard and its cell in every layer."""

    hazard: Hazard
    cells: Mapping[Layer, Cell]

    @property
    def promised(self) -> tuple[Layer, ...]:
        return tuple(layer for layer, cell in self.cells.items() if cell.promised)

    @property
    def claimed(self) -> tuple[Layer, ...]:
        return tuple(layer for layer, cell in self.cells.items() if cell.claimed)

    @property
    def measured(self) -> Mapping[Layer, Figure]:
        return {layer: cell.measured for layer, cell in self.cells.items() if cell.measured}

    @property
    def gaps(self) -> tuple[Layer, ...]:
        return tuple(layer for layer, cell in self.cells.items() if cell.promised and not cell.claimed)

    @property
    def unproven(self) -> tuple[Layer, ...]:
        """Promised, and nobody has seen it caught."""
        return tuple(layer for layer, cell in self.cells.items() if cell.promised and not _is_shown(cell.measured))

    @property
    def unpromised(self) -> tuple[Layer, ...]:
        return tuple(layer for layer, cell in self.cells.items() if cell.claimed and not cell.promised)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A row for each hazard, in the order of the codes; the layers in the order of their enumeration."""

    rows: tuple[Row, ...]

    @property
    def promised(self) -> int:
        return sum(len(row.promised) for row in self.rows)

    @property
    def claimed(self) -> int:
        return sum(len(row.claimed) for row in self.rows)

    @property
    def gaps(self) -> tuple[tuple[Hazard, Layer], ...]:
        """Promised, and claimed by nobody yet."""
        return tuple((row.hazard, layer) for row in self.rows for layer in row.gaps)

    @property
    def measured(self) -> int:
        """How many promises were seen to be kept."""
        return self.promised - sum(len(row.unproven) for row in self.rows)

    @property
    def unpromised(self) -> tuple[tuple[Hazard, Layer], ...]:
        """Claimed, though the catalogue does not promise it: a mistake in one of the two."""
        return tuple((row.hazard, layer) for row in self.rows for layer in row.unpromised)

    def row(self, hazard: Hazard) -> Row:
        return next(row for row in self.rows if row.hazard == hazard)


def build_matrix(
    hazards: Iterable[Hazard],
    claims: Mapping[Layer, frozenset[str]],
    measured: Mapping[tuple[str, Layer], Figure] | None = None,
) -> Matrix:
    """Join promises, claims and figures.

    Args:
        hazards: the catalogue, or a part of it.
        claims: the codes that each layer claims to stop; a layer that is not there claims nothing.
        measured: what was seen, by code and layer.

    Raises:
        ValueError: a code is claimed that no hazard has.
    """
    ordered = sorted(hazards, key=lambda hazard: hazard.code)
    unknown = frozenset().union(*claims.values()) - {hazard.code for hazard in ordered}
    if unknown:
        raise ValueError(f"claimed, but no hazard has the code: {', '.join(sorted(unknown))}")
    return Matrix(
        tuple(
            Row(
                hazard,
                {
                    layer: Cell(
                        promised=layer in hazard.promised,
                        claimed=hazard.code in claims.get(layer, ()),
                        measured=(measured or {}).get((hazard.code, layer)),
                    )
                    for layer in Layer
                },
            )
            for hazard in ordered
        )
    )


def collect_claims() -> dict[Layer, frozenset[str]]:
    """What is registered in the checker, the plugin and the worker library.

    The drill stands above this file in the house, so its claims are not in here.
    """
    # Imported here, so that joining plain values needs neither the analyser nor the sensors.
    from pytest_bulkhead.checker.registry import ENGINE_HAZARDS, all_rules
    from pytest_bulkhead.plugin.registry import runtime_hazards
    from pytest_bulkhead.worker import PREVENTS

    rules = all_rules()
    return {
        Layer.STATIC: _codes(ENGINE_HAZARDS, *(rule.hazards for rule in rules)),
        Layer.FIX: _codes(*(rule.fixes for rule in rules)),
        Layer.RUNTIME: _codes(runtime_hazards()),
        Layer.UTILITY: _codes(*(find_hazards(slug) for slug in PREVENTS)),
    }


def _is_shown(figure: Figure | None) -> bool:
    return figure is not None and figure.caught > 0


def _codes(*groups: Iterable[Hazard]) -> frozenset[str]:
    return frozenset(hazard.code for group in groups for hazard in group)
