"""BH103: a test, fixture or set-up changes a variable of a module, class or lasting object, and nothing restores it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import ClassVar

from pytest_bulkhead.checker.cases import global_state as cases
from pytest_bulkhead.checker.cases import (
    global_state_fine,
    global_state_fixed,
    global_state_of_tests,
    global_state_restored,
    global_state_ways,
)
from pytest_bulkhead.checker.exposure.exposed import Exposure
from pytest_bulkhead.checker.fixing import Edits
from pytest_bulkhead.checker.fixing.mappings import Entry, entries, item_calls, statement_of
from pytest_bulkhead.checker.fixing.replacing import Argument, called, called_in_turn, quoted
from pytest_bulkhead.checker.flow.variables import Variable
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.rule import Case, CheckedFile, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.state_rule import StateRule
from pytest_bulkhead.checker.states.suspects import may_change_what_lasts
from pytest_bulkhead.checker.states.variables import VariablesState
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.global_state import HAZARD


class GlobalState(StateRule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = ("",)
    watches_imports = False
    states = (VariablesState,)
    bad: ClassVar[Mapping[str, Case]] = {
        **cases.BAD,
        **global_state_ways.BAD,
        **global_state_of_tests.BAD,
    }
    good: ClassVar[Mapping[str, Case]] = {
        **global_state_fine.GOOD,
        **global_state_restored.GOOD,
        **global_state_of_tests.GOOD,
    }
    fixed = global_state_fixed.FIXED

    def is_suspicious(self, data: bytes, start: int = 0, end: int | None = None) -> bool:
        return may_change_what_lasts(data, start, end)

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        state = file.restoring(VariablesState).state
        if isinstance(state, VariablesState) and node not in state.concerned.functions(file.module):
            return
        told: set[What | None] = set()
        for finding in super().in_function(node, file):
            if finding.what not in told:
                told.add(finding.what)
                yield finding

    def concerns(self, change: Operation, function: Function, file: CheckedFile) -> bool:
        return _exposure(file).is_seen(change, function)

    def is_mild_in(self, change: Operation, function: Function, file: CheckedFile) -> bool:
        exposure = _exposure(file)
        return exposure.is_reset_before_each(change, function) or (
            _is_reload(change) and not exposure.is_under_a_patch(change, function)
        )

    def what(self, change: Operation) -> What:
        return What("global", change.target)

    def done(self, change: Operation) -> str:
        if _is_reload(change):
            return f"makes all that stands in `{change.target}` anew by a reload"
        if change.action is Action.REPLACE:
            return f"sets `{change.target}`"
        if change.action in (Action.REMOVE, Action.CLEAR):
            return f"takes something out of `{change.target}`"
        return f"changes what is in `{change.target}`"

    def instead(self, change: Operation, file: CheckedFile) -> Edits:
        module, variable = file.module, _variable(change, file)
        if variable and file.knowledge.names.metaclass_binds(variable.holder, variable.attribute):
            return None  # of a class, ``monkeypatch`` would delete what the class itself did not have
        statement = statement_of(change.node, module)
        match statement:
            case ast.Assign(targets=[ast.Attribute(value=holder, attr=name)], value=value) if not _is_mangled(name):
                return called(statement, *_set(holder, quoted(name, module), value, change, file), module)
            case ast.Expr(value=ast.Call(func=ast.Name(id="setattr"), args=[holder, name, value])):
                return called(statement, *_set(holder, name, value, change, file), module)
        some = entries(statement) if statement is not None else None
        if not some or any(isinstance(one.value, (ast.Yield, ast.YieldFrom)) for one in some):
            return None
        if not all(_is_dict(one, change, file) for one in some):
            return None
        return called_in_turn(statement, item_calls(some, module), module) if statement else None

    def is_the_same(self, change: Operation, file: CheckedFile) -> bool:
        """Not where reading what was there may do something: a property, or what no source defines."""
        if change.action is not Action.REPLACE:
            return True
        variable = _variable(change, file)
        found = file.knowledge.names.member(variable.holder, variable.attribute) if variable else None
        computed = found is not None and isinstance(found.node, FunctionNode) and bool(found.node.decorator_list)
        return _exposure(file).is_defined(change) and not computed


RULE = GlobalState()


def _variable(change: Operation, file: CheckedFile) -> Variable | None:
    state = file.restoring(VariablesState).state
    assert isinstance(state, VariablesState)
    return state.known.get(change.target)


def _is_dict(entry: Entry, change: Operation, file: CheckedFile) -> bool:
    """Whether entries are set in a plain dict, which is all that ``monkeypatch`` can put them back in."""
    variable = _variable(change, file)
    if variable is None or isinstance(entry.mapping, ast.Subscript):
        return False
    values = [value for value, _ in variable.initials]
    return bool(values) and all(isinstance(one, (ast.Dict, ast.DictComp)) or _makes_dict(one) for one in values)


def _makes_dict(value: ast.expr) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return name in ("dict", "defaultdict", "OrderedDict", "Counter")


def _exposure(file: CheckedFile) -> Exposure:
    return Exposure(file.knowledge, file.restoring(VariablesState))


def _is_reload(change: Operation) -> bool:
    return isinstance(change.node, ast.Call) and change.action is Action.REPLACE and change.value is None


def _is_mangled(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _set(
    holder: ast.expr, name: Argument, value: ast.expr, change: Operation, file: CheckedFile
) -> tuple[str, list[Argument]]:
    # What is not known to be there may be new, which ``monkeypatch`` only takes when it is told so.
    new = [] if _exposure(file).is_defined(change) else ["raising=False"]
    return "monkeypatch.setattr", [holder, name, value, *new]
