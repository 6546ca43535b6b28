"""BH507: `xdist_group` marks in a suite that is never distributed by groups."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import group_without_loadgroup as cases
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.suite.xdist_runs import XdistRun, xdist_runs
from pytest_bulkhead.findings import Evidence, Finding, What
from pytest_bulkhead.hazards.catalogue.group_without_loadgroup import HAZARD

_MARK = "pytest.mark.xdist_group"


class GroupWithoutLoadgroup(Rule):
    hazards = (HAZARD,)
    tokens = ("xdist_group",)
    bad = cases.BAD
    good = cases.GOOD

    @on(ast.Module)
    def first_mark(self, node: ast.Module, file: CheckedFile) -> Iterator[Finding]:
        mark = next(_marks(file), None)
        if mark is None or _is_grouped_by_hand(file):
            return
        runs = xdist_runs(file.knowledge.index.suite_root(file.module.path), file.knowledge.index)
        if any(run.dist == "loadgroup" for run in runs) or not any(run.workers for run in runs):
            return
        evidence = tuple(_evidence(run, file) for run in runs if run.workers)[:3]
        message = "`xdist_group` does nothing here: no run of the suite in workers distributes it by groups"
        yield file.finding(HAZARD, mark, message, What("mark", "xdist_group"), evidence=evidence)


RULE = GroupWithoutLoadgroup()


def _marks(file: CheckedFile) -> Iterator[ast.Attribute]:
    for node in file.module.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "xdist_group":
            where = Where(file.module, file.module.scope_at(node))
            if file.knowledge.names.dotted(node, where) == _MARK:
                yield node


def _is_grouped_by_hand(file: CheckedFile) -> bool:
    """Whether a conftest speaks of the mode: it may well choose it."""
    index = file.knowledge.index
    return any(b"loadgroup" in index.data(conftest.path) for conftest in index.conftests(file.module.path))


def _evidence(run: XdistRun, file: CheckedFile) -> Evidence:
    mode = f"--dist {run.dist}" if run.dist else "no --dist, which means `load`"
    return Evidence(file.knowledge.index.shown(run.path), run.line, f"the suite is run in workers here, with {mode}")
