"""Two tests that have a `tmp_path` each write to one folder, which is the same in every worker."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import at_beginning, brought, joined, without_parameter
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject
from pytest_bulkhead.findings import Edit

_FIXTURE = "tmp_path"
_WRITES = ("write_text", "write_bytes", "mkdir", "touch", "makedirs", "open(")


def _violations(subject: Subject) -> Iterator[Violation]:
    tests = [one for one in subject.tests if _writes(one, subject)]
    for position, test in enumerate(tests):
        beside = tests[(position + 1) % len(tests)]
        pair = [test, beside] if beside is not test else [test]
        name = brought("pathlib.Path", test.node.body[0], subject.module)
        if name is None:
            continue
        # Beside the test file, so that nothing is left when the copy is gone.
        folder = f'{name[0]}(__file__).with_suffix(".files")'
        edits = joined(name[1], *(part for one in pair for part in _fixed(one, folder)))
        inside = at_beginning(test, [""])
        if edits and inside:
            yield Violation("BH205", edits, inside.start, tuple(pair), frozenset({"BH208"}))


def _fixed(test: Function, folder: str) -> tuple[Edit | None, Edit | None]:
    lines = [f"{_FIXTURE} = {folder}", f"{_FIXTURE}.mkdir(exist_ok=True)"]
    return without_parameter(test, _FIXTURE), at_beginning(test, lines)


def _writes(test: Function, subject: Subject) -> bool:
    """Whether a test writes below its folder with its own hands."""
    if _FIXTURE not in test.parameters:
        return False
    body = "\n".join(subject.text(statement) for statement in test.node.body)
    return any(word in body for word in _WRITES)


MUTATION = Mutation("folder-fixed", _violations)
