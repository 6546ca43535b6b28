"""Recognises that pytest-xdist waits for what can never come, as it may do after a crash."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

_LOOKS = 6
_BETWEEN = 0.5


class DeadlockGuard:
    """Looks on from a thread of its own, from the first crash on; the controller itself sleeps on its queue.

    A worker of pytest-xdist starts a test only when it knows the next one, or that there is none. So nothing can happen
    any more once every worker has been collected from, has fewer than two tests, and was not told to finish.
    """

    def __init__(self, session: Any, is_starting: Callable[[], bool]) -> None:
        """Do nothing yet.

        Args:
            session: what distributes the tests.
            is_starting: whether some worker has still to start or to collect.
        """
        self._session = session
        self._is_starting = is_starting
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self.has_ended_it = False

    def start(self) -> None:
        """Begin to look, if that has not begun yet."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look_on, name="bulkhead-deadlock", daemon=True)
            self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait until it looks no more, or this long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self) -> None:
        """Look no more."""
        self._over.set()

    def _look_on(self) -> None:
        looks = 0
        while not self._over.wait(_BETWEEN):
            looks = looks + 1 if self._is_stuck() else 0
            if looks >= _LOOKS:
                self.has_ended_it = True
                self._session.shouldstop = "after a worker died, nothing more can be handed out (see bulkhead below)"
                self._session.triggershutdown()
                return

    def _is_stuck(self) -> bool:
        try:
            session, scheduler = self._session, self._session.sched
            if session.shuttingdown or session.shouldstop or not session.queue.empty() or self._is_starting():
                return False
            nodes = list(scheduler.nodes)
            return bool(nodes) and not any(node.shutting_down or _given(scheduler, node) >= 2 for node in nodes)
        except Exception:  # it is at work just now, or is not one that we know
            return False


def _given(scheduler: Any, node: Any) -> int:
    """How many tests a worker has, the one that it runs among them.

    Raises:
        AttributeError: the scheduler is of somebody's own making.
    """
    by_scope = getattr(scheduler, "assigned_work", None)
    if by_scope is None:
        return len(scheduler.node2pending[node])
    return sum(not is_done for unit in by_scope[node].values() for is_done in unit.values())
