"""Cases of `process-state`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "directory changed in a test": """\
import os

def test_finds_the_config(tmp_path):
    os.chdir(tmp_path)  # <- here
    assert find_config()
""",
}
GOOD: Mapping[str, str | Mapping[str, str]] = {}
STRICT_BAD: Mapping[str, str | Mapping[str, str]] = {}
