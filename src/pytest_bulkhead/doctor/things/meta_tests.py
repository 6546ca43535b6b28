"""The project's meta-tests, which look at the same and more in every run."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.meta.files import find_meta_tests

TITLE = "Meta-tests"


def look(case: Case) -> Iterator[Line]:
    """Where they are."""
    found = find_meta_tests(case.subject.root)
    if not found:
        yield Line("file", "none", state=State.NOTE, remedy="`bulkhead init` writes them.")
    for path in found:
        yield Line("file", case.subject.shown(path))
