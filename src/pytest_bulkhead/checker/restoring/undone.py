"""Whether a set of operations, taken together, takes back a change."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.saved import Saved
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.source.module import Function


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something that looks like a restore is none, and where it stands."""

    node: ast.AST
    where: Where
    text: str
    mild: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """The answer, with the reasons against it."""

    yes: bool
    reasons: tuple[Reason, ...] = ()


# Answers where else an entry is set for longer, so that taking it out takes it from others.
SetElsewhere = Callable[[Operation, Function], Reason | None]


class Undoing:
    """Judges operations that stand where cleaning up is done."""

    def __init__(self, state: State, saved: Saved, set_elsewhere: SetElsewhere) -> None:
        self.state = state
        self.saved = saved
        self.set_elsewhere = set_elsewhere

    def by(self, change: Operation, candidates: Iterable[Operation], function: Function) -> Undone:
        """Whether the candidates undo a change that was made in a function."""
        reaches = self.state.reaches
        relevant = [one for one in candidates if reaches(one.target, change.target) and one.key.covers(change.key)]
        cleared = any(one.action is Action.CLEAR for one in relevant)
        removed = any(one.action is Action.REMOVE for one in relevant)
        reasons: list[Reason] = []
        for one in relevant:
            reason = self._objection(one, change, function, cleared=cleared, removed=removed)
            if reason is None:
                return Undone(yes=True)
            if reason.text:
                reasons.append(reason)
        return Undone(yes=False, reasons=tuple(reasons))

    def at_import(self, change: Operation, later: Iterable[Operation]) -> bool:
        """Whether later statements of the same module take back what an earlier one changed."""
        return any(
            self.state.reaches(one.target, change.target)
            and one.key.covers(change.key)
            and (one.action is Action.REMOVE or self._empties(one) or self.saved.is_saved(one.value, one.where))
            for one in later
        )

    def _empties(self, one: Operation) -> bool:
        """Whether an operation restores by emptying the mapping, where that restores."""
        if not self.state.cleared_is_restored:
            return False
        return one.action is Action.CLEAR or (one.action is Action.REPLACE and self.state.is_empty(one.value))

    def _objection(
        self, one: Operation, change: Operation, function: Function, *, cleared: bool, removed: bool
    ) -> Reason | None:
        def because(text: str, *, mild: bool = False) -> Reason:
            return Reason(one.node, one.where, text, mild)

        if one.action is Action.CLEAR:
            return None if self.state.cleared_is_restored else because("")
        if one.action is Action.REMOVE:
            if change.action is Action.REMOVE:
                return None
            key = one.key if one.key.names else change.key
            kept = self.state.removal_is_kept_from(key, function)
            return because(kept) if kept else self.set_elsewhere(change, function)
        if self.state.is_empty(one.value) and one.action is Action.REPLACE:
            return None if self.state.cleared_is_restored else because("it is emptied, not put back")
        if self.state.is_neutral(one):
            return None
        late = self.saved.is_too_late(one.value, one.where, change, function)
        if late is not None:
            return Reason(late, Where(function.module, function.scope), "the value is saved after it was changed")
        is_constant = one.action is not Action.MERGE and self.saved.is_constant(one.value, one.where)
        if is_constant and not self.state.constant_restores(one):
            return because("this writes a constant, not the value that was there before")
        if one.action is Action.MERGE:
            enough = cleared or removed or change.action is Action.REMOVE or one.key.names
            return None if enough else because("entries that were not there before stay")
        return self._objection_to_value(one, change, removed=removed)

    def _objection_to_value(self, one: Operation, change: Operation, *, removed: bool) -> Reason | None:
        # What a module or class has is there, be it saved as something false.
        condition = self._condition_on_saved(one) if one.action is not Action.REPLACE else None
        if condition is not None and ast.unparse(condition) in _conditions(change):
            return None  # without the value that was saved nothing was changed either
        if condition is not None and not removed and change.action is not Action.REMOVE:
            return Reason(condition, one.where, "this leaves it changed when it was not set before")
        if not removed and one.key.text and not self.state.removal_is_kept_from(one.key, None):
            default = self.saved.has_default(one.value, one.where)
            if default is not None:
                text = "this sets it to a default when it was not set before"
                return Reason(one.node, one.where, text, mild=True)
        return None

    def _condition_on_saved(self, one: Operation) -> ast.expr | None:
        """The condition, on the very value that is written back, under which alone it is written back."""
        if one.value is None:
            return None
        written = {ast.unparse(node) for node in ast.walk(one.value) if isinstance(node, (ast.Name, ast.Attribute))}
        inside: ast.AST = one.node
        for outer in one.where.module.ancestors(one.node):
            if isinstance(outer, ast.If) and inside in outer.body:
                tested = {ast.unparse(node) for node in ast.walk(outer.test)}
                names = {text for text in written if text in tested}
                if names and any(self.saved.is_saved(ast.parse(text, mode="eval").body, one.where) for text in names):
                    return outer.test
            if outer is one.where.scope.node:
                return None
            inside = outer
        return None


def _conditions(change: Operation) -> set[str]:
    """The conditions under which alone a change is made, as they are written."""
    found: set[str] = set()
    inside: ast.AST = change.node
    for outer in change.where.module.ancestors(change.node):
        if isinstance(outer, ast.If) and inside in outer.body:
            found.add(ast.unparse(outer.test))
        if outer is change.where.scope.node:
            break
        inside = outer
    return found
