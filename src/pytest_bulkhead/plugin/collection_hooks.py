"""What pytest calls when the tests are collected, and before the first of them runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

from pytest_bulkhead.plugin.allowing import Allowances
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.tolerance import Tolerance
from pytest_bulkhead.plugin.watch import Watch

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding
    from pytest_bulkhead.record.tolerated import Tolerated

NOTHING_RAN = "nothing was run: in mode strict, fixtures and groups are in order before a run begins"


class CollectionHooks:
    """Beside those of the watch, in each process that runs tests."""

    def __init__(
        self,
        watch: Watch,
        ground: Ground,
        allowances: Allowances,
        tolerance: Tolerance,
        *,
        is_strict: bool,
        dist: str,
        conventions: bool,
    ) -> None:
        """Look at nothing yet.

        Args:
            watch: sends along what is found.
            ground: whose files are whose.
            allowances: what the settings allow.
            tolerance: what the project lives with.
            is_strict: whether nothing is run when fixtures or groups are not in order.
            dist: how tests are dealt out among several workers; empty where they are not.
            conventions: whether what is asked for under the profile strict alone is looked for.
        """
        self._watch = watch
        self._ground = ground
        self._allowances = allowances
        self._tolerance = tolerance
        self._is_strict = is_strict
        self._dist = dist
        self._conventions = conventions

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        # Before pytest-xdist tells the controller what this worker has.
        from pytest_bulkhead.plugin.collection.organisation import organisation

        untidy = self._weigh(organisation(session.items, self._ground))
        if self._dist:
            from pytest_bulkhead.plugin.collection.groups import ignored_groups  # only where tests are dealt out

            untidy += self._weigh(ignored_groups(session.items, self._dist, self._ground))
        if self._conventions:
            from pytest_bulkhead.plugin.collection.mocking_classes import mocking_classes  # only where it is asked for

            self._weigh(mocking_classes(session.items, self._ground))  # no reason to run nothing
        if untidy and self._is_strict:
            if not hasattr(session.config, "workerinput"):
                raise pytest.UsageError("\n".join([f"pytest-bulkhead: {NOTHING_RAN}", *map(_told, untidy)]))
            session.items.clear()
            self._watch.add((), (), [NOTHING_RAN])

    def _weigh(self, found: Iterable[tuple[Finding, Any]]) -> list[Finding]:
        """Keep what is neither allowed nor tolerated."""
        findings: list[Finding] = []
        tolerated: list[Tolerated] = []
        for finding, function in found:
            from pytest_bulkhead.hazards.lookup import find_hazards  # only when there is something to tell

            assert finding.what is not None
            hazards = find_hazards(finding.code)
            if self._allowances.cover(finding.what.kind, hazards, finding.what.name, finding.location.path):
                continue
            if one := self._tolerance.judge(finding, function):
                tolerated.append(one)
            else:
                findings.append(finding)
        self._watch.add(findings, tolerated)
        return findings


def _told(finding: Finding) -> str:
    at = finding.location
    return f"{at.path}:{at.line}: {finding.code} {finding.message}\n  {finding.help}"
