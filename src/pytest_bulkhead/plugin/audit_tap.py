"""The one audit hook of the process: CPython cannot remove it, so it is added once and switched."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

Listener = Callable[[tuple[Any, ...]], None]


class AuditTap:
    """Hands audit events to whoever listens to them, and costs one dictionary look-up for all others."""

    def __init__(self) -> None:
        self._listeners: dict[str, Listener] = {}
        self._added = False

    @property
    def is_listening(self) -> bool:
        """Whether a session of this process is being watched."""
        return bool(self._listeners)

    def listen(self, event: str, listener: Listener) -> None:
        """Call `listener` with the arguments of each such event, until `forget`."""
        if not self._added:
            sys.addaudithook(self._hook)
            self._added = True
        self._listeners[event] = listener

    def forget(self, event: str) -> None:
        """Hand on no more of these events."""
        self._listeners.pop(event, None)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        listener = self._listeners.get(event)
        if listener is not None:
            try:
                listener(arguments)
            except Exception:
                # An exception in an audit hook would stop the operation of the suite that raised the event.
                self._listeners.pop(event, None)


TAP = AuditTap()
"""Shared by all sensors: a second hook could not be removed either, and each one costs every event of the process."""
