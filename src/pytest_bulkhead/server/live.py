"""The project that is served, and its store as it is now."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_bulkhead.history.store import Store, open_store
from pytest_bulkhead.settings import Settings

_FRESH = 5.0
"""For so many seconds an answer is given again, so that many who ask at once cost as much as one."""
_MOST = 16
"""So many questions have answers that are kept."""
_PATIENCE = 10
"""In seconds: people who look at a page wait less long than a job in CI."""


@dataclass(slots=True)
class _Answer:
    lock: threading.Lock = field(default_factory=threading.Lock)
    made: float = 0.0
    value: Any = None


class Live:
    """Opens the store for each question: it may go away and come back, and be replaced meanwhile."""

    def __init__(self, root: Path, settings: Settings, place: str) -> None:
        """Open nothing yet.

        Args:
            root: of the project.
            settings: of the project.
            place: of the store.
        """
        self.root = root
        self.settings = settings
        self.place = place
        self._answers: dict[str, _Answer] = {}
        self._adding = threading.Lock()

    @property
    def patient_place(self) -> str:
        """The place of the store, with how long to wait for its server."""
        if "://" not in self.place or "connect_timeout" in self.place:
            return self.place
        return f"{self.place}{'&' if '?' in self.place else '?'}connect_timeout={_PATIENCE}"

    @contextlib.contextmanager
    def store(self, *, creates: bool = False) -> Iterator[Store]:
        """The store.

        Raises:
            StoreError: it is not there, or cannot be used.
        """
        with open_store(self.patient_place, creates=creates) as store:
            yield store

    def fresh(self, name: str, make: Callable[[Store], Any]) -> Any:
        """An answer of the last seconds, or a new one.

        Args:
            name: of the question.
            make: answers it.

        Raises:
            StoreError: the store is not there, or cannot be used.
        """
        with self._adding:
            if len(self._answers) > _MOST:
                self._answers.clear()
            answer = self._answers.setdefault(name, _Answer())
        with answer.lock:
            if not answer.made or time.monotonic() - answer.made > _FRESH:
                with self.store() as store:
                    answer.value = make(store)
                answer.made = time.monotonic()
            return answer.value

    def forget(self) -> None:
        """There is something new in the store."""
        with self._adding:
            self._answers.clear()
