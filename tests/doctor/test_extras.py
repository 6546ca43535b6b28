"""The doctor knows our extras from what is installed of us, and lists each of them."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from pytest_bulkhead.doctor.things import extras

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


def test_each_extra_of_the_distribution_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As build backends write them; ours may have been installed before the latest of them came."""
    lines = [f"Requires-Dist: {one}; extra == '{extra}'" for extra, some in EXTRAS.items() for one in some]
    about = ["Metadata-Version: 2.4", "Name: pytest-bulkhead", "Version: 9", "Requires-Dist: pytest>=7.4", *lines]
    (tmp_path / "pytest_bulkhead-9.dist-info").mkdir()
    (tmp_path / "pytest_bulkhead-9.dist-info" / "METADATA").write_text("\n".join(about) + "\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert [line.label for line in extras.look(None)] == sorted(EXTRAS)  # type: ignore[arg-type]
