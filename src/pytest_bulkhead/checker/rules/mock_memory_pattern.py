"""BH401, BH402: a test class makes mocks and neither keeps to one worker nor collects them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import mock_memory_pattern as cases
from pytest_bulkhead.checker.fixing import safe
from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.spans import indentation, line_end, span_of
from pytest_bulkhead.checker.fixing.statements import put_before
from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.source.heads import head_of
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.marks import Marks
from pytest_bulkhead.findings import Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.mock_memory_pattern import GROUP, TEARDOWN

_MOCKS = frozenset({"AsyncMock", "MagicMock"})
_MODULES = ("unittest.mock.", "mock.", "mock.mock.", "pytest_mock.")
_COLLECT = "gc.collect"


class MockMemoryPattern(Rule):
    hazards = (GROUP, TEARDOWN)
    fixes = (GROUP, TEARDOWN)
    tokens = ("AsyncMock", "MagicMock")
    bad = cases.BAD
    good = cases.GOOD
    fixed = cases.FIXED

    @on(ast.ClassDef)
    def mocking_class(self, node: ast.ClassDef, file: CheckedFile) -> Iterator[Finding]:
        module = file.module
        if not _makes_mocks(node, file):
            return
        tests = [one for one in module.methods(node).values() if file.knowledge.idioms.role(one) is Role.TEST]
        if not tests:
            return
        what, place = What("class", node.name), head_of(node, module.source)
        marks = Marks(file.knowledge.names, file.knowledge.idioms).of_class(node, module)
        if not any(mark.name == "xdist_group" for mark in marks):
            message = f"`{node.name}` makes mocks, and no `xdist_group` keeps its tests in one worker"
            yield file.finding(GROUP, node, message, what, location=place, fix=_grouped(node, module))
        if not _collects(node, tests, file):
            message = f"`{node.name}` makes mocks, and nothing collects them after each test"
            yield file.finding(TEARDOWN, node, message, what, location=place, fix=_collecting(node, file))


RULE = MockMemoryPattern()


def _makes_mocks(node: ast.ClassDef, file: CheckedFile) -> bool:
    for inner in _named(file.module):
        if node.lineno <= inner.lineno <= (node.end_lineno or node.lineno):
            where = Where(file.module, file.module.scope_at(inner))
            if file.knowledge.names.dotted(inner, where).startswith(_MODULES) or _is_of_fixture(inner, where):
                return True
    return False


def _named(module: Module) -> list[ast.Name | ast.Attribute]:
    """Where a file names classes of mocks."""
    if "names mocks" not in module.memo:
        module.memo["names mocks"] = [
            node
            for node in module.nodes
            if (isinstance(node, ast.Name) and node.id in _MOCKS)
            or (isinstance(node, ast.Attribute) and node.attr in _MOCKS)
        ]
    found: list[ast.Name | ast.Attribute] = module.memo["names mocks"]
    return found


def _is_of_fixture(node: ast.expr, where: Where) -> bool:
    """``mocker.AsyncMock``, where pytest-mock hands out the classes."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "mocker"


def _collects(node: ast.ClassDef, tests: list[Function], file: CheckedFile) -> bool:
    """Whether a teardown of the class, or a fixture that it uses unasked, calls the collector."""
    idioms, fixtures = file.knowledge.idioms, file.knowledge.fixtures
    after = [*idioms.teardowns(tests[0]), *(fixture.function for fixture in fixtures.autouse(tests[0]))]
    return any(_calls_collector(one, file) for one in after)


def _calls_collector(function: Function, file: CheckedFile) -> bool:
    where = Where(function.module, function.scope)
    return any(
        isinstance(one, ast.Call) and file.knowledge.names.dotted(one.func, where) == _COLLECT
        for one in function.scope.own
    )


def _grouped(node: ast.ClassDef, module: Module) -> Fix | None:
    pytest = imported("pytest", node, module)
    if pytest is None:
        return None
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", node.name.removeprefix("Test").strip("_"))
    name = words.lower() or node.name.lower()
    return safe(put_before(node, [f'@{pytest.name}.mark.xdist_group("{name}")'], module), pytest.edits)


def _collecting(node: ast.ClassDef, file: CheckedFile) -> Fix | None:
    """A ``teardown_method`` as the first method; none where one is there, inherited, or not called by unittest."""
    module = file.module
    place = Where(module, module.scope_of(node))
    bases = file.knowledge.names.bases(Referent(module.qualname(node), place, node))
    if any(not isinstance(one.node, ast.ClassDef) or _has_teardown(one) for one in bases):
        return None
    gc = imported("gc", node, module)
    first = next((one for one in node.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))), None)
    if gc is None or first is None:
        return None
    annotated = first.returns is not None
    inner = indentation(span_of(first, module).start, module)
    unit = inner.removeprefix(indentation(span_of(node, module).start, module)) or "    "
    head = "def teardown_method(self) -> None:" if annotated else "def teardown_method(self):"
    edit = put_before(first, [f"{head}{line_end(module)}{inner}{unit}{gc.name}.collect(){line_end(module)}"], module)
    return safe(edit, gc.edits)


def _has_teardown(cls: Referent) -> bool:
    names = ("teardown_method", "tearDown")
    return bool(cls.where) and any(
        isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)) and one.name in names
        for one in getattr(cls.node, "body", ())
    )
