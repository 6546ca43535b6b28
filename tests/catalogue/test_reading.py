"""The check and the review tell of each seed that they must tell of, and of no twin; without its rule, they do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_bulkhead.checker.mending import mend_paths
from pytest_bulkhead.checker.registry import all_rules
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.checker.selection import EVERYTHING
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiners.check import Check
from pytest_bulkhead.drill.examiners.review import Review
from pytest_bulkhead.drill.laying import mutant_of, write
from pytest_bulkhead.drill.measured import BY_LIBRARY, FIXED
from pytest_bulkhead.drill.noticing import telling
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.drill.seed import READING, Examination, Seed
from pytest_bulkhead.pytest_process import Interpreter
from pytest_bulkhead.settings import load_settings

from .measuring import compare

BENCH = Bench(Interpreter("never run", "3.11", "9", None))
EXAMINERS = {Examination.CHECK: Check, Examination.REVIEW: Review}


@pytest.mark.parametrize("seed", all_seeds(), ids=lambda seed: f"{seed.code}: {seed.name}")
def test_what_must_be_told_is_told(seed: Seed, tmp_path: Path) -> None:
    mutant = mutant_of(seed)
    bench = laid(seed, tmp_path)
    for examination in sorted(seed.caught_by & READING, key=lambda one: one.value):
        found = EXAMINERS[examination](bench).findings(tmp_path / "bad")
        assert telling(mutant._replace(also=frozenset()), (), found), examination


@pytest.mark.parametrize("seed", all_seeds(), ids=lambda seed: f"{seed.code}: {seed.name}")
def test_of_a_twin_nothing_is_told(seed: Seed, tmp_path: Path) -> None:
    write(tmp_path, mutant_of(seed, twin=True).changes)
    assert Check(BENCH).findings(tmp_path) == ()
    assert Review(BENCH).findings(tmp_path) == ()


def laid(seed: Seed, folder: Path) -> Bench:
    """The seed in `bad`, and its twin in `good`, with which a review compares it."""
    write(folder / "bad", mutant_of(seed).changes)
    write(folder / "good", mutant_of(seed, twin=True).changes)
    return BENCH._replace(untouched=folder / "good")


def caught(kind: type[Check | Review], folder: Path) -> Iterator[Seed]:
    for number, seed in enumerate(all_seeds()):
        examiner = kind(laid(seed, folder / str(number)))
        found = examiner.findings(folder / str(number) / "bad")
        if telling(mutant_of(seed)._replace(also=frozenset()), (), found):
            yield seed


@pytest.mark.parametrize("kind", [Check, Review], ids=lambda kind: kind.examination.value)
def test_figures_of_reading(kind: type[Check | Review], tmp_path: Path) -> None:
    compare(kind.examination.value, caught(kind, tmp_path))


def test_figures_of_fixes(tmp_path: Path) -> None:
    check = Check(BENCH)
    fixed = []
    for number, seed in enumerate(all_seeds()):
        folder = tmp_path / str(number)
        write(folder, mutant_of(seed).changes)
        settings = load_settings(folder)._replace(select=(EVERYTHING,))
        before = [one for one in check.findings(folder) if one.code == seed.code]
        if before and any(one.fix for one in before):
            mend_paths([str(folder)], settings, unsafe=True).write()
            if seed.code not in {one.code for one in check.findings(folder)}:
                fixed.append(seed)
    compare(FIXED, fixed)


def test_figures_of_what_the_library_remedies() -> None:
    remedied = [seed for seed in all_seeds() if any("pytest_bulkhead.worker" in text for text in seed.good.values())]
    compare(BY_LIBRARY, remedied)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: type(rule).__name__)
def test_without_a_rule_a_seed_is_missed(rule: Rule, tmp_path: Path) -> None:
    others = [one for one in all_rules() if one is not rule]
    missed = []
    for number, seed in enumerate(all_seeds()):
        if seed.code in {hazard.code for hazard in rule.hazards} and Examination.CHECK in seed.caught_by:
            folder = tmp_path / str(number)
            write(folder, mutant_of(seed).changes)
            found = Check(BENCH, others).findings(folder)
            missed.append(not telling(mutant_of(seed)._replace(also=frozenset()), (), found))
    assert any(missed)
