"""Which mutants are chosen, and which go together."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.drill.batching import batches, files_of, unlike
from pytest_bulkhead.drill.choosing import choose
from pytest_bulkhead.drill.mutant import Mutant


def mutant(number: int, code: str, origin: str, path: str) -> Mutant:
    """One in a file."""
    return Mutant(f"{number}", code, frozenset(), origin, {path: "x\n"}, path, 1, (f"{path}::test_x",))


MUTANTS = st.lists(
    st.tuples(st.sampled_from(["BH101", "BH102", "BH205"]), st.sampled_from("abc"), st.integers(0, 9)), max_size=60
).map(lambda rows: [mutant(at, code, origin, f"t/test_{file}.py") for at, (code, origin, file) in enumerate(rows)])


@given(MUTANTS, st.integers(1, 40), st.integers())
def test_hazards_are_balanced_and_the_choice_can_be_repeated(mutants: list[Mutant], most: int, seed: int) -> None:
    chosen = choose(mutants, most, seed)
    assert chosen == choose(list(reversed(mutants)), most, seed)
    assert len(chosen) == min(most, len(mutants)) == len(set(map(id, chosen)))
    have, got = Counter(one.code for one in mutants), Counter(one.code for one in chosen)
    for code in have:
        # Fewer than others only where there are no more of it.
        assert got[code] == have[code] or got[code] >= max(got.values()) - 1


@given(MUTANTS)
def test_a_batch_has_one_mutant_to_a_file(mutants: list[Mutant]) -> None:
    found = batches(mutants)
    assert sorted(one.identity for batch in found for one in batch) == sorted(one.identity for one in mutants)
    for batch in found:
        files = [path for one in batch for path in files_of(one)]
        assert len(files) == len(set(files))


@given(MUTANTS)
def test_unlike_mutants_are_of_different_hazards(mutants: list[Mutant]) -> None:
    groups = unlike(mutants)
    assert sum(map(len, groups)) == len(mutants)
    assert all(len({one.code for one in group}) == len(group) for group in groups)


def test_what_reaches_other_files_is_alone() -> None:
    wide = mutant(1, "BH101", "a", "t/conftest.py")._replace(tests=("t/test_1.py::test_x",))
    assert batches([mutant(0, "BH101", "a", "t/test_0.py"), wide]) == [
        (mutant(0, "BH101", "a", "t/test_0.py"),),
        (wide,),
    ]
