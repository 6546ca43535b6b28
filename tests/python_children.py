"""Child Pythons that run a piece of code, and are gone when the test is over, however it ends."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator

Start = Callable[[str], "subprocess.Popen[str]"]


@contextlib.contextmanager
def python_children() -> Iterator[Start]:
    """What starts them; they read and write by pipes."""
    with contextlib.ExitStack() as children:

        def start(code: str) -> subprocess.Popen[str]:
            child = subprocess.Popen(
                [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            children.enter_context(child)
            children.callback(child.kill)
            return child

        yield start
