"""BH403: a performance test that also runs in a worker, where others take its time."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import performance_under_xdist as cases
from pytest_bulkhead.checker.fixing import unsafe
from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.statements import put_before
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.source.heads import head_of
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.marks import Marks
from pytest_bulkhead.checker.suite.requirements import asks_for
from pytest_bulkhead.checker.suite.xdist_runs import xdist_runs
from pytest_bulkhead.findings import Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.performance_under_xdist import HAZARD

_MARKS = frozenset({"performance", "benchmark"})
_SKIPS = frozenset({"skip", "skipif"})
_PLUGINS = ("pytest-benchmark", "pytest-codspeed")
_SETTINGS = ("pyproject.toml", "pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", "setup.cfg")


class PerformanceUnderXdist(Rule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = ("mark.performance", "mark.benchmark", "benchmark")
    bad = cases.BAD
    good = cases.GOOD
    fixed = cases.FIXED

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_test(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        if not node.name.startswith("test"):
            return
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) is not Role.TEST:
            return
        marks = Marks(file.knowledge.names, file.knowledge.idioms).of_test(function)
        named = next((mark.name for mark in marks if mark.name in _MARKS), "")
        uses = "benchmark" in function.parameters and _is_of_project("benchmark", function, file)
        if not (named or uses) or any(mark.name in _SKIPS for mark in marks) or _skips_itself(function):
            return
        if _is_configured(named, file) or not _is_run_in_workers(file):
            return
        message = f"`{node.name}` measures time, and is run in workers, where other tests take part of it"
        yield file.finding(
            HAZARD,
            node,
            message,
            What("test", node.name),
            location=head_of(node, file.module.source),
            fix=_skipped(node, file.module),
        )


RULE = PerformanceUnderXdist()


def _is_run_in_workers(file: CheckedFile) -> bool:
    return any(run.workers for run in xdist_runs(_suite(file), file.knowledge.index))


def _suite(file: CheckedFile) -> str:
    return file.knowledge.index.suite_root(file.module.path)


def _is_of_project(name: str, function: Function, file: CheckedFile) -> bool:
    """Whether a fixture is the project's own: that of the known plugins disables itself in workers."""
    return file.knowledge.fixtures.find(name, function) is not None


def _skips_itself(function: Function) -> bool:
    return any(isinstance(one, ast.Constant) and one.value == "PYTEST_XDIST_WORKER" for one in function.scope.own)


def _is_configured(mark: str, file: CheckedFile) -> bool:
    """Whether settings, a plugin or a conftest keep such tests out of the workers."""
    index = file.knowledge.index
    if any(_speaks_of_workers(conftest, mark) for conftest in index.conftests(file.module.path)):
        return True
    if mark == "benchmark" and any(asks_for(plugin, _suite(file), index) for plugin in _PLUGINS):
        return True
    deselected = re.compile(rb"-m[\s\"',=]+not[\s(]+(?:\w+ or )*" + mark.encode())
    return bool(mark) and any(
        deselected.search(index.data(os.path.join(folder, name)))
        for folder in dict.fromkeys((_suite(file), index.root))
        for name in _SETTINGS
        if name in index.roots.entries(folder)
    )


def _speaks_of_workers(conftest: Module, mark: str) -> bool:
    text = conftest.source.text
    return bool(mark) and mark in text and any(word in text for word in ("skip", "deselect", "workerinput", "XDIST"))


def _skipped(node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module) -> Fix | None:
    pytest, environ = imported("pytest", node, module), imported("os", node, module)
    if pytest is None or environ is None:
        return None
    condition = f'"PYTEST_XDIST_WORKER" in {environ.name}.environ'
    mark = f'@{pytest.name}.mark.skipif({condition}, reason="measures alone, in a run without workers")'
    return unsafe(put_before(node, [mark], module), pytest.edits, environ.edits)
