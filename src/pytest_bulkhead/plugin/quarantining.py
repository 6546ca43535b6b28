"""Turns the failure of a test in quarantine into an outcome that fails no run, and is told as what it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pytest_bulkhead.node_ids import function_of
from pytest_bulkhead.plugin.failing import failure_of

QUARANTINED = "bulkhead_quarantined"
"""The attribute of a report that would have failed; it travels from a worker with it."""

OUTCOME = "quarantined"
"""What is told of such a test: by pytest's summary, and by the record."""


class Shelter:
    """The tests whose failures do not count.

    Args:
        terms: until when, who and where, by node id; one without brackets stands for all parameters of a function.
    """

    def __init__(self, terms: Mapping[str, str]) -> None:
        self._terms = terms

    @property
    def tests(self) -> tuple[str, ...]:
        return tuple(self._terms)

    def terms_of(self, test: str) -> str:
        """Under which terms a test is here; empty for one that is not."""
        if found := self._find(test):
            return found
        # Under `--dist loadgroup` the group's name is appended.
        head, at, _ = test.rpartition("@")
        return self._find(head) if at else ""

    def take(self, report: pytest.TestReport) -> None:
        """Let a failure be none, if its test is here: for pytest and those who read its reports it is expected."""
        if report.outcome != "failed" or not (terms := self.terms_of(report.nodeid)):
            return
        lines = (failure_of(report) or str(report.longrepr or "")).strip().splitlines()
        failure = lines[0] if lines else ""
        report.outcome = "skipped"  # which with a reason in `wasxfail` is an expected failure
        report.wasxfail = f"quarantined {terms}" + (f": {failure}" if failure else "")
        setattr(report, QUARANTINED, {"terms": terms, "failure": failure})

    def _find(self, test: str) -> str:
        return self._terms.get(test) or self._terms.get(function_of(test), "")
