"""Follows what modules hold, a share at a time: what is near to the test in each look, the rest in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import NamedTuple

from pytest_bulkhead.plugin.state.following import Following
from pytest_bulkhead.plugin.state.holders import Holder, Shift
from pytest_bulkhead.plugin.state.kinds import is_class, is_definition, is_module
from pytest_bulkhead.plugin.state.ownership import Ownership, namespace
from pytest_bulkhead.plugin.state.sameness import Sameness

# Looking at one entry takes up to 100 ns, since it is fetched from memory; each test makes two or three looks.
_SHARE = 8_000
_PER_GROUP = 100
_FARTHEST = 3


class Seen(NamedTuple):
    """A shift, and where it was."""

    module: str
    holder: Holder
    shift: Shift


class _Group(Following):
    """All that is reached from one module."""

    __slots__ = ("looked", "module", "neighbours")

    def __init__(self, module: ModuleType, roots: Iterable[Holder], own: Ownership, seen: set[int]) -> None:
        super().__init__(roots, own, seen)
        self.size += _PER_GROUP
        self.module = module
        self.looked = 0
        self.neighbours = _neighbours(module, own)


class Tracker:
    """All groups of one kind."""

    def __init__(self, own: Ownership, roots: Callable[[ModuleType], Iterable[Holder]]) -> None:
        """Follow nothing yet.

        Args:
            own: whose a module is.
            roots: what is to be followed in a module.
        """
        self._own = own
        self._roots = roots
        self._groups: dict[str, _Group] = {}
        self._near: dict[str, list[str]] = {}
        self._seen: set[int] = set()
        self._known = 0
        self._look = 0
        self._next = 0
        self._size = 0
        self._sameness: Sameness | None = None

    def meet_modules(self, count: int) -> None:
        """Follow the modules that were imported since; what they hold by now is how they began.

        Args:
            count: how many modules there are, by which it is known whether there are new ones.
        """
        if count == self._known:
            return
        self._known = count
        # Tests import from the product, whose names for things are the better ones.
        modules = sorted(
            self._own.modules(), key=lambda module: self._own.is_test(str(namespace(module).get("__name__")))
        )
        for module in modules:
            name = _name(module)
            group = self._groups.get(name)
            if group is None or group.module is not module:
                self._groups[name] = _Group(module, self._roots(module), self._own, self._seen)
                self._near.clear()
                self._sameness = None
        self._size = sum(group.size - _PER_GROUP for group in self._groups.values())

    def look(self, start: str, *, at_all: bool) -> Iterator[Seen]:
        """What has shifted, as far as it is looked at this time.

        Args:
            start: the module of the test, to which others are near or far.
            at_all: whether to look at everything.
        """
        self._look += 1
        if not at_all and self._size > _SHARE:
            yield from self._look_at(self._share(start))
        elif not self._is_same():
            self._sameness = None
            seen = list(self._look_at(tuple(self._groups.values())))
            if not seen:
                self._sameness = Sameness(holder for group in self._groups.values() for holder in group.holders)
            yield from seen

    def _look_at(self, groups: Iterable[_Group]) -> Iterator[Seen]:
        for group in groups:
            group.looked = self._look
            for holder, shift in group.look():
                self._sameness = None
                yield Seen(_name(group.module), holder, shift)

    def _is_same(self) -> bool:
        try:
            return self._sameness is not None and self._sameness.lasts()
        except RuntimeError:  # a thread of the suite is changing something just now
            return False

    def holder(self, key: tuple[int, str]) -> Holder | None:
        """The holder that goes by this key."""
        for group in self._groups.values():
            for holder in group.holders:
                if key_of(holder) == key:
                    return holder
        return None

    def _share(self, start: str) -> Iterator[_Group]:
        left, near = _SHARE, self._near_to(start)
        for name in near:
            if (group := self._groups.get(name)) is not None:
                yield group
                left -= group.size
            if left <= 0:
                return
        groups = list(self._groups.values())
        for _ in range(len(groups)):
            if left <= 0:
                return
            self._next = (self._next + 1) % len(groups)
            if groups[self._next].looked < self._look:
                yield groups[self._next]
                left -= groups[self._next].size

    def _near_to(self, start: str) -> list[str]:
        known = self._near.get(start)
        if known is None:
            order = dict.fromkeys([start])
            edge = [start]
            for _ in range(_FARTHEST):
                edge = [
                    other
                    for name in edge
                    if (group := self._groups.get(name)) is not None
                    for other in group.neighbours
                    if other not in order
                ]
                order.update(dict.fromkeys(edge))
            known = self._near[start] = list(order)
        return known


def key_of(holder: Holder) -> tuple[int, str]:
    """By what a holder is found again."""
    return id(holder.thing), holder.label


def _neighbours(module: ModuleType, own: Ownership) -> list[str]:
    """The project's modules of which a module knows anything, by name."""
    found: dict[str, None] = {}
    for value in tuple(namespace(module).values()):
        if is_module(value):
            name = namespace(value).get("__name__")
        elif is_definition(value):
            name = value.__dict__.get("__module__") if is_class(value) else value.__module__
        else:
            name = type.__getattribute__(type(value), "__module__")
        if isinstance(name, str) and name not in found and own.is_own(name):
            found[name] = None
    return list(found)


def _name(module: ModuleType) -> str:
    return str(namespace(module).get("__name__", ""))
