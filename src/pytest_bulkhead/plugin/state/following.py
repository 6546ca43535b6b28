"""Follows one root, or several, into what they hold: collections, and objects of the project's classes."""

from __future__ import annotations

from collections import UserDict, UserList
from collections.abc import Iterable, Iterator
from itertools import islice
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from pytest_bulkhead.plugin.state.elements import holder_of
from pytest_bulkhead.plugin.state.holders import Holder, Names, Shift, Slots, slots_of
from pytest_bulkhead.plugin.state.kinds import elements_of
from pytest_bulkhead.plugin.state.likeness import Contents, contents, likeness
from pytest_bulkhead.plugin.state.ownership import Ownership
from pytest_bulkhead.plugin.state.sameness import Sameness
from pytest_bulkhead.plugin.state.tls_contexts import TlsContext, is_tls_context
from pytest_bulkhead.plugin.state.values import Value, value_of

DEEPEST = 4
"""How many levels below a root are followed."""
_MOST_HOLDERS = 400
_MOST_FOLLOWED = 100
_OPEN = (UserDict, UserList, SimpleNamespace)


class Following:
    """The holders that are reached from some roots."""

    __slots__ = ("_gone", "_own", "_roots", "_sameness", "_seen", "holders", "size")

    def __init__(self, roots: Iterable[Holder], own: Ownership, seen: set[int]) -> None:
        """Take these roots and all within them.

        Args:
            roots: where to begin.
            own: whose classes are followed into.
            seen: the ids of what somebody follows already, each of which some holder keeps alive.
        """
        self.holders: list[Holder] = []
        self.size = 0
        """About how many things there are to look at."""
        self._gone: set[int] = set()
        self._sameness: Sameness | None = None
        self._own = own
        self._seen = seen
        self._roots = [root for root in roots if self._add(root)]

    def look(self) -> Iterator[tuple[Holder, Shift]]:
        """What has shifted since the last look, and in which holder."""
        if self._is_same():
            return
        shifted = []
        is_calm = True
        for holder in self.holders:
            try:
                if id(holder.thing) not in self._gone and not holder.is_same():
                    is_calm = False
                    shifted.append((holder, list(holder.shifts(self._former))))
            except RuntimeError:  # a thread of the suite is changing it just now
                is_calm = False
        # Where something shifts in each look, there is nothing to gain.
        self._sameness = Sameness(self.holders) if is_calm else None
        self._let_go()
        for holder, shifts in shifted:
            self._follow(holder)
            for shift in shifts:
                yield holder, shift

    def _is_same(self) -> bool:
        try:
            return self._sameness is not None and self._sameness.lasts()
        except RuntimeError:
            return False

    def _former(self, thing: Any) -> Value:
        """What a thing was that has been replaced; whatever happens to it from now on is nobody's business."""
        holder = self._holder(thing)
        if holder is None:
            was = value_of(thing)
            if issubclass(type(thing), tuple):
                self._leave_all([("", thing)])
            return was
        was = holder.frozen() if holder.thing is thing else value_of(thing)
        was.likeness = likeness(thing, self._held)
        self._leave(holder)
        return was

    def _held(self, thing: Any) -> Contents:
        holder = self._holder(thing)
        return contents(thing) if holder is None else holder.remembered()

    def _holder(self, thing: Any) -> Holder | None:
        return next((holder for holder in self.holders if holder.is_of(thing)), None)

    def _leave(self, holder: Holder) -> None:
        self._gone.add(id(holder.thing))
        self._leave_all(holder.held())

    def _leave_all(self, held: list[tuple[str, Any]]) -> None:
        for _, inner in within_tuples(held):
            for other in self.holders:
                if other.is_of(inner) and id(other.thing) not in self._gone and other not in self._roots:
                    self._leave(other)

    def _let_go(self) -> None:
        if self._gone:
            self.holders = [holder for holder in self.holders if id(holder.thing) not in self._gone]
            self._seen -= self._gone
            self._gone.clear()
            for holder in tuple(self.holders):  # what went with something else may be held by others, too
                self._follow(holder)

    def _add(self, holder: Holder) -> bool:
        if id(holder.thing) in self._seen or len(self.holders) >= _MOST_HOLDERS:
            return False
        self._seen.add(id(holder.thing))
        self.holders.append(holder)
        self.size += 4 + holder.size
        self._follow(holder)
        return True

    def _follow(self, holder: Holder) -> None:
        if holder.depth <= 0:
            return
        for label, thing in islice(within_tuples(holder.held()), _MOST_FOLLOWED):
            inner = holder_for(thing, label, holder.depth - 1, self._own)
            if inner is not None:
                self._add(inner)


def within_tuples(held: Iterable[tuple[str, Any]], depth: int = 3) -> Iterator[tuple[str, Any]]:
    """What is held, with the elements of a tuple in the place of the tuple, which itself stays as it is.

    Args:
        held: things, each with what it is called.
        depth: how many tuples may lie within each other.
    """
    for label, thing in held:
        if depth and issubclass(type(thing), tuple):
            elements = islice(elements_of(thing), _MOST_FOLLOWED)
            yield from within_tuples([(f"{label}[…]", one) for one in elements], depth - 1)
        else:
            yield label, thing


def holder_for(thing: Any, label: str, depth: int, own: Ownership) -> Holder | None:
    """The holder for a collection, a TLS context or an object of the project's classes; None for anything else."""
    found = holder_of(thing, label, depth) or _instance(thing, label, depth, own)
    return TlsContext(thing, label, depth) if found is None and is_tls_context(thing) else found


def _instance(thing: Any, label: str, depth: int, own: Ownership) -> Holder | None:
    """The attributes of an object whose class is the project's, or of the standard library's for holding data."""
    kind = type(thing)
    if issubclass(kind, (type, ModuleType, FunctionType)):
        return None
    module = type.__getattribute__(kind, "__module__")
    if not isinstance(module, str) or not (own.is_own(module) or issubclass(kind, _OPEN)):
        return None
    try:
        names = object.__getattribute__(thing, "__dict__")
    except (AttributeError, TypeError):
        return Slots(thing, label, depth) if slots_of(kind) else None
    return Names(names, label, depth, instance=thing) if type(names) is dict else None
