"""The sensors that are on: asks those that may have something to tell, and switches off those that fail."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.rounds import Round, loaded
from pytest_bulkhead.plugin.sensor import Birth, Change, Flaw, Sensor
from pytest_bulkhead.plugin.turns import Turn, Turns


class Switchboard:
    """Those of one session; of a sensor that fails the rest of the run knows nothing but one notice."""

    def __init__(self, sensors: Iterable[Sensor], say: Callable[[str], None]) -> None:
        """Call nobody yet.

        Args:
            sensors: of which each kind is there once.
            say: takes the notice of a sensor that failed.
        """
        self.on = {sensor.kind: sensor for sensor in sensors}
        self._say = say
        self._turns = Turns()
        self._arrange()

    def start(self, ground: Ground, limits: Mapping[str, int]) -> None:
        """Begin to look; nothing before this is a change."""
        for kind, sensor in list(self.on.items()):
            try:
                sensor.stand_on(ground)
                sensor.bound(limits)
                sensor.join(self._turns)
                sensor.start()
            except Exception as error:
                self.switch_off(kind, error)

    def stop(self) -> None:
        """Leave the process as it was."""
        for kind in list(self.on):
            _stop(self.on.pop(kind))

    def ask(self, charge: Callable[[str, Change | Birth | Flaw], None], *, fine: bool) -> None:
        """Hand on what has changed since the last time.

        Args:
            charge: takes the kind of a sensor, and one thing that it has seen.
            fine: whether this edge is one of many within a test.
        """
        now = loaded()
        due = self._fine.due(now)
        if not fine:
            due = due + self._coarse.due(now)
        for kind, sensor in due:
            try:
                for seen in sensor.poll():
                    charge(kind, seen)
            except Exception as error:
                self.switch_off(kind, error)

    def attend(self, turn: Turn) -> None:
        """Somebody's turn begins."""
        self._turns.begin(turn)
        if not self._attending:
            return
        work = turn.work()
        for sensor in self._attending:
            try:
                sensor.attend(work)
            except Exception as error:
                self.switch_off(sensor.kind, error)

    def lend(self, owner: Hashable, name: str, value: object) -> None:
        """A fixture that several tests share has this value now."""
        for sensor in self._lending:
            try:
                sensor.lend(owner, name, value)
            except Exception as error:
                self.switch_off(sensor.kind, error)

    def take_away(self, owner: Hashable) -> None:
        """Such a fixture is about to be torn down."""
        for sensor in self._lending:
            try:
                sensor.take_away(owner)
            except Exception as error:
                self.switch_off(sensor.kind, error)

    def conclude(self) -> None:
        """The tests of a module have all run."""
        for sensor in self._concluding:
            try:
                sensor.conclude()
            except Exception as error:
                self.switch_off(sensor.kind, error)

    def switch_off(self, kind: str, error: Exception) -> None:
        """A sensor has failed: let it go, and say so once."""
        sensor = self.on.pop(kind, None)
        if sensor is None:
            return
        self._arrange()
        _stop(sensor)
        # Where and what kind, alike in every worker; its text could hold the value of a state.
        self._say(
            f"the sensor {kind} failed ({type(error).__name__}{_place(error)}) and was switched off; "
            "nothing else is affected"
        )

    def _arrange(self) -> None:
        """Sort the sensors that are on by when they are to be called."""
        self._fine = Round((kind, sensor) for kind, sensor in self.on.items() if sensor.is_fine)
        self._coarse = Round((kind, sensor) for kind, sensor in self.on.items() if not sensor.is_fine)
        self._lending = [one for one in self.on.values() if type(one).lend is not Sensor.lend]
        self._concluding = [one for one in self.on.values() if type(one).conclude is not Sensor.conclude]
        self._attending = [one for one in self.on.values() if type(one).attend is not Sensor.attend]


def _place(error: Exception) -> str:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f" at {Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at is not None else ""


def _stop(sensor: Sensor) -> None:
    try:
        sensor.stop()
    except Exception:  # noqa: S110 - it is being thrown away, and what it has to say was said
        pass
