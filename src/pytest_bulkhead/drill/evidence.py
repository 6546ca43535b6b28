"""The whole matrix: what is promised, what registered code claims, and what was measured of it."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.drill.measured import figures, read_measured
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.hazards.hazard import Layer
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.matrix import Figure, Matrix, build_matrix, collect_claims


def all_claims() -> dict[Layer, frozenset[str]]:
    """What is registered anywhere; the drill claims what it has seeds for.

    Where the catalogue asks for no drill, as for what the check says of itself, seeds measure the other layers alone.
    """
    asked = {hazard.code for hazard in all_hazards() if Layer.DRILL in hazard.promised}
    return {**collect_claims(), Layer.DRILL: frozenset(seed.code for seed in all_seeds()) & asked}


def current_matrix(measured: Mapping[tuple[str, Layer], Figure] | None = None) -> Matrix:
    """The matrix of the whole catalogue and of everything that is registered.

    Args:
        measured: other figures than those of our own seeds.
    """
    return build_matrix(all_hazards(), all_claims(), figures(read_measured()) if measured is None else measured)
