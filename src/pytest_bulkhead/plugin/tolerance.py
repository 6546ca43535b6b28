"""What a project lives with holds for a run, too: comments beside the code, and the baseline."""

from __future__ import annotations

import inspect
import os
import re
import tokenize
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_bulkhead.record.tolerated import Tolerated

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding
    from pytest_bulkhead.tolerated.baseline import Baseline
    from pytest_bulkhead.tolerated.suppressions import Suppression
    from pytest_bulkhead.touch import Spot

_HEAD = re.compile(r"\s*(async\s+)?(def|class)\b")

BASELINE, COMMENT = "baseline", "comment"


class Tolerance:
    """Decides for each finding by itself, so that every worker decides alike.

    A worker sees its part of a run only. So an entry of the baseline tolerates its hazard in its file as a whole for
    the time being; whether there was more than is tolerated is told by the process that sees everything: `excess`.
    """

    def __init__(self, root: str, baseline: Baseline | None = None) -> None:
        """Tolerate what the comments say, and a baseline where there is one.

        Args:
            root: the folder that the paths of findings are relative to.
            baseline: of the project.
        """
        self._root = root
        self._baseline = baseline
        self._files: dict[str, tuple[list[str], list[Suppression]]] = {}

    def judge(self, finding: Finding, function: Any, defined: Spot | None = None) -> Tolerated | None:
        """Why a finding is not told.

        Args:
            finding: of this run.
            function: of the test or fixture that it speaks of, whose `def` may bear the comment.
            defined: the first line of that function, where only this is known.
        """
        places = [(os.path.join(self._root, finding.location.path), finding.location.line, finding.location.line)]  # noqa: PTH118
        places += self._head_of(function)
        if defined is not None and defined.path:
            places.append(self._head(os.path.join(self._root, defined.path), defined.line))  # noqa: PTH118
        from pytest_bulkhead.tolerated.suppressions import suppressing  # only when there is something to tell

        for path, first, last in places:
            comment = suppressing(self._read(path)[1], finding, first, last)
            if comment is not None:
                return Tolerated(finding, COMMENT, self._shown(path), comment.line)
        return Tolerated(finding, BASELINE) if self._allowed(finding) else None

    def excess(self, tolerated: Iterable[Tolerated]) -> list[tuple[list[Finding], str]]:
        """Where a run has left more states changed than the baseline tolerates: all findings there, and what to say.

        Args:
            tolerated: all of a run.
        """
        from pytest_bulkhead.tolerated.baseline import size

        by_entry: dict[tuple[str, str], list[Finding]] = {}
        for one in tolerated:
            if one.by == BASELINE:
                by_entry.setdefault((one.finding.location.path, one.finding.code), []).append(one.finding)
        over: list[tuple[list[Finding], str]] = []
        for (path, code), some in by_entry.items():
            allowed, found = self._allowed(some[0]), size(some)
            if found > allowed:
                over.append(
                    (
                        some,
                        f"{path} {_has(some, found, code)}, and the baseline tolerates {allowed}: "
                        "all of them are told, since nothing tells the new from the old",
                    )
                )
        return over

    def _allowed(self, finding: Finding) -> int:
        if self._baseline is None:
            return 0
        path = os.path.join(self._root, finding.location.path)  # noqa: PTH118 - relative to no working directory
        return self._baseline.allowed(finding.source, path, finding.code)

    def _head_of(self, function: Any) -> list[tuple[str, int, int]]:
        """The lines from a function's first decorator to its `def`."""
        try:
            code = inspect.unwrap(function).__code__
        except (AttributeError, TypeError, ValueError):
            return []
        return [self._head(code.co_filename, code.co_firstlineno)]

    def _head(self, path: str, first: int) -> tuple[str, int, int]:
        lines = self._read(path)[0]
        heads = (number for number, line in enumerate(lines[first - 1 :], first) if _HEAD.match(line))
        return path, first, next(heads, first)

    def _read(self, path: str) -> tuple[list[str], list[Suppression]]:
        if path not in self._files:
            from pytest_bulkhead.tolerated.suppressions import find_suppressions

            try:
                with tokenize.open(path) as file:
                    text = file.read()
            except (OSError, SyntaxError, LookupError, ValueError):  # gone since, of another encoding, or of none
                text = ""
            if "bulkhead" not in text:
                text = ""
            self._files[path] = (text.splitlines(), find_suppressions(text))
        return self._files[path]

    def _shown(self, path: str) -> str:
        return path.removeprefix(self._root.rstrip(os.sep) + os.sep).replace(os.sep, "/")


def _has(some: list[Finding], found: int, code: str) -> str:
    if some[0].source.value == "race":
        return f"has {found} races of {code}"
    return f"leaves {found} states of {code} changed"


def read_tolerance(root: str, baseline: str) -> tuple[Tolerance, str]:
    """What holds for a run.

    Args:
        root: the folder that the paths of findings are relative to.
        baseline: the path of the baseline, empty where there is none.

    Returns:
        What is tolerated, and why the baseline is not, else an empty text.
    """
    if not baseline:
        return Tolerance(root), ""
    from pytest_bulkhead.errors import BaselineError
    from pytest_bulkhead.tolerated.baseline_file import read_baseline

    try:
        return Tolerance(root, read_baseline(Path(baseline))), ""
    except BaselineError as error:
        return Tolerance(root), str(error)
