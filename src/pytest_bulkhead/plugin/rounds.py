"""Which sensors are to be asked at an edge: few, since most show by a sign that they have nothing to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import is_not

from pytest_bulkhead.plugin.sensor import Sensor, Signs
from pytest_bulkhead.plugin.snapshot import imported

Named = tuple[str, Sensor]
Loaded = tuple[int, int] | None
"""Another value whenever something was imported; None where nobody can tell, and so everyone is asked."""
_Sign = Callable[[], object]
_CONTAINERS = (list, dict, set)


def loaded() -> Loaded:
    """What is imported now, for all rounds at one edge."""
    try:
        return imported()
    except Exception:  # a test hides `sys.modules`
        return None


class Round:
    """Several sensors, of which mostly none has anything to tell from one edge to the next."""

    def __init__(self, sensors: Iterable[Named]) -> None:
        self._everyone = list(sensors)
        self._always: list[Named] = []
        self._identical: list[_Sign] = []
        self._equal: list[_Sign] = []
        self._empty: list[_Sign] = []
        self._warned: list[Named] = []
        self._objects: list[object] = []
        self._values: list[object] = []
        self._held: list[object] = []
        self._fleeting: list[_Sign] = []
        self._asked = True
        """Whether a sensor whose container is held was asked since, and may have put another in its place."""
        self._loaded: Loaded = None

    def due(self, now: Loaded) -> list[Named]:
        """The sensors that may have something to tell.

        Args:
            now: what is imported, since much goes by what was between two looks.
        """
        try:
            if (
                now is None
                or now != self._loaded
                or any(map(is_not, [sign() for sign in self._identical], self._objects))
                or [sign() for sign in self._equal] != self._values
            ):
                self._renew(now)
                return self._everyone
            if not (self._asked or any(self._held) or (self._fleeting and any(sign() for sign in self._fleeting))):
                return self._always
            filled = self._hold()
            self._asked = any(filled)
        except Exception:  # whose it is shows when each is asked by itself
            self._loaded = None
            return self._everyone
        return [*self._always, *(one for one, value in zip(self._warned, filled, strict=True) if value)]

    def _renew(self, now: Loaded) -> None:
        """Take the signs as they are, before anybody is asked: what changes meanwhile shows the next time."""
        self._loaded = None
        signs = [(one, _signs_of(one[1])) for one in self._everyone]
        self._always = [one for one, given in signs if given is None]
        told: list[tuple[Named, Signs]] = [(one, given) for one, given in signs if given is not None]
        self._identical = [sign for _, given in told for sign in given.identical]
        self._equal = [sign for _, given in told for sign in given.equal]
        warned = [(one, sign) for one, given in told for sign in given.empty]
        self._warned, self._empty = [one for one, _ in warned], [sign for _, sign in warned]
        self._objects = [sign() for sign in self._identical]
        self._values = [_kept(sign()) for sign in self._equal]
        self._asked = True
        self._loaded = now

    def _hold(self) -> list[object]:
        """What is empty as long as there is nothing to tell; containers are looked at, from now on, where they are."""
        values = [sign() for sign in self._empty]
        self._held = [value for value in values if type(value) in _CONTAINERS]
        self._fleeting = [
            sign for sign, value in zip(self._empty, values, strict=True) if type(value) not in _CONTAINERS
        ]
        return values


def _signs_of(sensor: Sensor) -> Signs | None:
    try:
        return sensor.signs()
    except Exception:  # of somebody's sensor: it is asked each time
        return None


def _kept(value: object) -> object:
    """A value that does not change with the thing it was taken from."""
    return value.copy() if type(value) in _CONTAINERS else value  # type: ignore[attr-defined]
