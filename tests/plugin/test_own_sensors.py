"""Sensors that a suite brings along, as the documentation has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .running import KINDS, run, write

PAGE = Path(__file__).parents[2] / "docs" / "sensors.md"
SUITE = {
    "shop/__init__.py": "",
    "shop/flags.py": "ACTIVE = set()\n",
    "test_shop.py": """
        from shop import flags

        def test_discount():
            flags.ACTIVE.add("discount")

        def test_restores():
            flags.ACTIVE.add("tax")
            flags.ACTIVE.remove("tax")
    """,
}


@pytest.fixture
def conftest() -> str:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_finds_its_leak(kind: str, conftest: str, tmp_path) -> None:
    done = run(write(tmp_path, {**SUITE, "conftest.py": conftest}), *KINDS[kind])
    assert done.leaks == {("test", "discount")}
    told = "test_shop.py:4: BH103 test_discount leaves the feature flag discount switched on"
    assert told in " ".join(done.output.split())
    assert told in PAGE.read_text(encoding="utf-8")


def test_the_example_heals(conftest: str, tmp_path) -> None:
    done = run(write(tmp_path, {**SUITE, "conftest.py": conftest}), "--bulkhead=heal")
    assert [finding.message.endswith("; healed") for finding in done.findings] == [True]


def test_a_kind_that_is_there_already_is_refused(conftest: str, tmp_path) -> None:
    done = run(write(tmp_path, {**SUITE, "conftest.py": conftest.replace('"flag"', '"environ"')}))
    assert done.status == 4
    assert "is watched already" in done.output
