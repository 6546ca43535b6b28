"""Which mutants can be examined in one copy and by one run, since none of them is in the way of another."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.node_ids import file_of

_MOST = 20


def batches(mutants: Iterable[Mutant]) -> list[tuple[Mutant, ...]]:
    """The mutants in as few batches as there must be.

    Those of a batch lie in different files and are shown by the tests of different files, so that each finding tells of
    one of them at most. One that reaches other files than its own tests', as a `conftest.py` does, is alone.
    """
    found: list[tuple[list[Mutant], set[str]]] = []
    for mutant in mutants:
        files = files_of(mutant)
        if not is_apart(mutant):
            found.append(([mutant], files))
            continue
        for batch, taken in found:
            if len(batch) < _MOST and files.isdisjoint(taken) and is_apart(batch[0]):
                batch.append(mutant)
                taken |= files
                break
        else:
            found.append(([mutant], set(files)))
    return [tuple(batch) for batch, _ in found]


def unlike(mutants: Iterable[Mutant]) -> list[list[Mutant]]:
    """Groups in which no two mutants are of one hazard, so that none can hide what another does."""
    groups: list[list[Mutant]] = []
    for mutant in mutants:
        group = next((group for group in groups if all(mutant.code != other.code for other in group)), None)
        if group is None:
            groups.append([mutant])
        else:
            group.append(mutant)
    return groups


def files_of(mutant: Mutant) -> set[str]:
    """The files that a mutant changes, and those of the tests that show it."""
    return {*mutant.changes, *(file_of(test) for test in mutant.tests)}


def is_apart(mutant: Mutant) -> bool:
    """Whether a mutant can be examined beside others."""
    names = [path.rpartition("/")[2] for path in mutant.changes]
    return bool(mutant.tests) and all(name.endswith(".py") and name != "conftest.py" for name in names)
