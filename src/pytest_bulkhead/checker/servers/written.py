"""Through which connections a file's code writes to a server that others use, too."""

from __future__ import annotations

import abc
import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.rule import CheckedFile
from pytest_bulkhead.checker.sameness.sameness import Sameness
from pytest_bulkhead.checker.servers.connection import Connection
from pytest_bulkhead.checker.servers.connections import Connections
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.suite.marks import Marks
from pytest_bulkhead.checker.suite.stand_ins import StandIns

_GIVE_FIXTURES = ("conftest.py", "__init__.py")


@dataclass(frozen=True, slots=True)
class Write:
    """One statement that writes, and the connection through which it does."""

    call: ast.Call
    module: Module
    connection: Connection


class Written(abc.ABC):
    """Finds what is written through connections to one kind of server.

    Args:
        module: the file whose statements are looked at, the checked one where none is given.
    """

    def __init__(self, file: CheckedFile, module: Module | None = None) -> None:
        self.file = file
        self.module = module or file.module
        self.knowledge = file.knowledge
        self.connections = Connections(file.knowledge, self.module)
        self.likeness = self.connections.likeness
        self.stand_ins = StandIns(file.knowledge)

    @abc.abstractmethod
    def writes(self) -> Iterator[Write]:
        """Every statement of the file that writes what can be the same in every worker."""

    def through(self, connection: Connection) -> Write | None:
        """A statement that writes through a connection: of this file, or of one that asks for the fixture around it."""
        here = self.by_connection().get(connection.made)
        if here or connection.sameness is not Sameness.FIXED:
            return here
        function = self.module.function_at(connection.made)
        fixture = self.knowledge.idioms.fixture(function) if function else None
        return self._elsewhere(connection, fixture.name) if fixture else None

    def by_connection(self) -> dict[ast.Call, Write]:
        """The first write through each connection, by what makes that."""
        key = ("written", type(self))
        if key not in self.module.memo:
            found: dict[ast.Call, Write] = {}
            self.module.memo[key] = found
            for write in self.writes():
                found.setdefault(write.connection.made, write)
        written: dict[ast.Call, Write] = self.module.memo[key]
        return written

    def _elsewhere(self, connection: Connection, fixture: str) -> Write | None:
        index = self.knowledge.index
        if os.path.basename(self.module.path) not in _GIVE_FIXTURES and self.module.path in self.file.test_files():
            return None
        for path in self.file.test_files_with(fixture.encode()):
            module = index.module(path) if path != self.module.path else None
            found = type(self)(self.file, module).by_connection().get(connection.made) if module else None
            if found:
                return found
        return None

    def is_excused(self, call: ast.Call, module: Module) -> bool:
        """Whether a call reaches no server that other workers use at the same time."""
        function = module.function_at(call)
        marks = Marks(self.knowledge.names, self.knowledge.idioms).of_test(function) if function else []
        return (
            any(mark.name == "xdist_group" for mark in marks)
            or self.stand_ins.is_expected_to_fail(call, module)
            or self.stand_ins.replaces(call, module)
        )
