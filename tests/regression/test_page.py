"""The tests on the page about the regression suite are run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_bulkhead.regression.children import run_suite

PAGE = Path(__file__).parents[2] / "docs" / "regression.md"


def test_copied_tests_pass(tmp_path: Path) -> None:
    (copied,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    done = run_suite(tmp_path, {"test_copied.py": copied})
    assert done.passed == {"test_tariff_is_not_left", "test_report_is_each_workers_own"}, done.output
