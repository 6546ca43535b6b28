"""A change of state that is made through ``monkeypatch`` instead, without what the function did to take it back."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from pytest_bulkhead.checker.fixing import Edits
from pytest_bulkhead.checker.fixing.blocks import moved_along
from pytest_bulkhead.checker.fixing.cleanups import at_the_end, taken_out
from pytest_bulkhead.checker.fixing.requests import request_fixture
from pytest_bulkhead.checker.flow.branches import exclude_each_other
from pytest_bulkhead.checker.flow.cleanup import is_before, position
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Outcome, Restoring
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import where_in
from pytest_bulkhead.findings import Edit

# Answers how an operation is written with ``monkeypatch``, None when it cannot be.
Instead = Callable[[Operation], Edits]
FIXTURE = "monkeypatch"


class Monkeypatched:
    """Turns the changes of one kind of state into calls of ``monkeypatch``."""

    def __init__(self, restoring: Restoring, instead: Instead, fixture: str = FIXTURE) -> None:
        self.restoring = restoring
        self.knowledge = restoring.knowledge
        self.instead = instead
        self.fixture = fixture

    def edits(self, change: Operation, function: Function) -> tuple[Edit, ...] | None:
        """The edits after which ``monkeypatch`` makes a change, and the function no longer undoes it by hand.

        None when the function cannot ask for ``monkeypatch``, or when what runs once that is undone counts on the
        change.
        """
        made = self._made(change, function)
        # What is put back is what was there at the first call: one change before it, left as it is, would stay.
        began = self._made(self._first(change, function), function)
        if made is None or began is None:
            return None
        edits = self._tidied(change, {*began, *made}, function)
        return tuple(sorted(edits, key=lambda edit: (edit.start, edit.end, edit.text)))

    def _first(self, change: Operation, function: Function) -> Operation:
        """The first thing that a function does to what it changes."""
        matters = self.restoring.state.is_changed_by_removal
        alike = [
            one
            for one in self.restoring.effects.of(function)
            if _meet(one, change) and (one.action not in (Action.REMOVE, Action.CLEAR) or matters(one))
        ]
        return min(alike, key=lambda one: position(one.at), default=change)

    def _made(self, change: Operation, function: Function) -> tuple[Edit, ...] | None:
        if change.through or change.where.scope.node is not function.node or self._is_missed(change, function):
            return None
        asked = request_fixture(self.fixture, change.node, function, self.knowledge)
        if asked is None or f"{FIXTURE}.undo" in function.module.source.text:
            return None
        written = self.instead(change)
        if written is None:
            return None
        return (*asked, *([written] if isinstance(written, Edit) else written))

    def _is_missed(self, change: Operation, function: Function) -> bool:
        """Whether something that runs after ``monkeypatch`` is undone has to do with what was changed."""
        effects, fixtures = self.restoring.effects, self.knowledge.fixtures.behind(function)
        after = [*self.knowledge.idioms.teardowns(function)]
        after += [one.function for one in fixtures if one.function.is_generator or effects.registered(one.function)]
        operations = [one for other in after for one in effects.of(other)]
        for other in (function, *(one.function for one in fixtures)):
            operations.extend(effects.registered(other))
        if any(_meet(one, change) for one in operations if one is not change):
            return True
        named = change.key.names or {change.target}
        names = set() if change.key.loose else {name.rpartition(".")[2] for name in named}
        return any(_says(node, names) for other in after for node in ast.walk(other.node))

    def _tidied(self, change: Operation, made: set[Edit], function: Function) -> set[Edit]:
        """The edits, with those that take out the undoing by hand, or write it in the same way as the change."""
        alike = {id(one): one for one in self._left_alike(change, function)}
        fixable = {at: edits for at, one in alike.items() if (edits := self._made(one, function)) is not None}
        undoing = dict(self._undoing(change, function))
        own = {
            statement: one
            for statement, one in undoing.items()
            if _meet(one, change)
            and _same_mapping(one, change)
            and all(at in fixable for at, other in alike.items() if _meet(one, other))
        }
        last = at_the_end(own, function, undoing)
        gone = taken_out(last, function, lambda value: self._only_reads(value, function), undoing)
        if last and gone is not None:
            undone = [at for at, one in alike.items() if any(_meet(own[statement], one) for statement in last)]
            written = {*made, *(edit for at in undone for edit in fixable[at])}
            fitted = moved_along(written, gone, function.module)
            if fitted is not None:
                return {*fitted, *self._rewritten(change, (one for at, one in own.items() if at not in last))}
        return {*made, *self._rewritten(change, own.values())}

    def _undoing(self, change: Operation, function: Function) -> Iterator[tuple[ast.stmt, Operation]]:
        """The statements after a change that do something to the same state, and are no changes themselves."""
        changes = self.restoring.changes(function)
        for one in self.restoring.effects.of(function):
            if one.target == change.target and is_before(change.at, one.at) and one not in changes and not one.through:
                statement = _statement(one, function)
                if statement is not None and not exclude_each_other(function, change.at, one.at):
                    yield statement, one

    def _left_alike(self, change: Operation, function: Function) -> list[Operation]:
        """The changes of the same thing that are left by a function, this one among them."""
        return [
            one
            for one in self.restoring.changes(function)
            if one == change
            or (
                one.target == change.target
                and _same_mapping(one, change)
                and self.restoring.verdict(one, function).outcome is not Outcome.RESTORED
            )
        ]

    def _rewritten(self, change: Operation, operations: Iterable[Operation]) -> Iterator[Edit]:
        for one in operations:
            if one.action in (Action.SET, Action.REMOVE) and one.key == change.key:
                written = self.instead(one)
                yield from () if written is None else [written] if isinstance(written, Edit) else written

    def _only_reads(self, value: ast.expr, function: Function) -> bool:
        """Whether a value is what was in the state, and working it out does nothing else."""
        state, where = self.restoring.state, where_in(function)
        inside = set(ast.walk(value))
        if any(one.node in inside for one in self.restoring.effects.of(function)):
            return False
        reads = {node for node in inside if isinstance(node, ast.expr) and state.is_read(node, where)}
        calls = (node for node in inside if isinstance(node, ast.Call) and node not in reads)
        return bool(reads) and all(isinstance(one.func, ast.Attribute) and one.func.value in reads for one in calls)


def _meet(one: Operation, other: Operation) -> bool:
    """Whether two operations concern an entry in common."""
    return one.target == other.target and (one.key.covers(other.key) or other.key.covers(one.key))


def _says(node: ast.AST, names: set[str]) -> bool:
    """Whether a node is one of some names, as a text or a reference."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value in names
    return (isinstance(node, ast.Name) and node.id in names) or (isinstance(node, ast.Attribute) and node.attr in names)


def _statement(operation: Operation, function: Function) -> ast.stmt | None:
    """The statement that is nothing but an operation."""
    node = operation.node
    if isinstance(node, ast.expr):
        outer = function.module.parent(node)
        return outer if isinstance(outer, ast.Expr) else None
    if isinstance(node, (ast.Assign, ast.Delete)):
        return node if len(node.targets) == 1 else None
    return None


def _same_mapping(one: Operation, other: Operation) -> bool:
    """Whether two operations name what they change by the same words."""
    first, second = _mapping(one.node), _mapping(other.node)
    return first is not None and second is not None and ast.dump(first) == ast.dump(second)


def _mapping(node: ast.AST) -> ast.expr | None:
    if isinstance(node, (ast.Assign, ast.Delete)):
        node = node.targets[0]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value
    if isinstance(node, ast.Subscript):
        return node.value
    return _as_read(node) if isinstance(node, ast.Attribute) else None


def _as_read(node: ast.Attribute) -> ast.Attribute:
    """An attribute that is assigned to, as it looks where it is read."""
    return ast.Attribute(node.value, node.attr, ast.Load())
