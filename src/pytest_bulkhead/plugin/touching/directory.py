"""The working directory as it would be if nobody had left it changed."""

from __future__ import annotations

from os import getcwd
from typing import Any

from pytest_bulkhead.plugin.audit_tap import TAP
from pytest_bulkhead.plugin.touching.own_path import PATH, fsdecode
from pytest_bulkhead.plugin.touching.taker import Taker
from pytest_bulkhead.plugin.touching.taking import Taking
from pytest_bulkhead.plugin.touching.unreplaced import isdir


class Directory:
    """Follows who changes the directory, and forgets what outlives them: a leak is another finding's business."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._healed: str | None = None
        self._before: dict[Taking, str | None] = {}
        """Of each party that has changed it, where it was before."""

    def start(self) -> None:
        TAP.listen("os.chdir", self._on_change)
        self._taker.ending.append(self._on_end)

    def stop(self) -> None:
        TAP.forget("os.chdir", self._on_change)

    def path(self) -> str | None:
        """Where relative paths start from; None in a directory that is gone."""
        return self._healed if self._healed is not None else _real()

    def _on_change(self, arguments: tuple[Any, ...]) -> None:
        target = arguments[0]
        if not isinstance(target, int):
            target = fsdecode(target)
            if not isdir(PATH.join(_real() or "", target)):
                return
        taking = self._taker.whose()
        if taking is not None and not taking.is_wide and self._taker.test is not None:
            taking = self._taker.test  # a fixture of the test may put back what the test has done
        if taking is not None:
            self._before.setdefault(taking, self.path())
        self._taker.forget_words()
        is_relative = isinstance(target, str) and not PATH.isabs(target)
        self._healed = PATH.normpath(PATH.join(self._healed, target)) if self._healed and is_relative else None

    def _on_end(self, taking: Taking) -> None:
        if taking in self._before:
            before = self._before.pop(taking)
            self._healed = before if before != _real() else None


def _real() -> str | None:
    try:
        return getcwd()
    except OSError:  # it was deleted under the process
        return None
