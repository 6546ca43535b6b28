"""Small suites, run by a pytest of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .running import Run, run, write

RunSuite = Callable[..., Run]


@pytest.fixture
def run_suite(tmp_path: Path) -> RunSuite:
    """Write files into `tmp_path`, and run pytest there."""

    def go(files: Mapping[str, str], *arguments: str, **variables: str) -> Run:
        return run(write(tmp_path, files), *arguments, **variables)

    return go
