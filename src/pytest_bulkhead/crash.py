"""What is known of a worker that died."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Crash:
    """What is known of a worker that died.

    Args:
        test: the one that pytest-xdist charges it to, empty where it names none.
        running: the one that was under way in truth, empty between tests or where that is not known.
        phase: setup, call, teardown, or where else in its life the worker was.
        ended: `killed by SIGSEGV`, `exited with status 3`.
        place: the line of the project that it came to, as far as the interpreter could still tell.
        resident_kb: its size when that phase began.
        peak_kb: its greatest size.
        touches: what it did last, the latest at the end.
        traceback: the interpreter's last words, the innermost call first.
    """

    worker: str
    test: str
    running: str = ""
    phase: str = ""
    ended: str = ""
    place: str = ""
    resident_kb: int = 0
    peak_kb: int = 0
    touches: tuple[str, ...] = ()
    traceback: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """All of it that goes into one line."""
        test = self.running or self.test
        did = f"while it ran {test}" if test else self.phase or "outside of any test"
        known = [f"in its {self.phase}" if test and self.running and self.phase else "", self.ended]
        known.append(f"at {self.place}" if self.place else "")
        known.append(f"{self.resident_kb / 1024:.0f} MB when that began" if self.resident_kb else "")
        known.append(f"{self.peak_kb / 1024:.0f} MB at most" if self.peak_kb else "")
        details = ", ".join(filter(None, known))
        blamed = f"; pytest-xdist charges it to {self.test}" if self.test and self.test != test else ""
        if self.test and not self.running and self.phase:
            blamed = f"; it was {self.phase}"
        return f"worker {self.worker} died {did}{f' ({details})' if details else ''}{blamed}"


def crash_of(event: Mapping[str, Any]) -> Crash:
    """What a line of a run record says.

    Raises:
        KeyError, TypeError, ValueError: it is not what we write.
    """
    texts = {name: str(event.get(name, "")) for name in ("running", "phase", "ended", "place")}
    sizes = {name: int(event.get(name, 0)) for name in ("resident_kb", "peak_kb")}
    lists = {name: tuple(map(str, event.get(name, ()))) for name in ("touches", "traceback")}
    return Crash(str(event["worker"]), str(event["test"]), **texts, **sizes, **lists)  # type: ignore[arg-type]
