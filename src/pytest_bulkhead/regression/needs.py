"""What a test needs of the machine: it is skipped without it, with what to install, or fails where it is required."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping

import pytest

REQUIRED = "BULKHEAD_VERIFY_REQUIRE"
"""Names, with commas between, what may not be missing."""

PACKAGES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "xdist": (("xdist",), "pytest-xdist"),
    "fastapi": (("fastapi", "httpx"), "fastapi httpx"),
}
"""Which modules each need has, and what to install for them."""


def need(name: str) -> None:
    """Skip the test at work unless it can be imported what belongs to a need; fail it where that is required."""
    modules, packages = PACKAGES[name]
    if not all(map(importlib.util.find_spec, modules)):
        missing(name, f"{name} is not installed here: `pip install {packages}`.")


def missing(name: str, reason: str) -> None:
    """Skip the test at work for want of something, or fail it where that is required."""
    if name in os.environ.get(REQUIRED, "").split(","):
        pytest.fail(f"{reason} It is required.", pytrace=False)
    pytest.skip(reason)
