"""What the removal of an entry is for: a change of its own, or a way to tidy up."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.flow.branches import exclude_each_other
from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.restoring.effects import Effects
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.saved import Saved
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge

# What may depend on whether the entry is there.
_RUNS = (ast.Call, ast.Await, ast.Import, ast.ImportFrom)


class Removals:
    """Judges the removals of one kind of state by what stands before and after them."""

    def __init__(self, knowledge: Knowledge, effects: Effects, saved: Saved) -> None:
        self.knowledge = knowledge
        self.effects = effects
        self.saved = saved

    def takes_out_own(self, removal: Operation, operations: list[Operation], function: Function) -> bool:
        """Whether what is taken out was put in before by the same function."""
        earlier = (one for one in operations if one.action is not Action.REMOVE and is_before(one.at, removal.at))
        return any(
            one.target == removal.target
            and removal.key.covers(one.key)
            and not exclude_each_other(function, one.at, removal.at)
            for one in earlier
        )

    def is_half_of_restore(self, removal: Operation, operations: list[Operation], function: Function) -> bool:
        """Whether the other branch puts back the value that was saved: what was absent before is taken out."""
        return any(
            one.target == removal.target
            and one.key.covers(removal.key)
            and self.saved.is_saved(one.value, one.where)
            and exclude_each_other(function, one.at, removal.at)
            for one in operations
        )

    def is_set_before(self, removal: Operation, function: Function) -> bool:
        """Whether a set-up method or fixture that runs before has set the entry that is taken out."""
        if self.knowledge.idioms.role(function) is not Role.TEST:
            return False
        before = [
            *self.knowledge.idioms.setups(function),
            *(fixture.function for fixture in self.knowledge.fixtures.behind(function)),
        ]
        return any(
            one.action is Action.SET and one.target == removal.target and one.key.names and removal.key.covers(one.key)
            for other in before
            for one in self.effects.of(other)
        )

    def is_followed(self, one: Operation, operations: list[Operation], function: Function) -> bool:
        """Whether anything runs after a removal, in the function or for it: else it only tidies up."""
        if self.knowledge.idioms.role(function) is not Role.TEST:
            return True
        sites = {other.at for other in operations}
        statement = function.module.statement(one.at)
        inside = set(ast.walk(statement)) if not isinstance(statement, (ast.With, ast.AsyncWith, ast.Try)) else set()
        return any(
            isinstance(node, _RUNS) and node not in sites and node not in inside
            for node in function.scope.own
            if is_before(one.at, node)
        )
