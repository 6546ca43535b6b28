"""Interpreters in which bulkhead is not installed, and a small suite to audit."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.environments import PYTEST_ALONE, PYTEST_AND_XDIST, make_environment


@dataclass(frozen=True)
class Said:
    """What an audit answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Audit = Callable[..., Said]


@pytest.fixture(scope="session")
def plain_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter that has pytest, and neither xdist nor bulkhead."""
    return str(make_environment(tmp_path_factory.mktemp("pytest"), PYTEST_ALONE))


@pytest.fixture(scope="session")
def parallel_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter that has pytest and xdist, and not bulkhead."""
    return str(make_environment(tmp_path_factory.mktemp("xdist"), PYTEST_AND_XDIST))


@pytest.fixture
def audit() -> Audit:
    """Run `bulkhead audit` as a user would, in a folder, with words of the command line."""

    def run(folder: Path, *words: str, **variables: str) -> Said:
        # What xdist has told the worker that runs this test is not the audited suite's affair.
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV_"))}
        done = subprocess.run(
            [sys.executable, "-m", "pytest_bulkhead", "audit", *words],
            cwd=folder,
            env={**inherited, **variables},
            capture_output=True,
            text=True,
            timeout=300,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A project with one leak that the code shows, and one that only the run shows."""
    folder = tmp_path / "project"
    (folder / "tests").mkdir(parents=True)
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "tests" / "test_leaks.py").write_text(
        "import os\nimport sys\n\n\n"
        "def test_sets_a_variable():\n"
        "    os.environ['OFFICE'] = 'distinctive-value'\n\n\n"
        "def test_lengthens_the_path():\n"
        "    getattr(sys, 'path').append('/nowhere')\n\n\n"
        "def test_is_alone(monkeypatch):\n"
        "    monkeypatch.setenv('OFFICE', 'closed')\n"
    )
    return folder
