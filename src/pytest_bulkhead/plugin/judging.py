"""From leaks to what is told: a finding, a first use, or nothing where a mark allows it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pytest_bulkhead.plugin.allowing import Allowances, covers
from pytest_bulkhead.plugin.fading import faded
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.ledger import FirstUse, Leak, Owner
from pytest_bulkhead.plugin.options import allowed_by_mark
from pytest_bulkhead.plugin.sensor import Filling, Sensor
from pytest_bulkhead.plugin.told_twice import Carriers
from pytest_bulkhead.plugin.tolerance import Tolerance
from pytest_bulkhead.record.tolerated import Tolerated

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding

    Told = tuple[Finding, list[Leak]]
    """A finding, and the leaks that it tells of."""

SubjectParts = tuple[str, str, Any, str, int]
"""Of what a `blame.Subject` is made."""


class Judged(NamedTuple):
    """What leaks come to.

    Args:
        told: one finding for a state and an owner, with the leaks that it tells of.
        tolerated: findings that comments or the baseline let stand.
        first_uses: what is kept and not told.
        notices: marks that are wrong.
        failed: the kinds of sensors that could not speak of what they had seen, with the errors.
    """

    told: list[Told]
    tolerated: list[Tolerated]
    first_uses: list[FirstUse]
    notices: list[str]
    failed: list[tuple[str, Exception]]


class Judge:
    """Knows the sensors, which find the words for what they have seen."""

    def __init__(
        self, sensors: Mapping[str, Sensor], ground: Ground, allowances: Allowances, tolerance: Tolerance
    ) -> None:
        self._sensors = sensors
        self._ground = ground
        self._allowances = allowances
        self._tolerance = tolerance
        self._held: dict[tuple[str, Hashable], Finding] = {}
        self._carriers = Carriers()

    def tell(
        self,
        leaks: list[Leak],
        subject: Callable[[Owner], SubjectParts],
        marked: pytest.Item | pytest.Collector | None,
    ) -> Judged:
        """Findings for what the marks of a node do not allow; one for a state and an owner.

        Args:
            leaks: of owners whose life is over.
            subject: whom to speak of, for each owner.
            marked: the node whose marks may allow it.
        """
        # With all it needs, only when there is something.
        from pytest_bulkhead.plugin.blame import Subject, blame, shown_name

        judged = Judged([], [], [], [], [])
        marks = _allowed(marked, judged.notices) if marked is not None else frozenset[str]()
        by_state: dict[tuple[object, ...], tuple[Finding, list[Leak]]] = {}
        for leak in self._carriers.sort(leaks):
            sensor = self._sensors.get(leak.kind)
            if sensor is None:
                continue
            parts, name = subject(leak.owner), shown_name(leak, sensor, self._ground)
            hazards = (leak.flaw.hazard if leak.flaw else sensor.hazards[0],)
            if covers(marks, sensor.kind, hazards, name):
                continue
            if self._allowances.cover(sensor.kind, hazards, name, parts[0]):
                continue
            try:
                finding = _masked(blame(leak, sensor, Subject(*parts), self._ground))
            except Exception as error:
                judged.failed.append((leak.kind, error))
                continue
            state = (leak.kind, faded(leak.key))
            filling = self._carriers.filling(leak)
            if filling is Filling.FIRST:
                self._held.setdefault(state, finding)
                judged.first_uses.append(FirstUse(parts[0], leak.kind, name))
                continue
            if filling is Filling.DIFFERENT and state in self._held:
                earlier = self._held.pop(state)
                by_state[earlier.test, earlier.what] = (earlier, [])
            told = (leak.owner, finding.what, finding.code)
            if told in by_state:
                by_state[told][1].extend((leak, *self._carriers.twins(leak)))
            elif tolerated := self._tolerance.judge(finding, parts[2]):
                judged.tolerated.append(tolerated)
            else:
                by_state[told] = (self._carriers.named(finding, leak), [leak, *self._carriers.twins(leak)])
        judged.told.extend(by_state.values())
        return judged


def _allowed(node: pytest.Item | pytest.Collector, notices: list[str]) -> frozenset[str]:
    try:
        return allowed_by_mark(node)
    except ValueError as error:
        notices.append(str(error))
        return frozenset()


def _masked(finding: Finding) -> Finding:
    from pytest_bulkhead.outputs.masking import masked

    what = finding.what and dataclasses.replace(finding.what, name=masked(finding.what.name))
    return dataclasses.replace(finding, message=masked(finding.message), what=what)
