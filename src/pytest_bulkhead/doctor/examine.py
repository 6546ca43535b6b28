"""Looks at a project from all sides, and changes nothing in it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.audit.suite import Suite, find_python, find_suite
from pytest_bulkhead.doctor.case import Case, UnknownError
from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.doctor.registry import all_things
from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.meta.asking import ask
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.project.pytest_facts import PytestFacts
from pytest_bulkhead.pytest_process import own_interpreter, probe


class Part(NamedTuple):
    """What there is to say of one thing.

    Args:
        name: of the thing.
        title: for people.
        lines: in their order.
    """

    name: str
    title: str
    lines: tuple[Line, ...]


class Diagnosis(NamedTuple):
    """All that there is to say.

    Args:
        parts: by thing.
    """

    parts: tuple[Part, ...]

    @property
    def counts(self) -> Counter[State]:
        """How many lines there are of each state."""
        return Counter(line.state for part in self.parts for line in part.lines)

    @property
    def status(self) -> int:
        """1 where something is broken."""
        return int(self.counts[State.BROKEN] > 0)


def examine(path: Path, python: str | None) -> Diagnosis:
    """Look at the project that a path belongs to.

    Args:
        path: a folder of it.
        python: the interpreter that has its packages; found when not named.

    Raises:
        SuiteError: there is nothing at that path.
        InterpreterError: the interpreter that was named does not exist.
    """
    suite = find_suite(path)
    executable = find_python(suite, python)
    complaint, facts = None, PytestFacts(executable, str(suite.root))
    try:
        facts = ask(probe(executable, suite.root), suite.root)
    except BulkheadError as error:
        complaint = error
    case = Case(
        Subject(facts, os.environ, remembers=False),
        os.environ,
        executable,
        _origin(executable, suite, python),
        complaint,
    )
    parts = []
    for thing in all_things():
        lines: list[Line] = []
        try:
            for line in thing.look(case):
                lines.append(line)  # noqa: PERF402 - what was said before nobody knows any more is kept
        except UnknownError:
            lines.append(Line("not looked at", "since pytest does not start", state=State.NOTE))
        parts.append(Part(thing.name, thing.title, tuple(lines)))
    return Diagnosis(tuple(parts))


def _origin(executable: str, suite: Suite, named: str | None) -> str:
    if named is not None:
        return "--python"
    if executable == own_interpreter():
        return "the one that runs bulkhead: the project has no environment of its own here"
    return "the project's virtual environment"
