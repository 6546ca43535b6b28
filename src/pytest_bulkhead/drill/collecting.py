"""Which tests of a copy pytest collects, and which of them pass."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pytest_bulkhead.drill import collected
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.node_ids import file_of, function_of
from pytest_bulkhead.pytest_process import plugin_folder, run_pytest


def collect(bench: Bench, folder: Path, tests: Sequence[str]) -> frozenset[str]:
    """The tests of some files that are collected: what is no test any more cannot show a violation.

    Returns:
        Node ids without their parameters, and the paths of the files.
    """
    # Not the node ids: of one that is not there pytest makes an end of it all.
    files = dict.fromkeys(file_of(test) for test in tests)
    words = ["--collect-only", "-q", "--continue-on-collection-errors", *files]
    return _told(bench, folder, words, collected.COLLECTED)[0]


def run_plainly(bench: Bench, folder: Path) -> tuple[frozenset[str], str]:
    """The tests that pass when all are run, as the project has it, and nobody looks.

    Returns:
        Node ids without their parameters, and the paths of the files; beside them what pytest said last.
    """
    return _told(bench, folder, ["--continue-on-collection-errors"], collected.PASSED)


class _Limit:
    """Ends what goes on for longer."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def __call__(self) -> None:
        if time.monotonic() > self._until:
            raise TimeoutError


def _told(bench: Bench, folder: Path, arguments: Sequence[str], variable: str) -> tuple[frozenset[str], str]:
    with tempfile.TemporaryDirectory(prefix="bulkhead-drill-") as name, plugin_folder(fixtures=True) as reachable:
        told, output = Path(name, "told.txt"), Path(name, "output.txt")
        path = os.pathsep.join([str(reachable), *filter(None, [os.environ.get("PYTHONPATH")])])
        ours = ["-p", collected.__name__, "-p", "no:cacheprovider", "--bulkhead=off", f"--rootdir={folder}"]
        with contextlib.suppress(TimeoutError):  # what was told until then holds
            run_pytest(
                bench.interpreter,
                [*ours, *bench.arguments, *arguments],
                folder=folder,
                environment={**os.environ, **bench.variables, "PYTHONPATH": path, variable: str(told)},
                output=output,
                tick=_Limit(bench.seconds),
                alone=True,
            )
        lines = told.read_text(encoding="utf-8").split("\n") if told.exists() else []
        said = output.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2].strip("= \r")
    tests = [line for line in lines if line]
    return frozenset({*map(function_of, tests), *map(file_of, tests)}), said
