"""BH503: workers that have collected different tests, which pytest-xdist refuses to run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_bulkhead.hazards.catalogue.nondeterministic_collection import HAZARD
from pytest_bulkhead.node_ids import file_of, function_of, name_of, names_of, parameters_of
from pytest_bulkhead.outputs.masking import masked

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding

HAZARDS = (HAZARD,)

_SHOWN = 3
_LONGEST = 40

Values = tuple[str, ...]
"""Of one test, the parts of its ids in brackets, as they follow each other; an empty one where there are none."""


class Collections:
    """What the workers have collected; those that agree stand together."""

    def __init__(self) -> None:
        self._kinds: list[tuple[Sequence[str], list[str]]] = []

    def add(self, worker: str, ids: Sequence[str]) -> None:
        """A worker has collected tests of these ids."""
        for known, workers in self._kinds:
            if known == ids:
                workers.append(worker)
                return
        self._kinds.append((ids, [worker]))

    @property
    def differ(self) -> bool:
        return len(self._kinds) > 1

    @property
    def workers(self) -> list[str]:
        """For each list that there is, those who have it."""
        return [" and ".join(workers) for _, workers in self._kinds]

    def findings(self, root: Path, plain: Callable[[str], str]) -> Iterator[Finding]:
        """One for each test whose ids differ; for the first place of disorder where only whole tests change places.

        Args:
            root: the folder that the ids' paths are relative to.
            plain: gives a test the id that it has in every kind of run.
        """
        kinds = [_by_test(map(plain, ids)) for ids, _ in self._kinds]
        told = False
        for test in dict.fromkeys(test for kind in kinds for test in kind):
            values = [kind.get(test, ()) for kind in kinds]
            if any(one != values[0] for one in values):
                told = True
                yield _finding(test, self._difference(test, values), root)
        if not told and self.differ:
            yield self._disorder(root)

    def _difference(self, test: str, values: list[Values]) -> str:
        name = name_of(test)
        if not all(values):
            by = [one for one, some in zip(self.workers, values, strict=True) if some]
            without = [one for one, some in zip(self.workers, values, strict=True) if not some]
            return f"{name} is collected by {' and '.join(by)}, and not by {' and '.join(without)}"
        common = set.intersection(*map(set, values))
        in_order = all(common.issuperset(one) for one in values)
        told = [
            f"{_values(one if in_order else [value for value in one if value not in common])} in {workers}"
            for workers, one in zip(self.workers, values, strict=True)
        ]
        more = f"; and so on in {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
        differs = "in another order in each worker" if in_order else "with other values in each worker"
        return f"{name} is collected {differs}: {'; '.join(told[:_SHOWN])}{more}"

    def _disorder(self, root: Path) -> Finding:
        lists = [ids for ids, _ in self._kinds]
        at = next(number for number, some in enumerate(zip(*lists, strict=False)) if len(set(some)) > 1)
        told = [f"{masked(ids[at])} in {workers}" for ids, workers in zip(lists, self.workers, strict=True)]
        message = f"the tests stand in another order in each worker; number {at + 1} is {', '.join(told[:_SHOWN])}"
        return _finding(function_of(lists[0][at]), message, root)


def _by_test(ids: Iterable[str]) -> dict[str, Values]:
    tests: dict[str, list[str]] = {}
    for one in ids:
        tests.setdefault(function_of(one), []).append(parameters_of(one))
    return {test: tuple(values) for test, values in tests.items()}


def _values(values: Sequence[str]) -> str:
    if not values:
        return "nothing else"
    shown = [masked(one if len(one) <= _LONGEST else f"{one[:_LONGEST]}…") for one in values[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else "")


def _finding(test: str, message: str, root: Path) -> Finding:
    from pytest_bulkhead.findings import Finding, Location, Source  # only when there is something to tell

    path, names = file_of(test), names_of(test)
    return Finding(
        code=HAZARD.code,
        hazard=HAZARD.slug,
        source=Source.RUNTIME,
        severity=HAZARD.severity,
        location=Location(path, _line(root / path, names)),
        message=message,
        help=HAZARD.remedy,
        symbol=".".join(names),
        test=test,
        owner="test",
    )


def _line(path: Path, names: list[str]) -> int:
    """Of a test's first `parametrize`, else of its `def`; the first one where the source does not tell."""
    try:
        here: list[ast.stmt] = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return 1
    line = 1
    for name in names:
        inner = (one for outer in here for one in ast.walk(outer) if isinstance(one, _DEFINITIONS))
        found = next((one for one in inner if one.name == name), None)
        if found is None:
            break
        marks = [one.lineno for one in found.decorator_list if "parametrize" in ast.unparse(one)]
        line, here = min(marks, default=found.lineno), found.body
    return line


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
