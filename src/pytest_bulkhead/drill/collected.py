"""A plugin for pytest that writes down what is collected."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

VARIABLE = "BULKHEAD_DRILL_COLLECTED"


def pytest_collection_finish(session: Any) -> None:
    """Write a line for each test into the file that the environment names."""
    path = os.environ.get(VARIABLE)
    if path:
        Path(path).write_text("".join(f"{item.nodeid}\n" for item in session.items), encoding="utf-8")
