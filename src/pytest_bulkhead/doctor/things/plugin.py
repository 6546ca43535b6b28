"""Whether our plugin is loaded in the project's runs, and what it does there."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State

TITLE = "The plugin"

_BY_DEFAULT = "by default"


def look(case: Case) -> Iterator[Line]:
    """Mode and depth, each with where it was chosen."""
    facts = case.facts
    if "pytest-bulkhead" not in facts.packages:
        yield Line("loaded", "no, since it is not installed there", state=State.NOTE)
        return
    if facts.fault:
        yield Line("loaded", facts.fault, state=State.BROKEN, remedy="No test runs until that is mended.")
        return
    if "bulkhead" not in facts.modules or not facts.is_active:
        yield from case.held("plugin_active", "loaded")
        return
    yield Line("loaded", "yes")
    yield Line("mode", facts.mode.value, facts.mode.origin or _BY_DEFAULT)
    yield Line("depth", facts.depth.value, facts.depth.origin or _BY_DEFAULT)
    if "bulkhead-resources" in facts.modules:
        yield Line("fixtures", "loaded")
    elif "bulkhead-resources" in facts.blocked:
        remedy = "Take `-p no:bulkhead-resources` out, unless another plugin has fixtures of the same names."
        yield Line("fixtures", "blocked", state=State.WARNING, remedy=remedy)
    else:
        remedy = "Load them by `-p bulkhead-resources`, or, where there is no such plugin, install a newer version."
        yield Line("fixtures", "not loaded", state=State.WARNING, remedy=remedy)
