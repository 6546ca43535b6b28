"""`bulkhead audit --changed` runs what a change touches, and says what it leaves out."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.audit.conftest import Audit

NAMES = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")


def committed(suite: Path) -> None:
    (suite / "tests" / "test_other.py").write_text("def test_it():\n    assert True\n")
    for words in (("init", "-q"), ("add", "-A"), (*NAMES, "commit", "-qm", "Begin")):
        subprocess.run(["git", *words], cwd=suite, check=True)


def test_only_the_tests_that_a_change_touches_are_run(audit: Audit, suite: Path, plain_python: str) -> None:
    committed(suite)
    words = ("--python", plain_python, "--output-format", "json", "--changed", "HEAD")
    nothing = audit(suite, *words)
    assert (nothing.status, nothing.json["summary"]["tests"]) == (0, 0)
    (suite / "tests" / "test_other.py").write_text("def test_it():\n    assert 1\n")
    (suite / "app.py").write_text("VALUE = 1\n")
    said = audit(suite, *words)
    assert said.status == 0, said.err
    assert (said.json["summary"]["tests"], said.json["summary"]["files"]) == (1, 1)
    assert "tests of 1 of 2 files" in said.json["notices"][0]
    assert "app.py" in said.json["notices"][1]
