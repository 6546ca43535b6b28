"""BH507: tests that are grouped by marks, in a run that deals them out without regard to it."""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pytest_bulkhead.hazards.catalogue.group_without_loadgroup import HAZARD
from pytest_bulkhead.node_ids import file_of, loadscope_of
from pytest_bulkhead.plugin.ground import Ground

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding

HAZARDS = (HAZARD,)

_MARK = "xdist_group"
_MODES = frozenset({"load", "worksteal", "loadscope", "loadfile"})
"""Those that deal tests out and look at no group; of a mode that we do not know nothing is said."""


def ignored_groups(items: Iterable[Any], mode: str, ground: Ground) -> Iterator[tuple[Finding, Any]]:
    """One finding for all tests that a run may tear apart although they are of one group.

    Args:
        items: all tests of the run.
        mode: what `--dist` is.
        ground: whose files are whose.

    Yields:
        The finding, with the function of the first such test.
    """
    if mode not in _MODES:
        return
    groups: dict[str, list[Any]] = {}
    for item in items:
        if _MARK in item.keywords and (name := _group(item)):
            groups.setdefault(name, []).append(item)
    torn = [some for some in groups.values() if len({_unit(item, mode) for item in some}) > 1]
    if not torn:
        return
    from pytest_bulkhead.findings import Finding, Location, Source, What  # only when there is something to tell

    first, tests = torn[0][0], sum(map(len, torn))
    many = f"{tests} tests of {len(torn)} group{'s' * (len(torn) > 1)}"
    yield (
        Finding(
            code=HAZARD.code,
            hazard=HAZARD.slug,
            source=Source.RUNTIME,
            severity=HAZARD.severity,
            location=Location(ground.relative(str(first.path)), _line(first)),
            message=f"`{_MARK}` does nothing under `--dist {mode}`: {many} may run in any worker at any time",
            help=HAZARD.remedy,
            owner="run",
            what=What("mark", _MARK),
        ),
        getattr(first, "obj", None),
    )


def _group(item: Any) -> str:
    """The name as `--dist loadgroup` makes it of all marks."""
    marks = item.iter_markers(_MARK)
    names = {str(mark.args[0] if mark.args else mark.kwargs.get("name", "default")) for mark in marks}
    return "_".join(sorted(names))


def _unit(item: Any, mode: str) -> str:
    """What such a run keeps together."""
    test = str(item.nodeid)
    if mode == "loadfile":
        return file_of(test)
    return loadscope_of(test) if mode == "loadscope" else test


def _line(item: Any) -> int:
    """That of the first such mark in the test's file, else of the test."""
    for number, line in enumerate(linecache.getlines(str(item.path)), 1):
        if _MARK in line.partition("#")[0]:
            return number
    return int(item.location[1] or 0) + 1
