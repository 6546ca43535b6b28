"""BH101: a test, fixture or set-up changes an environment variable and nothing puts it back."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import ClassVar

from pytest_bulkhead.checker.cases import environ as cases
from pytest_bulkhead.checker.cases import environ_fine, environ_fixed, environ_restored_around
from pytest_bulkhead.checker.fixing import Edits, unsafe
from pytest_bulkhead.checker.fixing.imports import existing_import
from pytest_bulkhead.checker.fixing.kept import kept_whole
from pytest_bulkhead.checker.fixing.mappings import Entry, entries, statement_of
from pytest_bulkhead.checker.fixing.replacing import Argument, called, called_in_turn, quoted
from pytest_bulkhead.checker.meaning.constants import Unknown
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Restoring
from pytest_bulkhead.checker.rule import Case, CheckedFile
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.state_rule import StateRule
from pytest_bulkhead.checker.states.environ import EnvironState
from pytest_bulkhead.checker.states.worded import Words
from pytest_bulkhead.findings import Fix, What
from pytest_bulkhead.hazards.catalogue.environ import HAZARD

_NAMED = 4
# Reading a variable, or all of them, changes none.
_READ = (
    r"(?<!del os\.)(?<!del )environb?"
    r"(?:\.(?:get|copy|items|keys|values)\(|\[[^\[\]\n]*\](?![ \t]*(?:[|+]?=(?!=)|[,)\]]|\\|:)))"
)
# What goes past `os.environ`, and how ``monkeypatch`` does nearly the same.
_DIRECT = {"os.putenv": "monkeypatch.setenv", "os.unsetenv": "monkeypatch.delenv"}


class Environ(StateRule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = ("environ", "putenv", "unsetenv", "dotenv")
    words = Words(tokens, innocent=_READ)
    states = (EnvironState,)
    bad = cases.BAD
    good: ClassVar[Mapping[str, Case]] = {**environ_fine.GOOD, **environ_restored_around.GOOD}
    fixed = environ_fixed.FIXED

    def what(self, change: Operation) -> What:
        return What("environ", change.key.text)

    def done(self, change: Operation) -> str:
        names = sorted(change.key.names) if not change.key.loose else []
        thing = "environment variables"
        if names:
            thing = f"the environment variable{'s' * (len(names) > 1)} {', '.join(names[:_NAMED])}"
        if change.action is Action.MERGE and change.value is None:
            return "loads a file into the environment"
        if change.action is Action.REMOVE:
            return f"deletes {thing}"
        if change.action is Action.CLEAR:
            return "empties the environment"
        return f"sets {thing}" if change.action is not Action.REPLACE else "replaces the environment"

    def fix(self, change: Operation, function: Function, restoring: Restoring, file: CheckedFile) -> Fix | None:
        fix = super().fix(change, function, restoring, file)
        mapping = existing_import("os.environ", function.node, file.module)
        changes = restoring.changes(function)
        if fix or not mapping or any(_is_rebound(one) for one in changes):
            return fix
        sites = [one.at for one in changes]
        # It also takes back what product code sets once for the whole process.
        return unsafe(kept_whole(mapping, "environ", sites, function, file.knowledge))

    def instead(self, change: Operation, file: CheckedFile) -> Edits:
        module = file.module
        statement = statement_of(change.node, module)
        if statement is None:
            return None
        direct = _direct(change, file)
        if direct and isinstance(change.node, ast.Call):
            more = ["raising=False"] if direct == "os.unsetenv" else []
            return called(statement, _DIRECT[direct], [*change.node.args, *more], module)
        some = entries(statement)
        if not some or not all(_can_be_set(one, change, file) for one in some):
            return None
        return called_in_turn(statement, [_call(one, module) for one in some], module)

    def is_the_same(self, change: Operation, file: CheckedFile) -> bool:
        # What reads `os.environ` in this process does not see what these do.
        return not _direct(change, file)


RULE = Environ()


def _direct(change: Operation, file: CheckedFile) -> str:
    """The name of the function by which a change goes past `os.environ`, empty when it does not."""
    name = file.knowledge.names.dotted(change.node.func, change.where) if isinstance(change.node, ast.Call) else ""
    return name if name in _DIRECT else ""


def _is_rebound(change: Operation) -> bool:
    """Whether another mapping takes the place of the environment, which keeps its own entries."""
    match change.node:
        case ast.Assign(targets=[*_, ast.Name() | ast.Attribute()]) | ast.Delete(targets=[*_, ast.Attribute()]):
            return True
        case ast.Call(func=ast.Name(id="setattr" | "delattr")):
            return True
    return False


def _can_be_set(entry: Entry, change: Operation, file: CheckedFile) -> bool:
    """Whether ``monkeypatch`` takes an entry, which it wants to be of text."""
    if file.knowledge.names.dotted(entry.mapping, change.where) == "os.environb":
        return False
    value = file.knowledge.constants.value(entry.value, change.where)
    return isinstance(value, (str, Unknown)) and not isinstance(entry.value, (ast.Yield, ast.YieldFrom))


def _call(entry: Entry, module: Module) -> tuple[str, list[Argument]]:
    key = quoted(entry.key, module) if isinstance(entry.key, str) else entry.key
    if entry.value is not None:
        return "monkeypatch.setenv", [key, entry.value]
    return "monkeypatch.delenv", [key, "raising=False"] if entry.forgiving else [key]
