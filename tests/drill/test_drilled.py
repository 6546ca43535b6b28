"""The scorecard of the latest drill is read for the matrix, or it is said why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_bulkhead.drill.drilled import SCORECARD, drilled
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.hazards.hazard import Layer

MUTANT = {"code": "BH101", "outcomes": {"check": "caught", "serial": "missed", "regression": "not applicable"}}


def write(root: Path, text: str) -> None:
    (root / SCORECARD).parent.mkdir(exist_ok=True)
    (root / SCORECARD).write_text(text)


def test_each_layer_has_what_it_caught_of_what_it_was_meant_to(tmp_path: Path) -> None:
    assert drilled(tmp_path) is None
    write(tmp_path, json.dumps({"version": 1, "mutants": [MUTANT, MUTANT]}))
    figures = drilled(tmp_path)
    assert figures is not None
    assert {layer: tuple(figure) for (_, layer), figure in figures.items()} == {
        Layer.STATIC: (2, 2),
        Layer.RUNTIME: (0, 2),
        Layer.DRILL: (2, 2),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 2, "mutants": []}',
        '{"version": 1, "mutants": [1]}',
        '{"version": 1, "mutants": [{"code": "BH101", "outcomes": {"sight": "caught"}}]}',
        "[" * 100_000,
        "\x00",
    ],
)
def test_one_that_is_broken_or_of_another_version_is_told(text: str, tmp_path: Path) -> None:
    write(tmp_path, text)
    with pytest.raises(UsageError, match="bulkhead drill"):
        drilled(tmp_path)
