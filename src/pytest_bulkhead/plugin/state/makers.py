"""Which files came to be unheard: what a child process or an extension writes, the interpreter does not announce."""

from __future__ import annotations

import os

from pytest_bulkhead.plugin.state.on_disk import changed_at
from pytest_bulkhead.plugin.touching.unreplaced import Clocks

_MOST = 10_000


class Makers:
    """Tells what was there before the run, or was seen to be made, from what somebody made unheard."""

    def __init__(self) -> None:
        self._began = Clocks.time()
        self._known: set[str] = set()

    def is_unheard(self, real: str) -> bool:
        """Whether what lies at a path may have been made unheard since the run began.

        Args:
            real: canonical.
        """
        return real not in self._known and changed_at(real) >= self._began

    def about_to_change(self, real: str) -> None:
        """An entry of a folder comes or goes: afterwards the folder no longer shows that it was there before."""
        folder = real.rpartition(os.sep)[0]
        if not self.is_unheard(folder):
            self.know(folder)

    def know(self, real: str) -> None:
        """It was there before, or was seen to be made."""
        if len(self._known) < _MOST:
            self._known.add(real)

    def forget(self, real: str) -> None:
        """It is removed, with all that lies in it; who makes it again may do so unheard."""
        self._known.discard(real)
        within = real + os.sep
        self._known = {path for path in self._known if not path.startswith(within)}
