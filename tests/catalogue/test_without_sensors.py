"""Each sensor that is silent lets a seed pass that is caught where it speaks."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiners.serial import Serial
from pytest_bulkhead.drill.laying import is_alone
from pytest_bulkhead.drill.proving import Shown, show
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.findings import Source
from pytest_bulkhead.plugin.registry import all_sensors
from pytest_bulkhead.pytest_process import own_interpreter, probe

from . import without

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    "-p",
    without.__name__,
    *(word for name in ("randomly", "hypothesispytest") for word in ("-p", f"no:{name}")),
)
HAZARDS = {hazard.code for sensor in all_sensors() for hazard in sensor.hazards}
SEEDS = [seed for seed in all_seeds() if seed.code in HAZARDS and seed.needs <= {"anyio", "fastapi"}]


def shown_without(kinds: dict[str, str], folder: Path) -> list[Shown]:
    """What the sensors say of the seeds, each silent where it is told to be."""
    file = folder / "silent.json"
    file.write_text(json.dumps(kinds))
    bench = Bench(probe(own_interpreter(), ROOT), ARGUMENTS, variables={without.VARIABLE: str(file)}, seconds=600)
    return list(show(SEEDS, Serial(bench)))


def kinds(shown: Iterable[Shown]) -> dict[str, str]:
    """By the folders of seeds of which one sensor alone tells, the kind of its state."""
    found: dict[str, str] = {}
    for one in shown:
        own = [finding for finding in one.telling if finding.code == one.seed.code and finding.source is Source.RUNTIME]
        told = {finding.what.kind for finding in own if finding.what}
        if len(told) == 1:
            beginning = one.mutant.path if is_alone(one.seed) else one.mutant.path.partition("/")[0]
            found[beginning] = told.pop()
    return found


def test_without_a_sensor_a_seed_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    spoken = kinds(shown_without({}, tmp_path))
    assert set(spoken.values()) == {sensor.kind for sensor in all_sensors()}
    still = kinds(shown_without(spoken, tmp_path))
    missed = {kind for beginning, kind in spoken.items() if still.get(beginning) != kind}
    assert missed == set(spoken.values())
