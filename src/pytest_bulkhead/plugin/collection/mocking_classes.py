"""BH401, BH402: test classes that make mocks, and neither keep to one worker nor collect them after each test."""

from __future__ import annotations

import gc
import linecache
import re
import sys
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from pytest_bulkhead.hazards.catalogue.mock_memory_pattern import GROUP, TEARDOWN
from pytest_bulkhead.hazards.hazard import Hazard
from pytest_bulkhead.plugin.ground import Ground

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding

HAZARDS = (GROUP, TEARDOWN)

_MARK = "xdist_group"
_MOCKS = ("MagicMock", "AsyncMock")
_LIBRARIES = ("unittest.mock", "mock.mock", "mock")
_TEARDOWNS = ("teardown_method", "tearDown", "asyncTearDown", "teardown_class", "tearDownClass")
_DEEPEST = 20


def mocking_classes(items: Iterable[Any], ground: Ground) -> Iterator[tuple[Finding, Any]]:
    """The classes that do not keep to the convention, as they are at last: with what they inherit and what hooks mark.

    Args:
        items: all tests of the run.
        ground: whose files are whose.

    Yields:
        Findings, each with the function of the first test of its class.
    """
    by_class: dict[type, list[Any]] = {}
    for item in items:
        kind = getattr(item, "cls", None)
        if isinstance(kind, type):
            by_class.setdefault(kind, []).append(item)
    makers = _makers()
    for kind, tests in by_class.items() if makers else ():
        if not any(_names(function, makers) or _gets_them(function) for function in _functions(kind, ground)):
            continue
        path, function = str(tests[0].path), getattr(tests[0], "obj", None)
        if not any(next(item.iter_markers(_MARK), None) for item in tests):
            message = f"the tests of `{kind.__name__}` make mocks, and may run in any worker"
            yield _finding(GROUP, kind, path, message, ground), function
        if not any(_names(one, _COLLECTORS) for one in _afterwards(kind, tests[0])):
            message = f"the tests of `{kind.__name__}` make mocks, and nothing behind them calls the garbage collector"
            yield _finding(TEARDOWN, kind, path, message, ground), function


_Makers = dict[int, tuple[str, ...]]
"""What is looked for in code: an object by its identity, or a module with the names of what is looked for in it."""

_COLLECTORS: _Makers = {id(gc.collect): (), id(gc): ("collect",)}


def _makers() -> _Makers:
    """The classes of mocks, and the modules that have them; none where no library of mocks is imported."""
    found: _Makers = {}
    for library in _LIBRARIES:
        module = sys.modules.get(library)
        classes = [getattr(module, name, None) for name in _MOCKS]
        found.update((id(one), ()) for one in classes if one is not None)
        if module is not None:
            found[id(module)] = _MOCKS
    return found


def _functions(kind: type, ground: Ground) -> Iterator[FunctionType]:
    """The functions that the project has written for a class and those that it comes from."""
    for base in kind.__mro__:
        for thing in tuple(vars(base).values()):
            function = _written(thing)
            if function is not None and ground.is_project(function.__code__.co_filename):
                yield function


def _written(thing: Any) -> FunctionType | None:
    """The function that stands in the source, below what decorators have made of it."""
    for _ in range(_DEEPEST):
        inside = getattr(thing, "__dict__", {})
        # What pytest makes of a fixture is no function.
        inner = inside.get("__wrapped__") or inside.get("_fixture_function")
        if inner is None and type(thing) is FunctionType:
            return thing
        thing = inner or getattr(thing, "__func__", None)
        if thing is None:
            break
    return None


def _names(function: FunctionType, wanted: _Makers) -> bool:
    """Whether code speaks of something: by a global of its own, or as of a member of a module."""
    for code in _codes(function.__code__):
        for name in code.co_names:
            members = wanted.get(id(function.__globals__.get(name, code)))
            if members is not None and (not members or set(members) & {*code.co_names}):
                return True
    return False


def _gets_them(function: FunctionType) -> bool:
    """Whether code takes a class of mocks from pytest-mock's fixture, or imports one for itself."""
    for code in _codes(function.__code__):
        sources = {*code.co_names} & {*_LIBRARIES} or "mocker" in (*code.co_varnames, *code.co_freevars)
        if sources and set(_MOCKS) & {*code.co_names}:
            return True
    return False


def _afterwards(kind: type, item: Any) -> Iterator[FunctionType]:
    """What runs after the tests of a class: its teardowns, and the fixtures behind its first test."""
    for name in _TEARDOWNS:
        if (function := _written(getattr(kind, name, None))) is not None:
            yield function
    # Where pytest keeps it otherwise one day, only the teardowns count.
    for definitions in getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {}).values():
        for definition in definitions:
            if (function := _written(getattr(definition, "func", None))) is not None:
                yield function


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _finding(hazard: Hazard, kind: type, path: str, message: str, ground: Ground) -> Finding:
    from pytest_bulkhead.findings import Finding, Location, Source, What  # only when there is something to tell

    return Finding(
        code=hazard.code,
        hazard=hazard.slug,
        source=Source.RUNTIME,
        severity=hazard.severity,
        location=Location(ground.relative(path), _line(path, kind.__name__)),
        message=message,
        help=hazard.remedy,
        symbol=kind.__qualname__,
        owner="run",
        what=What("class", kind.__name__),
    )


def _line(path: str, name: str) -> int:
    head = re.compile(rf"\s*class\s+{re.escape(name)}\b")
    return next((number for number, line in enumerate(linecache.getlines(path), 1) if head.match(line)), 1)
