"""Settings are shown as they would stand in a file, and that file says the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pytest_bulkhead.outputs.settings_text import settings_text
from pytest_bulkhead.settings.parsing import parse_settings

TABLE = """
profile = "strict"
select = ["BH101"]
per-file-ignores = { "tests/old/**" = ["BH101", "BH2"] }
model-prefixes = { ollama = "ollama/" }
servers = { redis = "redis://cache.test:6379/3" }
require = ["redis"]
races = true
allow = [{ state = "environ:API_*", reason = "set once", tests = ["tests/a.py"] }]
harmless = [{ path = "build/**", reason = "the same bytes" }]
check-log = false
alerts = { slower-by = 0.25, larger-size = "1.5 GB", webhook = "https://hooks.example.com/x" }
"""


def test_what_is_shown_can_be_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = parse_settings(tomllib.loads(TABLE), tmp_path / "bulkhead.toml")
    assert parse_settings(tomllib.loads(settings_text(settings)), tmp_path / "bulkhead.toml") == settings
