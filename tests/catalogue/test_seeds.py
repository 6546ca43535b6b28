"""Every hazard has its seeds, and they are told apart by whatever they are called."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

import pytest_bulkhead
from pytest_bulkhead.drill.laying import is_alone
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.drill.seed import READING, RUNNING, Examination, Seed
from pytest_bulkhead.hazards.hazard import Hazard, Layer
from pytest_bulkhead.hazards.lookup import all_hazards, find_hazards

SOURCE = Path(pytest_bulkhead.__file__).parent
DETECTORS = ("checker", "plugin", "resources", "worker", "regression", "sensors.py", "review", "audit")
SHARED_NAMES = {"conftest.py", "pytest.ini", "pyproject.toml", "bulkhead-baseline.json"}
LAYERS = {Layer.STATIC: READING, Layer.RUNTIME: RUNNING | {Examination.COLLECTION}}


@pytest.mark.parametrize("hazard", all_hazards(), ids=lambda hazard: hazard.code)
def test_a_hazard_has_seeds_that_each_promised_layer_must_catch(hazard: Hazard) -> None:
    seeds = [seed for seed in all_seeds() if seed.code == hazard.code]
    assert seeds
    for layer, ways in LAYERS.items():
        named = any(seed.caught_by & ways for seed in seeds)
        assert named <= (layer in hazard.promised), layer


@pytest.mark.parametrize("seed", all_seeds(), ids=lambda seed: f"{seed.code}: {seed.name}")
def test_a_seed_and_its_twin_are_python_and_differ(seed: Seed) -> None:
    find_hazards(seed.code)
    assert seed.caught_by
    assert seed.bad != seed.good
    texts = [*seed.good.items(), *(seed.bad.items() if seed.code != "BH001" else ())]
    for path, text in texts:
        if path.endswith(".py"):
            ast.parse(text)


def test_no_two_seeds_have_a_name_or_a_module_in_common() -> None:
    assert max(Counter((seed.code, seed.name) for seed in all_seeds()).values()) == 1
    files = Counter(path for seed in all_seeds() for path in {*seed.bad, *seed.good} - SHARED_NAMES)
    assert [path for path, count in files.items() if count > 1] == []


def test_what_says_how_pytest_runs_stands_alone() -> None:
    for seed in all_seeds():
        settings = {path for path in (*seed.bad, *seed.good) if not path.endswith(".py")}
        assert is_alone(seed) == bool(settings or seed.arguments), seed.name


def test_no_detector_reads_a_seed() -> None:
    """By the syntax trees of all that finds anything: no import of the drill, and no word of where its seeds are."""
    files = [file for name in DETECTORS for file in _python(SOURCE / name)]
    assert len(files) > 300
    for file in files:
        for node in ast.walk(ast.parse(file.read_bytes())):
            match node:
                case ast.Import(names=names):
                    named = [one.name for one in names]
                case ast.ImportFrom(module=module, names=names):
                    named = [f"{module}.{one.name}" for one in names]
                case ast.Constant(value=str(text)):
                    named = [text]
                case _:
                    continue
            assert not [one for one in named if "pytest_bulkhead.drill" in one or "drill/seeds" in one], file


def _python(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))
