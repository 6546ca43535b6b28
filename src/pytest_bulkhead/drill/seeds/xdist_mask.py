"""BH508: hazards that are masked and not mended."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import Examination, Seed

_TEST = """

def test_exports_the_manifest(tmp_path):
    (tmp_path / "manifest").write_text("tea")
    assert (tmp_path / "manifest").read_text() == "tea"
"""

SEEDS = (
    Seed(
        code="BH508",
        name="skipped in workers",
        bad={
            "test_masked_export.py": f"""\
import os

import pytest

pytestmark = pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="fails in parallel")
{_TEST}""",
        },
        good={"test_masked_export.py": _TEST.lstrip()},
        caught_by=frozenset({Examination.CHECK}),
    ),
    Seed(
        code="BH508",
        name="tried again until it passes",
        bad={
            "pytest.ini": "[pytest]\nmarkers =\n    flaky: is tried again\n",
            "test_retried_export.py": f"""\
import pytest

pytestmark = pytest.mark.flaky(reruns=3)
{_TEST}""",
        },
        good={
            "pytest.ini": "[pytest]\nmarkers =\n    flaky: is tried again\n",
            "test_retried_export.py": _TEST.lstrip(),
        },
        caught_by=frozenset({Examination.CHECK}),
    ),
)
