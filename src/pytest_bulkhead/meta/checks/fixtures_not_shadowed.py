"""No fixture stands in the place of another one by accident."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.conftests import Fixture, fixtures_of, twice_in_one_file
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.resources.fixtures import OF_WORKERS

WHY = "Of two fixtures with one name pytest takes one without a word, and what the other kept apart is shared."


def look(subject: Subject) -> Iterator[Fault]:
    """Those that hide one of ours, an autouse one of an outer conftest, or one of the same file."""
    conftests = [path for path in subject.static.files if path.name == "conftest.py"]
    if not conftests:
        raise DoesNotApplyError("the project has no conftest.py")
    known = {path: list(fixtures_of(path)) for path in conftests}
    for path, fixtures in known.items():
        for fixture in fixtures:
            if fixture.name in OF_WORKERS and not fixture.extends:
                yield Fault(
                    f"{_at(subject, path, fixture)}: {fixture.name} hides the fixture of pytest-bulkhead of that name.",
                    f"Rename it, or build on ours: `def {fixture.name}({fixture.name}): ...`.",
                )
            for outer, other in _hidden(path, fixture, known):
                yield Fault(
                    f"{_at(subject, path, fixture)}: {fixture.name} hides the autouse fixture of "
                    f"{_at(subject, outer, other)}, which no longer runs here.",
                    "Rename it, or have it ask for the outer one.",
                )
        for first, second in twice_in_one_file(fixtures):
            yield Fault(
                f"{_at(subject, path, second)}: {second.name} is defined again; that of line {first.line} is gone.",
                "Rename or remove one of them.",
            )


def _hidden(path: Path, fixture: Fixture, known: dict[Path, list[Fixture]]) -> Iterator[tuple[Path, Fixture]]:
    """Those of conftests above, which run by themselves until they are replaced."""
    for outer, fixtures in known.items():
        if outer.parent in path.parent.parents and not fixture.extends:
            yield from ((outer, other) for other in fixtures if other.name == fixture.name and other.autouse)


def _at(subject: Subject, path: Path, fixture: Fixture) -> str:
    return f"{subject.shown(path)}:{fixture.line}"
