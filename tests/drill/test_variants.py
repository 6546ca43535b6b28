"""The catalogue's seeds in their disguises."""

from __future__ import annotations

import ast

from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.drill.variants import DISGUISES, lay_seeds

EVERYTHING = frozenset(need for seed in all_seeds() for need in seed.needs)


def test_each_disguise_fits_some_seeds_and_all_of_them_are_python() -> None:
    laid = list(lay_seeds(["tests", ""], EVERYTHING))
    assert {mutant.origin.rpartition(", ")[2] for mutant in laid} == set(DISGUISES)
    for mutant in laid:
        for path, text in mutant.changes.items():
            if path.endswith(".py"):
                ast.parse(text)
        assert mutant.path in mutant.changes


def test_no_two_seeds_have_a_module_of_one_name() -> None:
    names = [
        path.rpartition("/")[2]
        for mutant in lay_seeds(["tests"], EVERYTHING)
        for path in mutant.changes
        if path.endswith(".py") and not path.endswith(("conftest.py", "__init__.py"))
    ]
    assert len(names) == len(set(names))


def test_a_method_has_a_self_and_what_stands_in_it_has_none() -> None:
    files = {"test_a.py": "def test_a(tmp_path):\n    def inner():\n        pass\n\n    inner()\n"}
    disguised = DISGUISES["in a class"](files)
    assert disguised is not None
    assert "def test_a(self, tmp_path):" in disguised["test_a.py"]
    assert "def inner():" in disguised["test_a.py"]


def test_what_needs_what_is_not_there_is_left_out() -> None:
    assert not any(mutant.needs for mutant in lay_seeds(["tests"], frozenset()))


def test_what_is_no_test_code_lies_where_the_product_does() -> None:
    (mutant,) = (
        one
        for one in lay_seeds(["tests/unit"], frozenset())
        if one.origin == "seed: entry of a shared dictionary, in a helper"
    )
    folders = {path.rpartition("/")[0].partition("drilled")[0] for path in mutant.changes}
    (product,) = (path for path in mutant.changes if "/" not in path)
    assert folders == {"", "tests/unit/"}
    assert any(f"from {product.removesuffix('.py')} import" in text for text in mutant.changes.values())
    assert mutant.path != product
