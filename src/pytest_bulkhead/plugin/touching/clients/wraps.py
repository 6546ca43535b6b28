"""Methods of a library that we stand before; each is put back as it was."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from pytest_bulkhead.plugin.interruption import is_interruption

See = Callable[[FrameType, tuple[Any, ...], dict[str, Any]], None]
"""Called with the frame of the caller and the arguments, before the method itself: what it raises is dropped."""


class Wraps:
    """Those of one library."""

    def __init__(self) -> None:
        self._undoing: list[Callable[[], None]] = []

    def before(self, owner: type, name: str, see: See) -> None:
        """Call `see` before each call of a method that is written in Python.

        Raises:
            LookupError: there is no such function.
        """
        original = vars(owner).get(name)
        if not inspect.isfunction(original):
            raise LookupError(name)
        wrapper = _wrapper(original, see)
        setattr(owner, name, wrapper)

        def undo() -> None:
            if vars(owner).get(name) is wrapper:  # else the suite has put something there, and will take it away
                setattr(owner, name, original)

        self._undoing.append(undo)

    def also(self, undo: Callable[[], None]) -> None:
        """Call this, too, when all is put back."""
        self._undoing.append(undo)

    def restore(self) -> None:
        """Put everything back."""
        while self._undoing:
            self._undoing.pop()()


def _wrapper(original: Callable[..., Any], see: See) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(original):

        @functools.wraps(original)
        async def in_turn(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            try:
                see(sys._getframe(1), args, kwargs)  # noqa: SLF001 - CPython's only way to a frame
            except Exception as error:  # it would become the suite's
                if is_interruption(error):
                    raise
            return await original(*args, **kwargs)

        return in_turn

    @functools.wraps(original)
    def at_once(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        try:
            see(sys._getframe(1), args, kwargs)  # noqa: SLF001
        except Exception as error:
            if is_interruption(error):
                raise
        return original(*args, **kwargs)

    return at_once
