"""The pages on meta-tests and the doctor name all that there is, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_bulkhead.doctor.registry import all_things
from pytest_bulkhead.meta.registry import all_checks

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("meta-tests.md", {check.name for check in all_checks()}),
        ("doctor.md", {thing.name for thing in all_things()}),
    ],
)
def test_the_table_of_a_page_is_complete(page, names):
    rows = re.findall(r"(?m)^\| (`[^|]+) \|", (DOCS / page).read_text(encoding="utf-8"))
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == names
