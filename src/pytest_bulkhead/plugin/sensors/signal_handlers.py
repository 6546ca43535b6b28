"""What the process does about signals."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import signal
import threading

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.known_tools import is_tools
from pytest_bulkhead.plugin.snapshot import Snapshot

_NUMBERS = tuple(sorted({*map(int, signal.Signals)} & {*map(int, signal.valid_signals())}))
"""Those that have a name, which is all but the real-time signals between the first and the last of these."""


class SignalHandlers(Snapshot):
    """Reads the table of all that have a name.

    It does so by the function beneath `signal.getsignal`, which makes no enum of each answer.
    """

    hazards = (process_state.HAZARD,)
    kind = "signal"
    mentions = r"\bsignal\b|\badd_signal_handler\b|\bsiginterrupt\b|\balarm\b"
    names = tuple(signal.Signals(number).name for number in _NUMBERS)

    def __init__(self) -> None:
        super().__init__()
        self._first: tuple[object, ...] = ()

    def start(self) -> None:
        self._first = tuple(map(_signal.getsignal, _NUMBERS))
        super().start()

    def look(self) -> tuple[object, ...]:
        handlers = tuple(map(_signal.getsignal, _NUMBERS))
        if handlers == self._known:
            return handlers
        # A tool's handler stands for the first one, which it puts back between tests.
        return tuple(
            first if callable(handler) and is_tools(handler) else handler
            for first, handler in zip(self._first, handlers, strict=True)
        )

    def put(self, name: str, value: object) -> None:
        if value is None or threading.current_thread() is not threading.main_thread():
            raise NotImplementedError  # it was not set from Python
        _signal.signal(_NUMBERS[self.names.index(name)], value)

    def describe(self, name: str, before: object, after: object) -> str:
        done = "ignored" if after == _signal.SIG_IGN else "at its default" if after == _signal.SIG_DFL else "handled"
        return f"signal {name} {done}" if done != "handled" else f"another handler of {name}"
