"""The one audit hook of the process: CPython cannot remove it, so it is added once and switched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from pytest_bulkhead.plugin.interruption import is_interruption

Listener = Callable[[tuple[Any, ...]], None]


class AuditTap:
    """Hands audit events to whoever listens to them, and costs two dictionary look-ups for all others."""

    def __init__(self) -> None:
        self._listeners: dict[str, tuple[Listener, ...]] = {}
        self._guards: dict[str, Listener] = {}
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

    def forget(self, event: str, listener: Listener) -> None:
        """Hand on no more of these events to `listener`."""
        left = tuple(other for other in self._listeners.get(event, ()) if other != listener)
        if left:
            self._listeners[event] = left
        else:
            self._listeners.pop(event, None)

    def guard(self, event: str, guard: Listener | None) -> None:
        """Call `guard` before all listeners, and let what it raises stop the operation; None ends that."""
        if guard is None:
            self._guards.pop(event, None)
            return
        self._add()
        self._guards[event] = guard

    def _add(self) -> None:
        if not self._added:
            sys.addaudithook(make_hook(self._guards, self._listeners))
            self._added = True


def make_hook(
    guards: Mapping[str, Listener], listeners: Mapping[str, tuple[Listener, ...]]
) -> Callable[[str, tuple[Any, ...]], None]:
    """A plain function: of a bound method CPython asks at each event whether it may be traced, for 0.7 µs."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in guards:
            __tracebackhide__ = True
            guards[event](arguments)
        if event in listeners:
            for listener in listeners[event]:
                try:
                    listener(arguments)
                except Exception as error:  # it would stop the operation of the suite that raised the event
                    if is_interruption(error):
                        raise

    return hook


TAP = AuditTap()
"""Shared by all sensors: a second hook could not be removed either, and each one costs every event of the process."""
