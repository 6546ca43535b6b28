"""A plan as marks in the tests themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pytest_bulkhead.checker.fixing.apply import apply_fixes
from pytest_bulkhead.checker.fixing.changes import Change, write_changes
from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.rewriting import RefusedError, encoded, may_be_rewritten
from pytest_bulkhead.checker.fixing.statements import put_before
from pytest_bulkhead.checker.source.source import UnreadableError, decode, read_bytes
from pytest_bulkhead.findings import Applicability, Fix
from pytest_bulkhead.planning.plan import Forecast
from pytest_bulkhead.planning.sites import Site, Sites

_SHOWN = 20


class Marking(NamedTuple):
    """What marks make of the files, none of which is written yet.

    Args:
        changes: one for each file.
        functions: how many functions get a mark.
        refused: what cannot be marked, and why.
    """

    changes: tuple[Change, ...]
    functions: int
    refused: tuple[str, ...]

    def write(self) -> None:
        """Put the new contents into the files.

        Raises:
            RewriteError: some could not be written, or were changed by somebody else; the others are.
        """
        write_changes(self.changes, done="marked", again="it")


def mark(forecast: Forecast, marked: Mapping[str, str], sites: Sites) -> Marking:
    """Work out the marks that make the groups of a plan.

    Args:
        forecast: the plan, made with tests of one function together.
        marked: the group that a test has by a mark already.
        sites: where tests stand.
    """
    wanted: dict[str, dict[Site, str]] = {}
    refused: list[str] = []
    joined = {name for name in set(forecast.grouped.values()) if len(_marks_of(name, forecast, marked)) > 1}
    refused += (f"{name} joins groups that marks make: give their tests one name" for name in sorted(joined))
    for test, name in sorted(forecast.grouped.items()):
        if test in marked or name in joined:
            continue
        site = sites.of(test)
        if site is None:
            refused.append(f"{test} is not found in its file: mark it by hand, or keep the plan in a file")
        elif others := sites.marks(site) - {name}:
            refused.append(f"{test} is marked with {', '.join(sorted(map(str, others)))} by now: plan from a new run")
        elif name not in sites.marks(site):
            wanted.setdefault(site.path, {})[site] = name
    changes, count = [], 0
    for path, names in sorted(wanted.items()):
        try:
            change, missed = _changed(path, names, sites)
        except (RefusedError, UnreadableError) as error:
            refused.append(f"{path} {error}")
            continue
        refused += missed
        count += len(names) - len(missed)
        if change.after != change.before:
            changes.append(change)
    return Marking(tuple(changes), count, tuple(refused))


def _marks_of(name: str, forecast: Forecast, marked: Mapping[str, str]) -> set[str]:
    return {marked[test] for test, group in forecast.grouped.items() if group == name and test in marked}


def _changed(path: str, names: Mapping[Site, str], sites: Sites) -> tuple[Change, list[str]]:
    absolute = str(sites.root / path)
    may_be_rewritten(absolute)
    before = read_bytes(absolute)
    fixes = {site: fix for site, name in names.items() if (fix := _fix(site, name, sites))}
    text, used = apply_fixes(decode(before), list(fixes.values()))
    after = encoded(text, before)
    if after is None:
        raise RefusedError("cannot be written in its own encoding")
    done = {site for number, site in enumerate(fixes) if number in used}
    missed = [f"{path}: {site.name} cannot be marked safely: mark it by hand" for site in names if site not in done]
    return Change(absolute, path, before, after), missed


def _fix(site: Site, name: str, sites: Sites) -> Fix | None:
    module, node = sites.module(site.path), sites.node(site)
    assert module is not None
    pytest = imported("pytest", node, module)
    if pytest is None:
        return None
    edit = put_before(node, [f"@{pytest.name}.mark.xdist_group({json.dumps(name, ensure_ascii=False)})"], module)
    return Fix(Applicability.SAFE, (*pytest.edits, edit)) if edit else None


def told(marking: Marking) -> Iterator[str]:
    """What was not done."""
    yield from (f"not marked: {reason}" for reason in marking.refused[:_SHOWN])
    if len(marking.refused) > _SHOWN:
        yield f"not marked: {len(marking.refused) - _SHOWN} more"
