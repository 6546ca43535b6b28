"""What the handler of a signal raises while we are at work is meant for the suite, such as the end of its patience."""

from __future__ import annotations

import sys
from typing import Any


def is_interruption(error: BaseException) -> bool:
    """Whether the handler of a signal has raised it: one runs between any two instructions, also between ours."""
    signals: Any = sys.modules.get("_signal")
    if signals is None:
        return False
    handlers = [signals.getsignal(number) for number in range(1, signals.NSIG)]
    codes = [code for handler in handlers if (code := getattr(handler, "__code__", None)) is not None]
    at = error.__traceback__
    while at is not None:
        if any(at.tb_frame.f_code is code for code in codes):
            return True
        at = at.tb_next
    return False
