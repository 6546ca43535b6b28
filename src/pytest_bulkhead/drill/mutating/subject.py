"""A file of somebody's test code, ready for a mutation to look for places in it."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pytest_bulkhead.checker.files.discovery import Discovery, discover
from pytest_bulkhead.checker.fixing.spans import text_of
from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.meaning.names import Referent
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.source import UnreadableError
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge, module_where, where_in
from pytest_bulkhead.settings import Settings

# More than any project's test code: what a mutation has found must not be forgotten while it is used.
_ALL_OF_IT = 1_000_000_000
_RUN_BY_PYTEST = (Role.TEST, Role.FIXTURE, Role.SETUP)


@dataclass(frozen=True, eq=False)
class Subject:
    """One parsed file, with the project behind it.

    Args:
        path: relative to the project's root, with ``/``.
    """

    path: str
    module: Module
    knowledge: Knowledge

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """The tests, fixtures and set-up methods, in their order."""
        functions = (self.module.function(node) for node in self.module.function_nodes)
        return tuple(one for one in functions if self.role(one) in _RUN_BY_PYTEST)

    @cached_property
    def tests(self) -> tuple[Function, ...]:
        """Those of them that are tests."""
        return tuple(one for one in self.functions if self.role(one) is Role.TEST)

    @property
    def is_conftest(self) -> bool:
        return self.path.rpartition("/")[2] == "conftest.py"

    def role(self, function: Function) -> Role:
        """What a function is for."""
        return self.knowledge.idioms.role(function)

    def dotted(self, expression: ast.expr, function: Function | None = None) -> str:
        """The full name of what an expression refers to, empty when that cannot be told."""
        return self.knowledge.names.dotted(expression, where_in(function) if function else module_where(self.module))

    def refer(self, expression: ast.expr, function: Function | None = None) -> Referent | None:
        """What an expression refers to."""
        return self.knowledge.names.refer(expression, where_in(function) if function else module_where(self.module))

    def statements(self, function: Function) -> Iterator[ast.stmt]:
        """The statements of a function, without those of the functions in it."""
        return (node for node in function.scope.own if isinstance(node, ast.stmt))

    def calls(self, function: Function) -> Iterator[ast.Call]:
        """The calls in a function, in their order, without those of the functions in it."""
        calls = (node for node in function.scope.own if isinstance(node, ast.Call))
        return iter(sorted(calls, key=lambda call: (call.lineno, call.col_offset)))

    def text(self, node: ast.expr | ast.stmt | ast.arg) -> str:
        """A node as it is written."""
        return text_of(node, self.module)


def read_subjects(root: Path, settings: Settings) -> list[Subject]:
    """The test code of a project, in the order of its paths; what cannot be parsed is left out."""
    discovery = Discovery(settings.exclude, str(settings.root or root))
    ini = discovery.ini_for(str(root))
    index = ProjectIndex(str(root), str(root), ini.pythonpath, _ALL_OF_IT)
    knowledge = Knowledge(index)
    subjects = []
    for path in discover([root], settings):
        try:
            module = index.parse(path, index.read(path))
        except UnreadableError:
            continue
        subjects.append(Subject(os.path.relpath(path, root).replace(os.sep, "/"), module, knowledge))
    return subjects
