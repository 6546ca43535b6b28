"""Asks the pytest of a project what it knows, in an interpreter that need not have us."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from pytest_bulkhead.errors import SuiteError
from pytest_bulkhead.project import pytest_facts
from pytest_bulkhead.project.pytest_facts import ANSWER, PytestFacts
from pytest_bulkhead.pytest_process import Interpreter, run_pytest

_PLUGIN = "bulkhead_facts"
_TAIL = 15


def ask(interpreter: Interpreter, root: Path) -> PytestFacts:
    """What holds when the project's tests are run by this interpreter; none of them is.

    Args:
        interpreter: as `probe` gave it.
        root: of the project.

    Raises:
        SuiteError: pytest does not start there.
    """
    with tempfile.TemporaryDirectory(prefix="bulkhead-facts-") as name:
        folder = Path(name)
        # Alone in its folder: our package beside it would pass for an installed one.
        shutil.copyfile(pytest_facts.__file__, folder / f"{_PLUGIN}.py")
        answer, output = folder / "answer.json", folder / "output.txt"
        path = os.pathsep.join([name, *filter(None, [os.environ.get("PYTHONPATH")])])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", ANSWER: str(answer)}
        status = run_pytest(
            interpreter,
            ["-p", _PLUGIN, "-p", "no:cacheprovider"],
            folder=root,
            environment=environment,
            output=output,
            tick=lambda: None,
        )
        if not answer.exists():
            said = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-_TAIL:]
            raise SuiteError(f"pytest does not start here (status {status}). Its last words:\n" + "\n".join(said))
        return PytestFacts.from_json(answer.read_text(encoding="utf-8"))
