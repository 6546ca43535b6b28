"""The values of fixtures that several tests share: whether a test has changed what the next one gets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import Change
from pytest_bulkhead.plugin.state.following import DEEPEST, Following, holder_for, within_tuples
from pytest_bulkhead.plugin.state.holders import Holder
from pytest_bulkhead.plugin.state.state_sensor import StateSensor
from pytest_bulkhead.plugin.state.tracker import Seen, key_of


class FixtureValues(StateSensor):
    """What shared fixtures hand out, as long as they do."""

    kind = "fixture"
    noun = "the value of fixture"

    def stand_on(self, ground: Ground) -> None:
        super().stand_on(ground)
        self._loans: dict[Hashable, Following] = {}

    def start(self) -> None:
        """Values come with the fixtures."""

    def roots(self, module: object) -> Iterable[Holder]:
        return ()

    def lend(self, owner: Hashable, name: str, value: object) -> None:
        roots = [holder_for(thing, label, DEEPEST, self._own) for label, thing in within_tuples([(name, value)])]
        if any(roots):
            self._loans[owner] = Following(filter(None, roots), self._own, set())

    def take_away(self, owner: Hashable) -> None:
        self._loans.pop(owner, None)

    def holder(self, key: tuple[int, str]) -> Holder | None:
        holders = (holder for loan in self._loans.values() for holder in loan.holders)
        return next((holder for holder in holders if key_of(holder) == key), None)

    def poll(self) -> Iterable[Change]:
        return list(self.changes(self._looks())) if self._loans else ()

    def _looks(self) -> Iterator[Seen]:
        for loan in tuple(self._loans.values()):
            for holder, shift in loan.look():
                yield Seen("", holder, shift)
