"""In mode `heal`, leaks are undone when their owners have ended, the last one first."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pytest_bulkhead.plugin.ledger import NOBODY, Leak, Ledger
from pytest_bulkhead.plugin.sensor import Birth, Flaw, Sensor

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding

    Told = tuple[Finding, Sequence[Leak]]

_State = tuple[str, Hashable]


class Healing(NamedTuple):
    """What came of it.

    Args:
        findings: as they were given, those healed saying so.
        healed: how many were healed.
        failed: the kinds of sensors that could not do it, with the errors.
    """

    findings: list[Finding]
    healed: int
    failed: list[tuple[str, Exception]]


class Healer:
    """Has the sensors put back what they have seen change."""

    def __init__(self, sensors: Mapping[str, Sensor], ledger: Ledger) -> None:
        self._sensors = sensors
        self._ledger = ledger

    def heal(self, told: Iterable[Told], leaks: Iterable[Leak]) -> Healing:
        """Undo what was told.

        What lies on a change that stays (it is allowed, its maker lives, it cannot be undone) can be undone; what such
        a change lies on cannot.

        Args:
            told: findings, each with the leaks that it tells of.
            leaks: all of the owners that have just ended.
        """
        told = list(told)
        # By identity: values of states may be anything, and need not be hashable.
        meant = {id(leak) for _, some in told for leak in some}
        failed: list[tuple[str, Exception]] = []
        restored: dict[_State, Leak] = {}
        undone: dict[int, _State] = {}
        stuck: set[_State] = set()
        for leak in sorted(leaks, key=lambda leak: leak.time, reverse=True):
            state = (leak.kind, leak.key)
            if state in stuck or id(leak) not in meant or leak.is_covered or not self._restore(leak, failed):
                stuck.add(state)
            else:
                restored[state] = leak
                undone[id(leak)] = state
        not_held = self._look_again(restored, failed)
        good = {one for one, state in undone.items() if state not in not_held}
        held = [good.issuperset(map(id, some)) for _, some in told]
        findings = [_healed(finding) if well else finding for (finding, _), well in zip(told, held, strict=True)]
        return Healing(findings, sum(held), failed)

    def _restore(self, leak: Leak, failed: list[tuple[str, Exception]]) -> bool:
        sensor = self._sensors.get(leak.kind)
        if sensor is None or any(kind == leak.kind for kind, _ in failed):
            return False
        try:
            return sensor.restore(leak.key, leak.before)
        except Exception as error:
            failed.append((leak.kind, error))
            return False

    def _look_again(self, restored: Mapping[_State, Leak], failed: list[tuple[str, Exception]]) -> set[_State]:
        """Have the sensors see what was done, so that it is charged to nobody.

        Returns:
            The states that are not as they were after all.
        """
        not_held: set[_State] = set()
        for leak in restored.values():
            self._ledger.put_back(leak.kind, leak.key, leak.before)
        for kind in dict.fromkeys(kind for kind, _ in restored):
            try:
                for seen in self._sensors[kind].poll():
                    if isinstance(seen, Flaw):
                        continue
                    state = (kind, None if isinstance(seen, Birth) else seen.key)
                    if isinstance(seen, Birth) or state not in restored:
                        self._ledger.record(NOBODY, kind, seen)
                    elif seen.after != restored[state].before:
                        not_held.add(state)
                        self._ledger.record(NOBODY, kind, seen._replace(before=restored[state].before))
            except Exception as error:
                failed.append((kind, error))
        return not_held


def _healed(finding: Finding) -> Finding:
    return dataclasses.replace(finding, message=f"{finding.message}; healed")
