"""Tools that change the state of the process on purpose, for the run and not for a test; each with its reason."""

from __future__ import annotations

import functools

KNOWN_TOOLS = {
    "_pytest": "captures streams, logs and unraisable errors around each phase of a test",
    "pytest_timeout": "arms a signal or a timer thread around each test",
    "pytest_asyncio": "sets event loops and policies around its tests and fixtures",
    "pytestqt": "sets sys.excepthook around each phase of a test",
    "pytest_qt": "sets sys.excepthook around each phase of a test",
    "pytest_cov": "starts and pauses coverage",
    "coverage": "traces the lines that run",
    "hypothesis": "traces the lines that run, to explain a failure",
    "pytest_benchmark": "switches the garbage collector and tracing off while it measures",
    "execnet": "runs the workers of pytest-xdist",
    "xdist": "runs the workers of pytest-xdist",
    "faulthandler": "prints tracebacks at crashes and timeouts",
    "bdb": "is what debuggers are made of",
    "pdb": "is a debugger",
    "pudb": "is a debugger",
    "IPython": "is a debugger where a test stops in it",
    "debugpy": "is the debugger of editors",
    "pydevd": "is the debugger of editors",
    "_pydevd_bundle": "is the debugger of editors",
    "_pydev_bundle": "is the debugger of editors",
    "_pydevd_frame_eval": "is the debugger of editors",
    "cProfile": "profiles the run",
    "_lsprof": "profiles the run",
    "profile": "profiles the run",
    "pyinstrument": "profiles the run",
    "pyinstrument_cext": "profiles the run",
    "yappi": "profiles the run",
    "_yappi": "profiles the run",
    "scalene": "profiles the run",
    "viztracer": "profiles the run",
    "line_profiler": "profiles the run",
    "teamcity": "reports to an editor",
}
"""By the top-level module that a hook, a handler, a stream or a thread comes from."""


def is_tools(thing: object) -> bool:
    """Whether a function, or the class of an object, is defined by such a tool."""
    return module_of(thing).partition(".")[0] in KNOWN_TOOLS


def module_of(thing: object) -> str:
    """The name of the module that defines a function or the class of an object."""
    while issubclass(type(thing), functools.partial):
        thing = thing.func  # type: ignore[attr-defined]
    thing = _read(thing, "__func__") or thing
    module = _read(thing, "__module__")
    if not isinstance(module, str):
        return type(thing).__module__
    return module


def _read(thing: object, name: str) -> object:
    """An attribute, past what its class makes of `__getattribute__` and `__getattr__`: a lazy proxy sleeps on."""
    kind = type if issubclass(type(thing), type) else object
    try:
        return kind.__getattribute__(thing, name)
    except AttributeError:
        return None
