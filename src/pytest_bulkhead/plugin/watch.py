"""In the process that runs the tests: asks the sensors around each fixture and test, and collects what leaked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest

from pytest_bulkhead.plugin.allowing import Allowances
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.judging import Judge, SubjectParts
from pytest_bulkhead.plugin.ledger import NOBODY, FirstUse, Leak, Ledger, Owner, Scope
from pytest_bulkhead.plugin.owners import function_of, name_of, node_of, owner_of
from pytest_bulkhead.plugin.parcel import News
from pytest_bulkhead.plugin.sensor import ABSENT, Birth, Flaw, Sensor
from pytest_bulkhead.plugin.switchboard import Switchboard
from pytest_bulkhead.plugin.tolerance import Tolerance
from pytest_bulkhead.plugin.turns import Turn

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding
    from pytest_bulkhead.plugin.healing import Healer
    from pytest_bulkhead.plugin.judging import Told
    from pytest_bulkhead.record.tolerated import Tolerated


class Watch:
    """Follows one session; every call names an edge between two owners."""

    def __init__(
        self,
        sensors: Iterable[Sensor],
        ground: Ground,
        *,
        heals: bool = False,
        allowances: Allowances | None = None,
        tolerance: Tolerance | None = None,
    ) -> None:
        self._switchboard = Switchboard(sensors, lambda notice: self._notices.append(notice))
        self._ground = ground
        self._judge = Judge(
            self._switchboard.on, ground, allowances or Allowances(), tolerance or Tolerance(ground.root)
        )
        self._ledger = Ledger()
        self._healer: Healer | None = None
        if heals:
            from pytest_bulkhead.plugin.healing import Healer  # only where it is asked for

            self._healer = Healer(self._switchboard.on, self._ledger)
        self._owners: list[Owner] = []
        self._fixtures: dict[Owner, pytest.FixtureDef[Any]] = {}
        self._first: dict[Owner, str] = {}
        self._ended: set[Owner] = set()
        self._flaws: dict[tuple[Owner, str, str], Leak] = {}
        self._flawed: set[tuple[Owner, str, str]] = set()
        self._item: pytest.Item | None = None
        self._in_teardown = False
        self._is_settled = False
        self._is_setting_up = self._is_between_fixtures = False
        self._findings: list[Finding] = []
        self._told = 0
        self._of_modules: dict[str, list[Finding]] = {}
        self._first_uses: list[FirstUse] = []
        self._notices: list[str] = []
        self._tolerated: list[Tolerated] = []
        self._healed = self._refused = 0
        self.noting: Callable[[str, str], None] | None = None
        """Called with kind and name of each change that is seen, if set."""
        self.is_alone = False
        """Whether nobody's code but pytest's own runs between two tests."""
        self.limits: dict[str, int] = {}
        """What the project sets for sensors, by name."""

    def start(self) -> None:
        """Begin to look; nothing before this is a change."""
        self._switchboard.start(self._ground, self.limits)

    def stop(self) -> None:
        """Leave the process as it was."""
        self._switchboard.stop()

    def collect_begins(self, collector: pytest.Collector) -> None:
        """A file is about to be collected, and so imported."""
        self._settle()
        self._ground.collected((str(collector.path),))
        self._enter(Owner(("module", str(collector.path)), "module", Scope.PROCESS))

    def collect_ends(self, collector: pytest.Collector) -> None:
        """The file has been collected: what it left changed, it left for good."""
        self._settle()
        owner, path = self._owners.pop(), str(collector.path)
        # What no trace shows to be the module's own doing may be pytest's or a library's.
        leaks = [
            leak
            for leak in self._ledger.close(lambda other: other == owner)
            if any(place.is_module_level and place.path == path for place in leak.trace or ())
        ]
        subject = (collector.nodeid, f"importing {self._ground.relative(path)}", None, path, 1)
        # Not healed: the module's own tests count on what it does.
        if told := self._tell(leaks, lambda _: subject, collector):
            self._of_modules.setdefault(path, []).extend(finding for finding, _ in told)

    def test_begins(self, item: pytest.Item) -> None:
        """Whatever changed since the last edge is nobody's."""
        # Right after a test, nothing but pytest has run, and hooks of others.
        if not (self._is_settled and self.is_alone):
            self._settle(fine=self._is_settled)
        self._is_settled = False
        self._item = item
        self._owners = []
        self._enter(Owner(("test", item.nodeid), "test", Scope.FUNCTION))
        self._attend(getattr(item, "obj", None), is_test=True)
        self._is_setting_up, self._is_between_fixtures = True, False

    def test_is_set_up(self) -> None:
        """From now on, the suite's own code may run between two fixtures."""
        self._is_setting_up = False

    def fixture_begins(self, definition: pytest.FixtureDef[Any]) -> Owner:
        """A fixture is being set up.

        Returns:
            The owner, by which the end of its life is told.
        """
        owner = owner_of(definition)
        is_fine = owner.scope is Scope.FUNCTION
        # Right after a fixture of the test that is being set up, nothing but pytest has run.
        if not (is_fine and self._is_between_fixtures and self._is_setting_up and len(self._owners) == 1):
            self._settle(fine=is_fine)
        self._is_between_fixtures = False
        if owner in self._ended:  # torn down a moment ago, to be set up with another parameter
            self._ended.discard(owner)
            self._close_fixtures({owner})
        self._fixtures[owner] = definition
        if self._item is not None:
            self._first[owner] = self._item.nodeid
        self._enter(owner)
        self._attend(function_of(definition, self._item), is_shared=owner.scope is not Scope.FUNCTION)
        return owner

    def fixture_ends_up(self, owner: Owner) -> None:
        """The fixture has been set up."""
        self._settle(fine=owner.scope is Scope.FUNCTION)
        self._leave()
        self._is_between_fixtures = True
        if owner.scope is not Scope.FUNCTION:
            self._attend(None)
            self._lend(owner)

    def fixture_tears_down(self, owner: Owner) -> None:
        """A fixture's own clean-up is about to run."""
        self._settle(fine=owner.scope is Scope.FUNCTION)
        if self._in_teardown and owner.scope > Scope.FUNCTION:
            self._close_test()
        if owner.scope is not Scope.FUNCTION:
            self._switchboard.take_away(owner)
        self._owners.append(owner)
        if owner.scope is not Scope.FUNCTION and (definition := self._fixtures.get(owner)) is not None:
            self._attend(function_of(definition, self._item), is_shared=True)

    def fixture_torn_down(self, owner: Owner) -> None:
        """A fixture is no more; its leaks are told when all others of its scope have had their turn."""
        self._settle(fine=owner.scope is Scope.FUNCTION)
        self._leave()
        if owner.scope > Scope.FUNCTION:
            self._attend(None)
            self._ended.add(owner)

    def teardown_begins(self, next_item: pytest.Item | None) -> None:
        """The test is over, its fixtures are not.

        Args:
            next_item: the test that follows.
        """
        if self._item is not None and (next_item is None or next_item.path != self._item.path):
            self._switchboard.conclude()
        self._in_teardown = True
        self._told = len(self._findings)

    def teardown_ends(self) -> None:
        """All that ends with this test has ended."""
        self._settle()
        self._close_test()
        self._close_fixtures(self._ended)
        self._ended.clear()
        self._in_teardown = False
        self._is_settled = True
        self._owners = []
        if self._of_modules and self._item is not None:
            self._findings += self._of_modules.pop(str(self._item.path), ())

    def session_ends(self) -> None:
        """Nothing follows: an interrupted session tears down late what its last test would have ended."""
        self._settle()
        self._close_fixtures(self._ended)
        self._ended.clear()
        for findings in self._of_modules.values():
            self._findings += findings
        self._of_modules.clear()

    @property
    def has_news(self) -> bool:
        """Whether there is anything to take."""
        return bool(self._findings or self._tolerated or self._notices or self._first_uses)

    @property
    def fresh(self) -> list[Finding]:
        """What the last teardown has brought to light."""
        return self._findings[self._told :]

    def add(self, findings: Iterable[Finding], tolerated: Iterable[Tolerated], notices: Iterable[str] = ()) -> None:
        """Send along what somebody else has found, and so is no leak."""
        before = len(self._findings)
        self._findings += findings
        self._refused += len(self._findings) - before
        self._tolerated += tolerated
        self._notices += notices

    def take_news(self) -> News:
        """What has come to light since the last call."""
        news = News(self._findings, self._tolerated, self._notices, self._first_uses, self._healed, self._refused)
        self._findings, self._tolerated, self._notices, self._first_uses = [], [], [], []
        self._healed = self._refused = self._told = 0
        return news

    def _enter(self, owner: Owner) -> None:
        self._owners.append(owner)
        self._ledger.begin(owner)

    def _leave(self) -> None:
        if self._owners:
            self._owners.pop()

    def _attend(self, function: object, *, is_test: bool = False, is_shared: bool = False) -> None:
        if self._item is None:
            return
        self._switchboard.attend(Turn(self._item, function, is_test, is_shared))

    def _lend(self, owner: Owner) -> None:
        definition = self._fixtures.get(owner)
        if definition is not None and definition.cached_result is not None:
            self._switchboard.lend(owner, name_of(definition), definition.cached_result[0])

    def _settle(self, *, fine: bool = False) -> None:
        """Charge what has changed to whoever was at work until now.

        Args:
            fine: whether this edge is one of many within a test.
        """
        self._switchboard.ask(self._charge, fine=fine)

    def _charge(self, kind: str, seen: Any) -> None:
        owner = self._owners[-1] if self._owners else NOBODY
        if isinstance(seen, Flaw):
            owner = self._ledger.author(kind, seen.key, seen.value) or owner
            leak = Leak(owner, kind, seen.name, ABSENT, ABSENT, None, flaw=seen)
            self._flaws.setdefault((owner, seen.hazard.code, seen.name), leak)
            return
        if not isinstance(seen, Birth) and self._ground.is_import_effect(seen.trace):
            owner = NOBODY
        if self.noting is not None and not isinstance(seen, Birth):
            self.noting(kind, seen.name)
        self._ledger.record(owner, kind, seen)

    def _close_test(self) -> None:
        leaks = self._ledger.close(lambda owner: owner.scope is Scope.FUNCTION)
        if leaks and self._item is not None:
            self._conclude(leaks, self._tell(leaks, self._subject, self._item))
        self._tell_flaws()
        for owner in [owner for owner in self._fixtures if owner.scope is Scope.FUNCTION]:
            del self._fixtures[owner]
            self._first.pop(owner, None)

    def _tell_flaws(self) -> None:
        """Each once for its owner, with the test that showed it first."""
        if not self._flaws or self._item is None:
            return
        known = {owner for owner, _, _ in self._flaws} & ({*self._fixtures} | {*self._owners})
        fresh = {key: leak for key, leak in self._flaws.items() if key[0] in known and key not in self._flawed}
        self._flaws.clear()
        self._flawed.update(key for key in fresh if key[0].scope is not Scope.FUNCTION)
        self._findings += [finding for finding, _ in self._tell(list(fresh.values()), self._subject, self._item)]

    def _close_fixtures(self, ended: set[Owner]) -> None:
        if not ended:
            return
        leaks = self._ledger.close(ended.__contains__)
        told: list[Told] = []
        for scope in sorted({leak.owner.scope for leak in leaks}):
            marked = node_of(scope, self._item)
            told += self._tell([leak for leak in leaks if leak.owner.scope is scope], self._subject, marked)
        self._conclude(leaks, told)
        for owner in ended:
            self._fixtures.pop(owner, None)
            self._first.pop(owner, None)

    def _conclude(self, leaks: list[Leak], told: list[Told]) -> None:
        """Undo what is told, where that is asked for, and keep the findings."""
        if self._healer is None or not told:
            self._findings += [finding for finding, _ in told]
            return
        healing = self._healer.heal(told, leaks)
        for kind, error in healing.failed:
            self._switchboard.switch_off(kind, error)
        self._findings += healing.findings
        self._healed += healing.healed

    def _tell(
        self, leaks: list[Leak], subject: Callable[[Owner], SubjectParts], marked: pytest.Item | pytest.Collector | None
    ) -> list[Told]:
        if not leaks:
            return []
        judged = self._judge.tell(leaks, subject, marked)
        for kind, error in judged.failed:
            self._switchboard.switch_off(kind, error)
        self._tolerated += judged.tolerated
        self._notices += judged.notices
        self._first_uses += judged.first_uses
        return judged.told

    def _subject(self, owner: Owner) -> SubjectParts:
        item = self._item
        assert item is not None
        try:
            path, line, name = item.reportinfo()
        except Exception:  # an item of somebody's plugin
            path, line, name = str(item.path), 0, item.name
        place = (str(path), (line or 0) + 1)
        if owner in self._fixtures:
            scope = "" if owner.scope is Scope.FUNCTION else owner.scope.name.lower() + " "
            called = owner.label.removeprefix("fixture:")
            function = function_of(self._fixtures[owner], item)
            # Of all that share a fixture, the one it was set up for brings the leak about by itself.
            return (self._first.get(owner, item.nodeid), f"{scope}fixture {called}", function, *place)
        function = getattr(item, "obj", None)
        return (item.nodeid, str(getattr(function, "__name__", name)), function, *place)
