"""No identity of the run that tests us reaches the tests; they give themselves one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import pytest_bulkhead

SOURCE = Path(pytest_bulkhead.__file__).parents[1]
IDENTITY = (
    "BULKHEAD_RUN_ID",
    "BULKHEAD_SHARD",
    "BULKHEAD_SLOT",
    "BUILDKITE_PARALLEL_JOB",
    "CIRCLE_NODE_INDEX",
    "CI_NODE_INDEX",
    "GITLAB_CI",
    "PYTEST_XDIST_TESTRUNUID",
    "PYTEST_XDIST_WORKER",
    "PYTEST_XDIST_WORKER_COUNT",
)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in IDENTITY:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def run_python(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a child Python in `tmp_path` that can import us and has only the identity it is given."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "BULKHEAD_"))}
        environment = clean | {"PYTHONPATH": str(SOURCE), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | variables
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
