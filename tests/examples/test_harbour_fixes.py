"""The example's own tests after `bulkhead check --fix`: all pass, in company, too, and leave nothing behind."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
TESTS = (
    "tests/office/test_settings.py::test_currency",
    "tests/api/test_ships.py::test_master_at_the_counter",
    "tests/api/test_berths.py",
    "tests/api/test_bookings.py",
)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def outcomes(folder: Path, mode: str) -> tuple[int, dict[str, str]]:
    done = run(folder, "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", "-v", f"--bulkhead={mode}", *TESTS)
    return done.returncode, dict(re.findall(r"^(tests/\S+::.+?) (PASSED|FAILED|ERROR) ", done.stdout, re.MULTILINE))


@pytest.fixture
def harbour(tmp_path):
    shutil.copytree(EXAMPLES / "harbour", tmp_path / "harbour", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    return tmp_path / "harbour"


def test_fixed_tests_pass_and_leave_nothing(harbour):
    status, before = outcomes(harbour, "off")
    assert status == 1
    # It is met by somebody whom an earlier test has logged in.
    assert [test for test, how in before.items() if how != "PASSED"] == [
        "tests/api/test_bookings.py::test_stranger_cannot_book"
    ]
    assert run(harbour, "pytest_bulkhead", "check", "--fix", "--select", "environ,override-leak").returncode == 1
    assert outcomes(harbour, "strict") == (0, dict.fromkeys(before, "PASSED"))
    again = run(harbour, "pytest_bulkhead", "check", "--diff", "--select", "environ,override-leak")
    assert (again.returncode, again.stdout) == (0, "")
