"""What there is for the tests of a copy."""

from __future__ import annotations

import sys
from pathlib import Path

from pytest_bulkhead.drill.seed import SERVERS
from pytest_bulkhead.drill.surroundings import look_around


def test_a_server_is_never_there_whatever_packages_are(tmp_path: Path) -> None:
    """Its data would be somebody's: the seeds flush what the environment names."""
    found = look_around(tmp_path, sys.executable, {"fastapi", "redis", *SERVERS})
    assert found.there == {"fastapi"}
