"""Which of some tests pytest collects in a copy: what is no test any more cannot show a violation."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pytest_bulkhead.drill import collected
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.pytest_process import plugin_folder, run_pytest


def collect(bench: Bench, folder: Path, tests: Sequence[str]) -> frozenset[str]:
    """The node ids that are collected, without their parameters, and the paths of their files."""
    # Not the node ids: of one that is not there pytest makes an end of it all.
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    with tempfile.TemporaryDirectory(prefix="bulkhead-drill-") as name, plugin_folder() as reachable:
        told, output = Path(name, "collected.txt"), Path(name, "output.txt")
        path = os.pathsep.join([str(reachable), *filter(None, [os.environ.get("PYTHONPATH")])])
        run_pytest(
            bench.interpreter,
            [
                *("-p", collected.__name__, "-p", "no:cacheprovider", f"--rootdir={folder}"),
                *("--collect-only", "-q", "--continue-on-collection-errors", *bench.arguments, *files),
            ],
            folder=folder,
            environment={**os.environ, **bench.variables, "PYTHONPATH": path, collected.VARIABLE: str(told)},
            output=output,
            tick=lambda: None,
            alone=True,
        )
        lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    whole = {line.partition("[")[0] for line in lines}
    return frozenset({*whole, *(line.partition("::")[0] for line in whole)})
