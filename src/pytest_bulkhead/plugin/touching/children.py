"""What forked children touch: they go on with our hook, and write down what they touch for their parent to read."""

from __future__ import annotations

import json
import os
import tempfile
import weakref
from typing import Any

from pytest_bulkhead.plugin.touching.taker import Taker
from pytest_bulkhead.plugin.touching.taking import Taking, Tally
from pytest_bulkhead.touch import Touch

_MOST_BYTES = 4 * 1024 * 1024
_open, _close, _write = open, os.close, os.write
"""As they are before a test replaces them, and counts the calls."""


class Children:
    """Charges what a child does to whoever was at work when it was forked."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._folder = tempfile.gettempdir()
        self._path = ""
        self._read = 0
        self._numbers: dict[int, Taking] = {}
        self._number = 0
        self._descriptor = -1
        self._is_child = False

    def start(self) -> None:
        """Begin to look."""
        global _AT_WORK
        if _AT_WORK is None and hasattr(os, "register_at_fork"):
            os.register_at_fork(before=_before, after_in_child=_in_child)
        _AT_WORK = weakref.ref(self)
        self._taker.ending.append(self._on_end)

    def stop(self) -> None:
        """Look no more, and leave nothing."""
        self._number = 0
        if self._path and not self._is_child:
            try:
                os.unlink(self._path)  # noqa: PTH108
            except OSError:
                pass
            self._path = ""

    def before(self) -> None:
        """A child is about to be forked."""
        taking = self._taker.whose()
        if taking is None or self._is_child:
            return
        if not self._path:
            handle, self._path = tempfile.mkstemp(prefix="bulkhead-", dir=self._folder)
            _close(handle)
        self._number = id(taking)
        self._numbers[self._number] = taking

    def in_child(self) -> None:
        """This process is the child."""
        taking = self._numbers.get(self._number)
        self._is_child = True
        if taking is None or not self._path:
            return
        self._taker.is_alone(Taking(*taking.identity))
        self._taker.added = self._send

    def _send(self, kind: str, name: str, tally: Tally) -> None:
        if self._descriptor < 0:
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0))
        line = json.dumps([self._number, tally.touch(kind, name).to_json()])
        _write(self._descriptor, line.encode() + b"\n")

    def _on_end(self, taking: Taking) -> None:
        if not self._numbers or self._is_child:
            return
        for number, touch in self._sent():
            owner = self._numbers.get(number)
            if owner is not None:
                (self._taker.after(owner) if owner.is_told else owner).join(touch)

    def _sent(self) -> list[tuple[int, Touch]]:
        try:
            if os.path.getsize(self._path) <= self._read:  # noqa: PTH202
                return []
            with _open(self._path, "rb") as file:
                file.seek(self._read)
                data = file.read(_MOST_BYTES)
        except OSError:
            return []
        whole = data.rpartition(b"\n")[0]
        self._read += len(whole) + bool(whole)
        return [found for line in whole.splitlines() if (found := _read(line)) is not None]


def _read(line: bytes) -> tuple[int, Touch] | None:
    try:
        number, touch = json.loads(line)
        return int(number), Touch.from_json(touch)
    except (ValueError, TypeError):
        return None


_AT_WORK: weakref.ref[Children] | None = None


def _before() -> None:
    _call("before")


def _in_child() -> None:
    _call("in_child")


def _call(name: str) -> None:
    children: Any = _AT_WORK() if _AT_WORK is not None else None
    if children is not None:
        try:
            getattr(children, name)()
        except Exception:  # noqa: S110 - what goes wrong with us is not the fork's affair
            pass
