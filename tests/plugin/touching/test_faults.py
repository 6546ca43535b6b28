"""What becomes of a fault of ours."""

from __future__ import annotations

import pytest

from ..conftest import RunSuite
from ..running import KINDS
from .test_files import RACES

SUITE = """
    import pytest
    @pytest.fixture(scope="module")
    def made():
        open("made", "w").close()
        yield
    def test_one(made): open("one", "w").close()
    def test_two(made): open("two", "w").close()
"""
BREAK = """
    from pytest_bulkhead import touch
    from pytest_bulkhead.plugin import touch_hooks
    from pytest_bulkhead.plugin.touching import taker
    def fault(*arguments): raise ZeroDivisionError("ours")
    {}
"""
FAULTS = {
    "when a test begins": "taker.Taker.test_begins = fault",
    "when a test ends": "taker.Taker.test_ends = fault",
    "when a fixture begins": "touch_hooks.owner_of = fault",
    "when a fixture ends": "taker.Taker.fixture_ends = fault",
    "on the way home": "touch.Touched.to_json = fault",
    "at the end": "taker.Taker.ends = fault",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_told_once_and_fails_no_test(fault: str, run_suite: RunSuite) -> None:
    kind = "two workers" if fault == "on the way home" else "serial"
    files = {"test_it.py": SUITE, "conftest.py": BREAK.format(FAULTS[fault])}
    done = run_suite(files, RACES, *KINDS.get(kind, ()))
    assert done.status == 0, done.output
    assert "2 passed" in done.output
    assert "INTERNALERROR" not in done.output
    assert "for races, no more touches are followed (ZeroDivisionError: ours)" in done.output
