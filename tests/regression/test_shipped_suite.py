"""The shipped suite as users run it: by pytest, in workers, shuffled, under our own plugin; CI runs it here, once."""

from __future__ import annotations

import importlib.util
import subprocess
import time
from collections import Counter
from pathlib import Path

from pytest_bulkhead.regression import telling
from pytest_bulkhead.regression.verifying import subject_of
from tests.plugin.running import command, environment

SUBJECTS = {
    "auth override sanity": 12,
    "bearer scheme": 14,
    "environment pollution": 18,
    "port conflicts": 14,
    "worker database isolation": 24,
    "xdist isolation": 16,
}
SHUFFLED = ("-p", "randomly") if importlib.util.find_spec("pytest_randomly") else ()


def test_all_of_it_holds_here_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    told, host = tmp_path / "told.jsonl", tmp_path / "host"
    done = subprocess.run(
        [
            *command("-p", "pytest_bulkhead.resources.fixtures", "-p", telling.__name__, *SHUFFLED),
            *("-n", "2", "--bulkhead=strict", "-p", "no:cacheprovider", "--pyargs", "pytest_bulkhead.regression"),
        ],
        cwd=tmp_path,
        env=environment(**{telling.VARIABLE: str(told), "BULKHEAD_HOST_FOLDER": str(host)}),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    counted = Counter(subject_of(one.test) for one in telling.read(told))
    assert counted.keys() == SUBJECTS.keys()
    assert all(counted[subject] >= least for subject, least in SUBJECTS.items()), counted
    assert {entry.name for entry in tmp_path.iterdir()} <= {"pytest.ini", "told.jsonl", "host", ".bulkhead"}
    assert _left(host / "claims") == []
    assert _left(host / "runs") == []


def test_every_test_says_what_goes_wrong_and_what_mends_it() -> None:
    import ast

    folder = Path(telling.__file__).parent
    modules = sorted(folder.rglob("test_*.py"))
    assert len(modules) >= len(SUBJECTS)
    for module in modules:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                wrong, _, mended = (ast.get_docstring(function) or "").partition("\n\n")
                assert wrong, f"{module.name}::{function.name}"
                assert mended, f"{module.name}::{function.name}"


def _left(folder: Path) -> list[str]:
    """What is there a moment after the last process of the run has ended."""
    end = time.monotonic() + 30
    while any(folder.iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    return [f"{entry.name}: {entry.read_text() if entry.is_file() else ''}" for entry in folder.iterdir()]
