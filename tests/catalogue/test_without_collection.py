"""What looks at the collected tests is needed: without it, a seed passes that it catches."""

from __future__ import annotations

import os
import pkgutil
from pathlib import Path

import pytest

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiners.collection import Collection
from pytest_bulkhead.drill.proving import show
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.plugin import collection
from pytest_bulkhead.pytest_process import own_interpreter, probe

from . import blind

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ("-p", blind.__name__, "-p", "no:randomly", "-p", "no:hypothesispytest")
LOOKS = {
    "organisation": ("organisation", "BH502"),
    "mocking_classes": ("mocking_classes", "BH401"),
    "groups": ("ignored_groups", "BH507"),
    "differences": ("Collections.findings", "BH503"),
}


@pytest.mark.parametrize("look", LOOKS)
def test_without_it_a_seed_is_missed(look: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    name, code = LOOKS[look]
    off = {blind.VARIABLE: f"{collection.__name__}.{look}:{name}"}
    bench = Bench(probe(own_interpreter(), ROOT), ARGUMENTS, variables=off, seconds=600)
    (seed, *_) = [seed for seed in all_seeds() if seed.code == code]
    (shown,) = show([seed], Collection(bench))
    assert shown.telling == ()
    another = next(f"{collection.__name__}.{one}:{of}" for one, (of, _) in LOOKS.items() if one != look)
    (shown,) = show([seed], Collection(bench._replace(variables={blind.VARIABLE: another})))
    assert shown.telling


def test_each_look_is_tried() -> None:
    assert {entry.name for entry in pkgutil.iter_modules(collection.__path__)} == LOOKS.keys()
