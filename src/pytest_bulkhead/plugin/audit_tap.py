"""The one audit hook of the process: CPython cannot remove it, so it is added once and switched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Set
from typing import Any

from pytest_bulkhead.plugin.interruption import is_interruption

Listener = Callable[[tuple[Any, ...]], None]


class AuditTap:
    """Hands audit events to whoever listens to them, and costs one look-up for all others."""

    def __init__(self) -> None:
        self._listeners: dict[str, tuple[Listener, ...]] = {}
        self._guards: dict[str, Listener] = {}
        self._wanted: set[str] = set()
        self._added = False
        self._holder: object = None

    @property
    def is_added(self) -> bool:
        """Whether the interpreter hands us its events."""
        return self._added

    def hold(self, holder: object) -> bool:
        """Take the process for one session, whether or not it will listen; sessions inside that one get none.

        Returns:
            Whether it is the holder's now.
        """
        if self._holder is None:
            self._holder = holder
        return self._holder is holder

    def let_go(self, holder: object) -> None:
        """Free the process for the next session, if it was this holder's."""
        if self._holder is holder:
            self._holder = None

    def listen(self, event: str, listener: Listener) -> None:
        """Call `listener` with the arguments of each such event, after those that listen already, until `forget`."""
        self._add()
        self._listeners[event] = (*self._listeners.get(event, ()), listener)
        self._wanted.add(event)

    def forget(self, event: str, listener: Listener) -> None:
        """Hand on no more of these events to `listener`."""
        left = tuple(other for other in self._listeners.get(event, ()) if other != listener)
        if left:
            self._listeners[event] = left
        else:
            self._listeners.pop(event, None)
            self._drop(event)

    def guard(self, event: str, guard: Listener | None) -> None:
        """Call `guard` before all listeners, and let what it raises stop the operation; None ends that."""
        if guard is None:
            self._guards.pop(event, None)
            self._drop(event)
            return
        self._add()
        self._guards[event] = guard
        self._wanted.add(event)

    def _add(self) -> None:
        if not self._added:
            sys.addaudithook(make_hook(self._wanted, self._guards, self._listeners))
            self._added = True

    def _drop(self, event: str) -> None:
        if event not in self._listeners and event not in self._guards:
            self._wanted.discard(event)


def make_hook(
    wanted: Set[str], guards: Mapping[str, Listener], listeners: Mapping[str, tuple[Listener, ...]]
) -> Callable[[str, tuple[Any, ...]], None]:
    """A plain function: of a bound method CPython asks at each event whether it may be traced, for 0.7 µs.

    Args:
        wanted: the events that somebody waits for; all others are let pass at once.
        guards: by event, and so are the next.
        listeners: likewise.
    """

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in wanted:
            return
        if event in guards:
            __tracebackhide__ = True
            guards[event](arguments)
        for listener in listeners.get(event, ()):
            try:
                listener(arguments)
            except Exception as error:  # it would stop the operation of the suite that raised the event
                if is_interruption(error):
                    raise

    return hook


TAP = AuditTap()
"""Shared by all sensors: a second hook could not be removed either, and each one costs every event of the process."""
