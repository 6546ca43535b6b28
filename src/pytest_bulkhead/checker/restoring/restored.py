"""Whether a change of a state is undone before anybody else can see it, and if not, why what looks like it is none."""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass

from pytest_bulkhead.checker.flow.branches import exclude_each_other
from pytest_bulkhead.checker.flow.cleanup import finally_covers, finally_of, in_handler, is_after_yield, is_before
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.effects import Effects, is_setting
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.removals import Removals
from pytest_bulkhead.checker.restoring.saved import Saved
from pytest_bulkhead.checker.restoring.shields import Shields
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.restoring.undone import Reason, Undoing
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.failing import is_to_fail
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge, module_where, where_in


class Outcome(enum.Enum):
    """What becomes of a change."""

    RESTORED = enum.auto()
    # Put back by code that is not reached when the test fails.
    SKIPPABLE = enum.auto()
    LEFT = enum.auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, and the places that look like a restore and are none."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    cleanup: Operation | None = None


_RESTORED = Verdict(Outcome.RESTORED)
_CAN_FAIL = (ast.Call, ast.Assert, ast.Await, ast.Raise, ast.Yield, ast.YieldFrom)


class Restoring:
    """Judges changes of one kind of state, with everything that stands around the function that makes them."""

    def __init__(self, knowledge: Knowledge, state: State) -> None:
        self.knowledge = knowledge
        self.state = state
        told_apart = type(state).is_changed_by_removal is not State.is_changed_by_removal
        self._removals_count = state.removal_is_a_change or told_apart
        self.saved = Saved(knowledge.names, knowledge.constants, state)
        self.undoing = Undoing(state, self.saved, self._set_elsewhere)
        self.effects = Effects(knowledge, state, self._is_settled)
        self.removals = Removals(knowledge, self.effects, self.saved)
        self.shields = Shields(knowledge, state, self.protects)

    def changes(self, function: Function) -> list[Operation]:
        """The operations of a function that must be undone: not those that undo others."""
        if not self._removals_count and not self.effects.may_set(function):
            return []
        operations = self.effects.of(function)
        return [one for one in operations if self._is_change(one, operations, function)]

    def sets(self, one: Operation) -> bool:
        """Whether an operation puts something in that was not read from the state before."""
        if not is_setting(one):
            return False
        return not self.saved.is_saved(one.value, one.where) and not self.state.is_neutral(one)

    def alters(self, one: Operation) -> bool:
        """Whether an operation, taken for itself, leaves something else behind than it found."""
        if is_setting(one):
            return self.sets(one)
        return self.state.is_changed_by_removal(one)

    def verdict(self, change: Operation, function: Function) -> Verdict:
        """What becomes of a change that a test, fixture or set-up method makes."""
        if self.shields.around(change, change.at, function):
            return _RESTORED
        own = self._within(change, self.effects.of(function), function)
        if own.outcome is Outcome.RESTORED or self._by_class(change, function) or self._by_fixtures(change, function):
            return _RESTORED
        late = self._by_teardown(change, function)
        if own.outcome is Outcome.SKIPPABLE or late.outcome is Outcome.RESTORED:
            return late if late.outcome is Outcome.RESTORED else own
        return Verdict(Outcome.LEFT, (*own.reasons, *late.reasons))

    def protects(self, function: Function, change: Operation, where: Where | None = None) -> bool:
        """Whether a fixture or context manager, set up before a change, takes it back.

        Args:
            function: the fixture or context manager.
            change: what is to be taken back.
            where: the place inside the function with what a call hands to it.
        """
        pause = function.first_yield
        if pause is not None and self.shields.around(change, pause, function):
            return True
        if pause is None and self.shields.anywhere_in(function, change):
            return True
        if self.undoing.by(change, self._afterwards(function, where), function).yes:
            return True
        inner = self._handed_over(function)
        return inner is not None and inner is not function and self.protects(inner, change)

    def _handed_over(self, function: Function) -> Function | None:
        """The generator of the test code that a function leaves its pause to: ``yield from keep()``."""
        pause = function.first_yield
        if not isinstance(pause, ast.YieldFrom) or not isinstance(pause.value, ast.Call):
            return None
        inner = self.knowledge.helper(pause.value, where_in(function))
        return inner if inner is not None and isinstance(inner.first_yield, ast.Yield) else None

    def _set_elsewhere(self, change: Operation, function: Function) -> Reason | None:
        """Where a conftest above, or a fixture of wider scope, sets the very entry for more than this one test."""
        if self.state.cleared_is_restored or change.key.loose or not change.key.names:
            return None
        own = self.knowledge.idioms.fixture(function)
        for conftest in self.knowledge.index.conftests(function.module.path):
            for one in self.effects.at_module_level(module_where(conftest)):
                if one.action is Action.SET and one.key.names and one.key.covers(change.key):
                    return Reason(one.node, one.where, "taking it out takes away what this sets for all tests")
        for fixture in self.knowledge.fixtures.behind(function):
            if fixture.width > (own.width if own else 0) and fixture.function is not function:
                for one in self.effects.of(fixture.function):
                    if one.action is Action.SET and one.key.names and one.key.covers(change.key):
                        return Reason(one.node, one.where, "taking it out takes away what this sets for longer")
        return None

    def _afterwards(self, function: Function, where: Where | None) -> list[Operation]:
        """What a fixture or context manager does when its time is over."""
        operations = self.effects.of(function, where)
        if function.name in ("__exit__", "__aexit__"):
            return operations
        pause = function.first_yield
        later = [
            one
            for one in operations
            if self._is_cleanup(one, function) or (pause is not None and is_before(pause, one.at))
        ]
        return [*later, *self.effects.registered(function, where)]

    def _is_cleanup(self, one: Operation, function: Function) -> bool:
        idioms = self.knowledge.idioms
        return finally_of(function, one.at) is not None or is_after_yield(function, one.at, idioms)

    def _within(self, change: Operation, operations: list[Operation], function: Function) -> Verdict:
        """What the function itself does about its change."""
        certain: list[Operation] = []
        hopeful: list[Operation] = []
        for one in operations:
            if one is change:
                continue
            attempt = finally_of(function, one.at)
            if attempt is not None:
                if finally_covers(attempt, change.at, function):
                    certain.append(one)
            elif is_after_yield(function, one.at, self.knowledge.idioms):
                is_fixture = self.knowledge.idioms.fixture(function) is not None
                (certain if is_fixture else hopeful).append(one)
            elif is_before(change.at, one.at) and not self._may_be_skipped(one, change, function):
                hopeful.append(one)
        certain.extend(self.effects.registered(function))
        judged = self.undoing.by(change, certain, function)
        if judged.yes or self.effects.registers_helper_for(change, function):
            return _RESTORED
        hopeful = [one for one in hopeful if self._surely_restores(one)]
        straight = self.undoing.by(change, hopeful, function)
        if straight.yes:
            last = next(
                one for one in hopeful if self.undoing.by(change, hopeful[: hopeful.index(one) + 1], function).yes
            )
            if not self._can_fail_between(change, last, operations, function):
                return _RESTORED
            return Verdict(Outcome.SKIPPABLE, cleanup=last)
        return Verdict(Outcome.LEFT, (*judged.reasons, *straight.reasons))

    def _may_be_skipped(self, one: Operation, change: Operation, function: Function) -> bool:
        """Whether an operation runs only when something was raised, only when the change is not made, or not always."""
        if in_handler(function, one.at) or exclude_each_other(function, change.at, one.at):
            return True
        return any(
            isinstance(node, ast.Return)
            and is_before(change.at, node)
            and is_before(node, one.at)
            and not exclude_each_other(function, change.at, node)
            for node in function.scope.own
        )

    def _surely_restores(self, one: Operation) -> bool:
        """Whether an operation in the midst of a function is there to put something back, not to set it."""
        if one.action in (Action.REMOVE, Action.CLEAR) or self.state.is_neutral(one):
            return True
        return self.saved.is_saved(one.value, one.where) or self.state.is_empty(one.value)

    def _can_fail_between(
        self, change: Operation, last: Operation, operations: list[Operation], function: Function
    ) -> bool:
        sites = {one.at for one in operations}
        return any(
            isinstance(node, _CAN_FAIL) and node not in sites and not self._belongs_to(node, change, last, function)
            for node in function.scope.own
            if is_before(change.at, node) and is_before(node, last.at)
        )

    def _belongs_to(self, node: ast.AST, change: Operation, last: Operation, function: Function) -> bool:
        statement = function.module.statement(node)
        return statement in (function.module.statement(change.at), function.module.statement(last.at)) and not (
            isinstance(statement, (ast.With, ast.AsyncWith, ast.Try))
        )

    def _by_class(self, change: Operation, function: Function) -> bool:
        idioms = self.knowledge.idioms
        cls = idioms.test_class(function)
        if cls is not None and idioms.has_unknown_base(cls):
            return True
        return any(self.shields.anywhere_in(setup, change) for setup in idioms.setups(function))

    def _by_teardown(self, change: Operation, function: Function) -> Verdict:
        idioms = self.knowledge.idioms
        candidates = [one for teardown in idioms.teardowns(function) for one in self.effects.of(teardown)]
        for setup in idioms.setups(function):
            candidates.extend(self.effects.registered(setup))
        judged = self.undoing.by(change, candidates, function)
        return _RESTORED if judged.yes else Verdict(Outcome.LEFT, judged.reasons)

    def _by_fixtures(self, change: Operation, function: Function) -> bool:
        own = self.knowledge.idioms.fixture(function)
        fixtures = self.knowledge.fixtures.behind(function)
        # What a fixture of the session puts back at its end is there for all tests until then.
        in_time = (one for one in fixtures if one.scope != "session" or (own is not None and own.scope == "session"))
        if any(self.protects(fixture.function, change) for fixture in in_time):
            return True
        if self.knowledge.idioms.role(function) not in (Role.TEST, Role.FIXTURE):
            return False
        known = {fixture.name for fixture in fixtures}
        asked = {name for one in (function, *(fixture.function for fixture in fixtures)) for name in one.parameters}
        if any(self.state.is_put_back_by_fixture(name, change) for name in asked - known):
            return True
        known |= self.knowledge.idioms.parametrized(function)
        strangers = [name for name in function.parameters if name not in known and name not in _BUILT_IN]
        return any(self.state.speaks_of(name, change) for name in strangers)

    def _is_settled(self, one: Operation, operations: list[Operation], helper: Function) -> bool:
        if self.shields.around(one, one.at, helper):
            return True
        if self._is_cleanup(one, helper):
            changes = (other for other in operations if other is not one and not self._is_cleanup(other, helper))
            return any(one.target == other.target and one.key.covers(other.key) for other in changes)
        if one.action is Action.REMOVE and self.removals.takes_out_own(one, operations, helper):
            return True
        return self._within(one, operations, helper).outcome is not Outcome.LEFT

    def _is_change(self, one: Operation, operations: list[Operation], function: Function) -> bool:
        if self._is_cleanup(one, function) or in_handler(function, one.at) or is_to_fail(one.node, function):
            return False
        if self.sets(one):
            return True
        if is_setting(one) or not self.state.is_changed_by_removal(one):
            return False
        if self.removals.takes_out_own(one, operations, function) or self.removals.is_half_of_restore(
            one, operations, function
        ):
            return False
        # `del` wants the entry to be there: where it cannot be told which one is meant, somebody else may have made it.
        if isinstance(one.node, ast.Delete) and (one.key.loose or not one.key.names):
            return False
        if self.removals.is_set_before(one, function):
            return False
        return self.removals.is_followed(one, operations, function)


_BUILT_IN = frozenset({"monkeypatch", "request", "tmp_path", "tmpdir", "capsys", "caplog", "mocker", "self", "cls"})
