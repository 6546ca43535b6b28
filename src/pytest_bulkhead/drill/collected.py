"""A plugin for pytest that writes down which tests are collected, or which of them pass."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

COLLECTED = "BULKHEAD_DRILL_COLLECTED"
PASSED = "BULKHEAD_DRILL_PASSED"


def pytest_collection_finish(session: Any) -> None:
    """Write a line for each test into the file that the environment names."""
    path = os.environ.get(COLLECTED)
    if path:
        Path(path).write_text("".join(f"{item.nodeid}\n" for item in session.items), encoding="utf-8")


def pytest_runtest_logreport(report: Any) -> None:
    """Add a line for a test that has passed; that of a worker is told by its controller, too."""
    path = os.environ.get(PASSED)
    if path and report.when == "call" and report.outcome == "passed":
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{report.nodeid}\n")
