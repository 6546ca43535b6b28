"""Which sensors are to be asked at an edge: few, since most show by a sign that they have nothing to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import is_not

from pytest_bulkhead.plugin.sensor import Sensor, Signs
from pytest_bulkhead.plugin.snapshot import imported

Named = tuple[str, Sensor]
_Sign = Callable[[], object]
_CONTAINERS = (list, dict, set)


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
        self._imported: tuple[int, int] | None = None

    def due(self) -> list[Named]:
        """The sensors that may have something to tell."""
        try:
            # With the modules, since much goes by what was imported between two looks.
            if (
                imported() != self._imported
                or any(map(is_not, [sign() for sign in self._identical], self._objects))
                or [sign() for sign in self._equal] != self._values
            ):
                self._renew()
                return self._everyone
            filled = [sign() for sign in self._empty]
        except Exception:  # whose it is shows when each is asked by itself
            self._imported = None
            return self._everyone
        if not any(filled):
            return self._always
        return [*self._always, *(one for one, sign in zip(self._warned, filled, strict=True) if sign)]

    def _renew(self) -> None:
        """Take the signs as they are, before anybody is asked: what changes meanwhile shows the next time."""
        self._imported, seen = None, imported()
        signs = [(one, _signs_of(one[1])) for one in self._everyone]
        self._always = [one for one, given in signs if given is None]
        told: list[tuple[Named, Signs]] = [(one, given) for one, given in signs if given is not None]
        self._identical = [sign for _, given in told for sign in given.identical]
        self._equal = [sign for _, given in told for sign in given.equal]
        warned = [(one, sign) for one, given in told for sign in given.empty]
        self._warned, self._empty = [one for one, _ in warned], [sign for _, sign in warned]
        self._objects = [sign() for sign in self._identical]
        self._values = [_kept(sign()) for sign in self._equal]
        self._imported = seen


def _signs_of(sensor: Sensor) -> Signs | None:
    try:
        return sensor.signs()
    except Exception:  # of somebody's sensor: it is asked each time
        return None


def _kept(value: object) -> object:
    """A value that does not change with the thing it was taken from."""
    return value.copy() if type(value) in _CONTAINERS else value  # type: ignore[attr-defined]
