"""What a short function hands on: found in its code, since calling it might do something."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from pytest_bulkhead.fastapi_dependencies import name_of

_ABSENT = object()


def awaitable_that_is_returned(function: Any) -> str:
    """The name of the async function whose coroutine a plain function returns; empty where none is seen."""
    if not isinstance(function, FunctionType) or inspect.iscoroutinefunction(function):
        return ""
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        return ""
    called = _only_call(function)
    return name_of(called) if inspect.iscoroutinefunction(called) else ""


def _only_call(function: FunctionType) -> Any:
    """What the function calls, where that is all that it does before it returns the result."""
    steps = list(_steps(function.__code__))
    calls = [at for at, step in enumerate(steps) if step.opname.startswith("CALL")]
    if len(calls) != 1 or calls[0] + 2 != len(steps) or steps[-1].opname != "RETURN_VALUE":
        return None
    found: Any = _ABSENT
    for step in steps:
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF"):
            found = _value(function, str(step.argval))
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD") and found is not _ABSENT:
            # Asking the object itself might do something.
            found = inspect.getattr_static(found, str(step.argval), _ABSENT)
            found = found.__func__ if isinstance(found, (staticmethod, classmethod)) else found
        else:
            break
    return None if found is _ABSENT else found


def _steps(code: CodeType) -> Iterator[dis.Instruction]:
    quiet = {"RESUME", "PUSH_NULL", "COPY_FREE_VARS", "PRECALL", "CACHE", "NOP", "KW_NAMES"}
    return (step for step in dis.get_instructions(code) if step.opname not in quiet)


def _value(function: FunctionType, name: str) -> Any:
    if name in function.__code__.co_freevars:
        cell = (function.__closure__ or ())[function.__code__.co_freevars.index(name)]
        try:
            return cell.cell_contents
        except ValueError:
            return _ABSENT
    return function.__globals__.get(name, _ABSENT)
