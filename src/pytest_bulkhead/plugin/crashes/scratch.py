"""The run's own folder for what has not travelled yet when a worker dies; only what we put there is ever removed."""

from __future__ import annotations

import contextlib
import os
import tempfile

_ENDINGS = (".steps", ".trace", ".news")


class Scratch:
    """Made and removed by the controller; its workers are told where it is."""

    def __init__(self) -> None:
        """Make the folder, which nobody else may read.

        Raises:
            OSError: there is no place for it.
        """
        self.folder = tempfile.mkdtemp(prefix="bulkhead-run-")
        self._workers: set[str] = set()

    def expect(self, worker: str) -> None:
        """A worker of this name will write here."""
        self._workers.add(worker)

    def remove(self) -> None:
        """Remove the files of the workers, and the folder if nobody has put anything else there."""
        for worker in self._workers:
            for place in places(self.folder, worker):
                with contextlib.suppress(OSError):
                    os.unlink(place)  # noqa: PTH108
        with contextlib.suppress(OSError):
            os.rmdir(self.folder)  # noqa: PTH106


def places(folder: str, worker: str) -> tuple[str, str, str]:
    """Where a worker keeps its last steps, its traceback, and what it has to tell at its end."""
    steps, trace, news = (os.path.join(folder, worker + ending) for ending in _ENDINGS)  # noqa: PTH118
    return steps, trace, news
