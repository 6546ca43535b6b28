"""Methods of a class that an extension module defines, which Python itself does not let one replace."""

from __future__ import annotations

import ctypes
import functools
import gc
import sys
from collections.abc import Callable
from typing import Any

from pytest_bulkhead.plugin.interruption import is_interruption
from pytest_bulkhead.plugin.touching.clients.wraps import See, Wraps


def before_each(wraps: Wraps, owner: type, names: tuple[str, ...], see: Callable[[str], See]) -> None:
    """Call something before methods of a class that is not written in Python.

    A subclass in its place could be told from it by a test. So the class keeps its place, and its own table of methods
    another entry, until all is put back: the way of libraries that patch built-in types.

    Args:
        wraps: told how to put it back.
        owner: the class.
        names: of the methods.
        see: given a name, what is called before that method.

    Raises:
        LookupError: the class has no such methods, or the interpreter no such table.
    """
    table = _table(owner)
    originals = {name: table[name] for name in names}
    wrappers = {name: _wrapper(original, see(name)) for name, original in originals.items()}
    table.update(wrappers)
    _changed(owner)

    def undo() -> None:
        for name, original in originals.items():
            if table.get(name) is wrappers[name]:
                table[name] = original
        _changed(owner)

    wraps.also(undo)


def _table(owner: type) -> dict[str, Any]:
    # Without the lock of the interpreter, others may be reading it.
    is_safe = sys.implementation.name == "cpython" and getattr(sys, "_is_gil_enabled", lambda: True)()
    found = gc.get_referents(owner.__dict__) if is_safe else []
    if len(found) != 1 or type(found[0]) is not dict:
        raise LookupError(owner.__name__)
    return found[0]


def _changed(owner: type) -> None:
    """Have the interpreter look methods up anew."""
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(owner))


def _wrapper(original: Any, see: See) -> Callable[..., Any]:
    @functools.wraps(original)
    def at_once(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        try:
            see(sys._getframe(1), args, kwargs)  # noqa: SLF001 - CPython's only way to a frame
        except Exception as error:  # it would become the suite's
            if is_interruption(error):
                raise
        return original(*args, **kwargs)

    return at_once
