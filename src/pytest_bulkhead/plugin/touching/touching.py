"""All that follows touches in one process, put together."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.touching import kinds
from pytest_bulkhead.plugin.touching.children import Children
from pytest_bulkhead.plugin.touching.directory import Directory
from pytest_bulkhead.plugin.touching.kind import Kind
from pytest_bulkhead.plugin.touching.kinds.declared import Declared
from pytest_bulkhead.plugin.touching.locks import Locks
from pytest_bulkhead.plugin.touching.paths import Paths
from pytest_bulkhead.plugin.touching.places import Places
from pytest_bulkhead.plugin.touching.taker import Taker
from pytest_bulkhead.plugin.touching.threads import Threads


class _Part(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


class Touching:
    """Starts and stops with the session."""

    def __init__(self, ground: Ground, basetemp: str | None = None, worker: str = "main") -> None:
        """Look at nothing yet.

        Args:
            ground: whose a file is.
            basetemp: pytest's folder for this worker's temporary files, where that was said.
            worker: `main` where there are none.
        """
        self.taker = Taker(ground, worker)
        self.notices: list[str] = []
        """What went wrong with us."""
        directory = Directory(self.taker)
        paths = Paths(Places(ground.root, basetemp, worker), directory)
        self._parts: tuple[_Part, ...] = (
            directory,
            Threads(self.taker),
            Locks(self.taker, paths),
            Children(self.taker),
        )
        self._kinds = [kind(self.taker, paths) for kind in all_kinds()]
        for kind in self._kinds:
            kind.notice = self._notice
        self._noticed: set[str] = set()
        self.declared = next(kind for kind in self._kinds if isinstance(kind, Declared))

    def start(self) -> None:
        """Begin to look."""
        parts: tuple[_Part, ...] = (*self._parts, *self._kinds)
        for part in parts:
            try:
                part.start()
            except Exception as error:
                name = type(part).__name__.lower()
                self.notices.append(f"for races, {name} are not looked at ({type(error).__name__})")

    def _notice(self, message: str) -> None:
        if message not in self._noticed:
            self._noticed.add(message)
            self.notices.append(message)

    def stop(self) -> None:
        """Leave the process as it was."""
        parts: tuple[_Part, ...] = (*self._parts, *self._kinds)
        for part in parts:
            try:
                part.stop()
            except Exception:  # noqa: S110 - it is being thrown away
                pass


def all_kinds() -> Iterator[type[Kind]]:
    """The kinds of resources, in the order of the file names."""
    for entry in sorted(pkgutil.iter_modules(kinds.__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{kinds.__name__}.{entry.name}")
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Kind) and thing.__module__ == module.__name__:
                yield thing
