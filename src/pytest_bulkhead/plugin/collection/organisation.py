"""BH501, BH502: autouse fixtures of wide scope that a run has twice, or where they surprise."""

from __future__ import annotations

import inspect
import itertools
import linecache
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_bulkhead.hazards.catalogue.fixture_organisation import DUPLICATE, MISPLACED
from pytest_bulkhead.hazards.hazard import Hazard
from pytest_bulkhead.plugin.ground import Ground

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding

HAZARDS = (DUPLICATE, MISPLACED)

_SCOPES = ("module", "package", "session")
_AUTOUSE = re.compile(r"\bautouse\s*=\s*(?!False\b)")
_HEAD = re.compile(r"\s*(?:async\s+)?def\b")


class Fixture(NamedTuple):
    """An autouse fixture that several tests share, as people wrote it.

    Args:
        path: of the file with its definition, absolute.
        line: of its `def`.
    """

    name: str
    scope: str
    path: str
    line: int
    function: Any

    @property
    def is_in_conftest(self) -> bool:
        return Path(self.path).name == "conftest.py"


def organisation(items: Iterable[Any], ground: Ground) -> Iterator[tuple[Finding, Any]]:
    """What is wrong with the shared autouse fixtures of a run.

    Args:
        items: all tests of the run.
        ground: whose files are whose.

    Yields:
        Findings, each with the function of its fixture.
    """
    items = list(items)
    files = {str(item.path) for item in items}
    by_name: dict[str, list[Fixture]] = {}
    for fixture in _shared_autouse(items):
        if fixture.path in files or (fixture.is_in_conftest and ground.is_project(fixture.path)):
            by_name.setdefault(fixture.name, []).append(fixture)
    for fixture in itertools.chain.from_iterable(by_name.values()):
        if fixture.is_in_conftest:
            continue
        if fixture.scope != "module":
            yield _misplaced(fixture, ground), fixture.function
        others = [one for one in by_name[fixture.name] if one.path != fixture.path and not _is_apart(fixture, one)]
        if others:
            yield _duplicate(fixture, others, ground), fixture.function


def _shared_autouse(items: Iterable[Any]) -> Iterator[Fixture]:
    """Those of all tests, each once, but for what a conftest or a plugin brings in from a test file."""
    seen: dict[int, Any] = {}
    for item in items:
        # Where pytest keeps it otherwise one day, nothing is found.
        known = getattr(item, "_fixtureinfo", None)
        definitions = getattr(known, "name2fixturedefs", {})
        for name in getattr(known, "initialnames", ()):
            for definition in definitions.get(name, ()):
                seen.setdefault(id(definition), definition)
    written = [(one, _written(one)) for one in seen.values() if getattr(one, "scope", "") in _SCOPES]
    elsewhere = {id(found.function) for one, found in written if found and not _is_at_home(one, found)}
    for _, found in written:
        if found and (found.is_in_conftest or id(found.function) not in elsewhere):
            yield found


def _written(definition: Any) -> Fixture | None:
    """The fixture, if it stands at the top level of its file and is autouse."""
    function = getattr(definition.func, "__func__", definition.func)
    try:
        code = inspect.unwrap(function).__code__
    except (AttributeError, ValueError):
        return None
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    head = next((number for number, line in enumerate(lines) if _HEAD.match(line)), 0)
    autouse = getattr(definition, "_autouse", None)
    if autouse is None:  # of an older pytest, which keeps that elsewhere
        autouse = _AUTOUSE.search("".join(lines[:head]))
    if not autouse or "." in code.co_qualname:
        return None
    return Fixture(definition.argname, definition.scope, code.co_filename, code.co_firstlineno + head, function)


def _is_at_home(definition: Any, written: Fixture) -> bool:
    """Whether the fixture is in force through the file that it stands in, and not through one that imports it."""
    base = getattr(definition, "baseid", None)
    return base is None or base.rpartition("/")[2] == Path(written.path).name


def _is_apart(fixture: Fixture, other: Fixture) -> bool:
    """Whether one of two ends with its own file, so that the other never meets it."""
    if other.is_in_conftest:
        return fixture.scope == other.scope == "module"
    return "module" in (fixture.scope, other.scope)


def _misplaced(fixture: Fixture, ground: Ground) -> Finding:
    message = (
        f"the autouse fixture `{fixture.name}` of {fixture.scope} scope stands in a test file and stays in force for "
        "all files that follow in the worker, and only for those"
    )
    return _finding(MISPLACED, fixture, message, [], ground)


def _duplicate(fixture: Fixture, others: list[Fixture], ground: Ground) -> Finding:
    places = " and ".join(f"{ground.relative(one.path)}:{one.line}" for one in others)
    message = f"the autouse fixture `{fixture.name}` of {fixture.scope} scope is defined in {places}, too"
    return _finding(DUPLICATE, fixture, message, others, ground)


def _finding(hazard: Hazard, fixture: Fixture, message: str, others: list[Fixture], ground: Ground) -> Finding:
    from pytest_bulkhead.findings import (
        Evidence,
        Finding,
        Location,
        Source,
        What,
    )  # only when there is something to tell

    return Finding(
        code=hazard.code,
        hazard=hazard.slug,
        source=Source.RUNTIME,
        severity=hazard.severity,
        location=Location(ground.relative(fixture.path), fixture.line),
        message=message,
        help=hazard.remedy,
        symbol=fixture.function.__qualname__,
        owner=f"fixture:{fixture.name}",
        what=What("fixture", fixture.name),
        evidence=tuple(Evidence(ground.relative(one.path), one.line, "defined here, too") for one in others),
    )
