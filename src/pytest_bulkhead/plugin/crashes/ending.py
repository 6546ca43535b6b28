"""How a process ended, and what its interpreter said at last."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

_LINES = 40
_BYTES = 64 * 1024
_FRAME = re.compile(r'\s*File "(?P<path>.*)", line (?P<line>\d+) in (?P<name>.*)')


class Ending(NamedTuple):
    """Of a worker.

    Args:
        how: `killed by SIGSEGV`, `exited with status 3`, or empty where that cannot be told.
        peak_kb: its greatest resident size, 0 where that cannot be told.
    """

    how: str = ""
    peak_kb: int = 0


class Trace(NamedTuple):
    """What faulthandler has left.

    Args:
        text: all of it.
        lines: of the thread that it was about, the innermost call first.
        place: the innermost call of the project, as `tests/test_x.py:12 in test_x`.
    """

    text: str
    lines: tuple[str, ...]
    place: str


def ending_of(process: Any) -> Ending:
    """How a child of this process ended.

    Args:
        process: a `subprocess.Popen`, or None where there is none on this machine.
    """
    if process is None:
        return Ending()
    before = _greatest_child()
    try:
        status = process.wait(timeout=1)
    except Exception:  # it lives on, without its channel, or somebody else's way of starting it
        return Ending()
    after = _greatest_child()
    # The kernel keeps the greatest of all children only: it is this one's if it has just grown.
    return Ending(_told(status), after if after > before else 0)


def read_trace(path: str, is_project: Callable[[str], bool], relative: Callable[[str], str]) -> Trace | None:
    """What faulthandler has written for a worker; None if nothing.

    Args:
        path: of its file.
        is_project: whether a file is the project's.
        relative: a path as it is told.
    """
    try:
        with open(path, "rb") as file:
            text = file.read(_BYTES).decode(errors="replace")
    except OSError:
        return None
    if not text.strip():
        return None
    lines = text.splitlines()
    current = next((at for at, line in enumerate(lines) if line.startswith("Current thread")), None)
    stack = lines[current + 1 :] if current is not None else lines
    stack = stack[: next((at for at, line in enumerate(stack) if not line.strip()), len(stack))]
    frames = [found for line in stack if (found := _FRAME.fullmatch(line))]
    own = next((frame for frame in frames if is_project(frame["path"])), None)
    place = f"{relative(own['path'])}:{own['line']} in {own['name']}" if own else ""
    # What called the project's code is pytest's business.
    outermost = max((at for at, frame in enumerate(frames) if is_project(frame["path"])), default=len(frames) - 1)
    told = [f"{relative(frame['path'])}:{frame['line']} in {frame['name']}" for frame in frames[: outermost + 1]]
    return Trace(text, (lines[0], *told)[:_LINES], place)


def say_again(text: str) -> None:
    """Write what a worker's faulthandler would have written to the standard error that the worker shares with us."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        stream = sys.__stderr__
        if stream is not None:
            stream.flush()
            os.write(stream.fileno(), text.encode(errors="replace"))


def _told(status: int) -> str:
    if status >= 0:
        return f"exited with status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"


def _greatest_child() -> int:
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
