"""In the process that runs the tests: asks the sensors around each fixture and test, and collects what leaked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.plugin.blame import Subject, blame, is_import_effect
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.ledger import Leak, Ledger, Owner, Scope
from pytest_bulkhead.plugin.options import allowed_by_mark
from pytest_bulkhead.plugin.sensor import Birth, Sensor

_XUNIT = re.compile(r"_?(?:xunit|unittest)_(\w+?)_fixture_.*")
_NOBODY = Owner("nobody", "nobody", Scope.PROCESS)


class Watch:
    """Follows one session; every call names an edge between two owners."""

    def __init__(self, sensors: Iterable[Sensor], ground: Ground) -> None:
        self._sensors = {sensor.kind: sensor for sensor in sensors}
        self._ground = ground
        self._ledger = Ledger()
        self._owners: list[Owner] = []
        self._fixtures: dict[Owner, pytest.FixtureDef[Any]] = {}
        self._ended: set[Owner] = set()
        self._tearing_down: pytest.Item | None = None
        self._findings: list[Finding] = []
        self._notices: list[str] = []

    def start(self) -> None:
        """Begin to look; nothing before this is a change."""
        for kind, sensor in list(self._sensors.items()):
            try:
                sensor.start()
            except Exception as error:
                self._switch_off(kind, error)

    def stop(self) -> None:
        """Leave the process as it was."""
        for sensor in self._sensors.values():
            sensor.stop()

    def collect_begins(self, path: str) -> None:
        """A file is about to be collected, and so imported."""
        self._settle()
        self._ground.collected((path,))
        self._owners.append(Owner(("module", path), "module", Scope.PROCESS))

    def collect_ends(self, path: str, node_id: str) -> None:
        """The file has been collected: what it left changed, it left for good."""
        self._settle()
        owner = self._owners.pop()
        subject = Subject(node_id, f"importing {self._ground.relative(path)}", None, path, 1)
        for leak in self._ledger.close(lambda other: other == owner):
            # What no trace shows to be the module's own doing may be pytest's or a library's.
            if leak.trace is not None and any(place.is_module_level and place.path == path for place in leak.trace):
                self._add(leak, subject)

    def test_begins(self, item: pytest.Item) -> None:
        """Whatever changed since the last edge is nobody's."""
        self._settle()
        self._owners = [Owner(("test", item.nodeid), "test", Scope.FUNCTION)]

    def fixture_begins(self, definition: pytest.FixtureDef[Any]) -> None:
        """A fixture is being set up."""
        self._settle()
        owner = _owner(definition)
        self._fixtures[owner] = definition
        self._ended.discard(owner)
        self._owners.append(owner)

    def fixture_ends_up(self) -> None:
        """The fixture has been set up."""
        self._settle()
        self._owners.pop()

    def fixture_tears_down(self, definition: pytest.FixtureDef[Any]) -> None:
        """A fixture's own clean-up is about to run."""
        self._settle()
        owner = _owner(definition)
        if self._tearing_down is not None and owner.scope > Scope.FUNCTION:
            self._close_test(self._tearing_down)
        self._owners.append(owner)

    def fixture_torn_down(self) -> None:
        """The fixture is no more; its leaks are told when all others of its scope have had their turn."""
        self._settle()
        owner = self._owners.pop()
        if self._tearing_down is not None:
            self._ended.add(owner)

    def teardown_begins(self, item: pytest.Item) -> None:
        """The test is over, its fixtures are not."""
        self._tearing_down = item

    def teardown_ends(self, item: pytest.Item) -> None:
        """All that ends with this test has ended."""
        self._settle()
        self._close_test(item)
        for leak in self._ledger.close(self._ended.__contains__):
            self._add(leak, self._fixture_subject(leak.owner, item))
        for owner in self._ended:
            self._fixtures.pop(owner, None)
        self._ended.clear()
        self._tearing_down = None
        self._owners = []

    def take_findings(self) -> list[Finding]:
        """What was found since the last call."""
        findings, self._findings = self._findings, []
        return findings

    def take_notices(self) -> list[str]:
        """What went wrong with us since the last call."""
        notices, self._notices = self._notices, []
        return notices

    def _settle(self) -> None:
        """Charge what has changed to whoever was at work until now."""
        for kind, sensor in self._sensors.items():
            try:
                seen = sensor.poll()
                for one in seen:
                    self._charge(kind, one)
            except Exception as error:
                self._switch_off(kind, error)
                return self._settle()
        return None

    def _charge(self, kind: str, seen: Any) -> None:
        owner = self._owners[-1] if self._owners else _NOBODY
        if not isinstance(seen, Birth) and is_import_effect(seen.trace, self._ground):
            owner = _NOBODY
        self._ledger.record(owner, kind, seen)

    def _close_test(self, item: pytest.Item) -> None:
        leaks = self._ledger.close(lambda owner: owner.scope is Scope.FUNCTION)
        allowed = self._allowed(item) if leaks else frozenset()
        for leak in leaks:
            sensor = self._sensors.get(leak.kind)
            hazards = sensor.hazards if sensor else ()
            if allowed.isdisjoint({leak.kind, *(h.slug for h in hazards), *(h.code for h in hazards)}):
                self._add(leak, self._subject(leak.owner, item))
        for owner in [owner for owner in self._fixtures if owner.scope is Scope.FUNCTION]:
            del self._fixtures[owner]

    def _allowed(self, item: pytest.Item) -> frozenset[str]:
        try:
            return allowed_by_mark(item)
        except ValueError as error:
            self._notices.append(str(error))
            return frozenset()

    def _add(self, leak: Leak, subject: Subject) -> None:
        sensor = self._sensors.get(leak.kind)
        if sensor is None:
            return
        try:
            self._findings.append(blame(leak, sensor, subject, self._ground))
        except Exception as error:
            self._switch_off(leak.kind, error)

    def _subject(self, owner: Owner, item: pytest.Item) -> Subject:
        if owner in self._fixtures:
            return self._fixture_subject(owner, item)
        path, line, name = item.reportinfo()
        function = getattr(item, "obj", None)
        return Subject(item.nodeid, getattr(function, "__name__", name), function, str(path), (line or 0) + 1)

    def _fixture_subject(self, owner: Owner, item: pytest.Item) -> Subject:
        path, line, _ = item.reportinfo()
        scope = "" if owner.scope is Scope.FUNCTION else owner.scope.name.lower() + " "
        name = f"{scope}fixture {owner.label.removeprefix('fixture:')}"
        return Subject(item.nodeid, name, self._fixtures[owner].func, str(path), (line or 0) + 1)

    def _switch_off(self, kind: str, error: Exception) -> None:
        del self._sensors[kind]
        self._notices.append(
            f"the sensor {kind} failed ({type(error).__name__}: {error}) and was switched off; nothing else is affected"
        )


def _owner(definition: pytest.FixtureDef[Any]) -> Owner:
    name = definition.argname
    written = _XUNIT.fullmatch(name)
    label = f"fixture:{written[1] if written else name}"
    return Owner(("fixture", id(definition)), label, Scope[definition.scope.upper()])
