"""Whose doing it is what a thread does: of whoever was at work when it began."""

from __future__ import annotations

import threading
import weakref

from pytest_bulkhead.plugin.touching.taker import Taker
from pytest_bulkhead.plugin.touching.taking import Taking


class Threads:
    """Looks for new threads whenever a turn is over, since not every Python announces them."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._parties: weakref.WeakKeyDictionary[threading.Thread, Taking | None] = weakref.WeakKeyDictionary()

    def start(self) -> None:
        """Begin to look; the threads that are there are nobody's."""
        for thread in threading.enumerate():
            self._parties[thread] = None
        self._taker.switching.append(self._look)
        self._taker.elsewhere = self._party

    def stop(self) -> None:
        """Look no more."""
        self._taker.elsewhere = None

    def _look(self) -> None:
        if threading.active_count() == 1:
            return
        for thread in threading.enumerate():
            if thread not in self._parties:
                self._parties[thread] = self._taker.at_work

    def _party(self, number: int) -> Taking | None:
        """The party of the thread of this number, which runs now."""
        thread = next((one for one in threading.enumerate() if one.ident == number), None)
        if thread is None:  # begun without `threading`
            return self._taker.at_work
        if thread not in self._parties:
            self._parties[thread] = self._taker.at_work
        taking = self._parties[thread]
        if taking is not None and taking.is_told:
            taking = self._parties[thread] = self._taker.after(taking)
        return taking
