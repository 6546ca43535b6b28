"""All mutants that can be made of a project's own tests."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation, edited, line_after, overlap
from pytest_bulkhead.drill.mutating.subject import Subject
from pytest_bulkhead.drill.repertoire import all_mutations
from pytest_bulkhead.drill.showing import Showing


class Candidates(NamedTuple):
    """What the mutations have yielded.

    Args:
        equivalent: how many changes nothing would come of, by the reason why.
    """

    mutants: tuple[Mutant, ...]
    equivalent: Counter[str]


def find_candidates(subjects: Sequence[Subject]) -> Candidates:
    """Look in all files for what every mutation can do there."""
    showing = Showing(subjects)
    mutants: list[Mutant] = []
    equivalent: Counter[str] = Counter()
    for subject in subjects:
        for mutation in all_mutations():
            for number, violation in enumerate(mutation.violations(subject)):
                if violation.equivalent:
                    equivalent[f"{mutation.name}: {violation.equivalent}"] += 1
                else:
                    mutants.extend(_mutants(violation, number, mutation, subject, showing))
    return Candidates(tuple(mutants), equivalent)


def _mutants(
    violation: Violation, number: int, mutation: Mutation, subject: Subject, showing: Showing
) -> Iterator[Mutant]:
    text = subject.module.source.text
    tests = showing.tests(violation.functions, subject)
    if not tests or overlap(violation.edits):
        return
    new = edited(text, violation.edits)
    if not _compiles(new):
        return
    yield Mutant(
        identity=f"{subject.path}:{mutation.name}:{number}",
        code=violation.code,
        also=violation.also,
        origin=mutation.name,
        changes={subject.path: new},
        path=subject.path,
        line=line_after(text, violation.edits, violation.at),
        tests=tests,
    )


def _compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<mutant>", "exec", flags=ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
