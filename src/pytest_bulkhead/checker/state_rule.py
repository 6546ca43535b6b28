"""A rule about state that a test, a fixture, a set-up or an import changes and that nothing puts back."""

from __future__ import annotations

import abc
import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from pytest_bulkhead.checker.fixing import Edits, safe, unsafe
from pytest_bulkhead.checker.fixing.monkeypatched import Monkeypatched
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Outcome, Restoring, Verdict
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.states.worded import Words
from pytest_bulkhead.checker.suite.elsewhere import runs_elsewhere
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.import_time import is_conftest, is_default, is_script
from pytest_bulkhead.checker.suite.knowledge import module_where
from pytest_bulkhead.findings import Evidence, Finding, Fix, What
from pytest_bulkhead.hazards.hazard import Severity

_OWNERS = (Role.TEST, Role.FIXTURE, Role.SETUP, Role.HOOK)


class StateRule(Rule, abc.ABC):
    """Reports what is left changed; how it is called is said by each rule.

    Attributes:
        states: the kinds of state that are watched.
        words: a function that changes one has one of these in its text, or names one that has; None tells nothing.
        watches_imports: whether what importing a file changes is reported.
    """

    states: ClassVar[tuple[type[State], ...]]
    words: ClassVar[Words | None] = None
    watches_imports: ClassVar[bool] = True

    @abc.abstractmethod
    def done(self, change: Operation) -> str:
        """What a change does, to follow its owner's name: ``sets the environment variable X``."""

    @abc.abstractmethod
    def what(self, change: Operation) -> What:
        """The state that a change is made to."""

    def concerns(self, change: Operation, function: Function, file: CheckedFile) -> bool:
        """Whether a change of a function is one that others can see at all."""
        return True

    def concerns_at_import(self, change: Operation, file: CheckedFile) -> bool:
        """Whether a change at import is one that others can see, and no default for the whole run."""
        return not is_default(file.module, file.knowledge.index)

    def instead(self, change: Operation, file: CheckedFile) -> Edits:
        """How a change, or the removal of an entry, is written with ``monkeypatch``; None when it cannot be."""
        return None

    def is_the_same(self, change: Operation, file: CheckedFile) -> bool:
        """Whether `instead` does just what the change did, so that the fix is safe."""
        return True

    def restores(self, change: Operation) -> str:
        """What undoing a change does to it."""
        return "puts that back"

    def restored(self, change: Operation) -> str:
        """The same, as what has been done."""
        return "put back"

    def matters(self, change: Operation, verdict: Verdict, function: Function, file: CheckedFile) -> bool:
        """Whether what becomes of a change that is not restored is worth telling."""
        return True

    def is_mild(self, change: Operation) -> bool:
        """Whether a change is worth no more than a warning wherever it is made."""
        return False

    def is_mild_in(self, change: Operation, function: Function, file: CheckedFile) -> bool:
        """Whether a change is worth no more than a warning where it is made."""
        return self.is_mild(change)

    def mistaken(self, change: Operation, function: Function, file: CheckedFile) -> Iterator[Evidence]:
        """What looks as if it undid a change and does not, besides what restoring tells by itself."""
        return iter(())

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        if self.words is not None and node not in file.worded(self.words).functions:
            return
        function = file.module.function(node)
        if file.knowledge.idioms.role(function) not in _OWNERS:
            return
        for state in self.states:
            restoring = file.restoring(state)
            changes = [one for one in restoring.changes(function) if self.concerns(one, function, file)]
            if changes and runs_elsewhere(function, file.knowledge):
                return
            for change in changes:
                verdict = restoring.verdict(change, function)
                if verdict.outcome is not Outcome.RESTORED and self.matters(change, verdict, function, file):
                    found = self._report(change, verdict, function, file)
                    yield replace(found, fix=self.fix(change, function, restoring, file))

    @on(ast.Module)
    def at_import(self, node: ast.Module, file: CheckedFile) -> Iterator[Finding]:
        if not self.watches_imports or (self.words is not None and not file.worded(self.words).at_import):
            return
        if is_script(file.module):
            return
        for state in self.states:
            restoring = file.restoring(state)
            operations = restoring.effects.at_module_level(file.where)
            for change in _left_by_import(operations, restoring):
                if not self.concerns_at_import(change, file) or _is_settled_above(change, file, restoring):
                    continue
                mild = is_conftest(file.module) or self.is_mild(change)
                yield self._at(change, file, self.said_at_import(change), Severity.WARNING if mild else None, ())

    def said_at_import(self, change: Operation) -> str:
        done = self.done(change)
        return f"importing this file {done}, so that collecting it is enough to change it for every test"

    def fix(self, change: Operation, function: Function, restoring: Restoring, file: CheckedFile) -> Fix | None:
        """What mends a change that is left; unless a rule says otherwise, the same done by ``monkeypatch``."""
        if not self.fixes:
            return None
        patching = Monkeypatched(restoring, lambda one: self.instead(one, file))
        edits = patching.edits(change, function)
        return safe(edits) if self.is_the_same(change, file) else unsafe(edits)

    def _report(self, change: Operation, verdict: Verdict, function: Function, file: CheckedFile) -> Finding:
        evidence = tuple(evidence_at(one.node, one.where.module, one.text) for one in verdict.reasons if one.text)
        done = self.done(change)
        if verdict.outcome is Outcome.SKIPPABLE and verdict.cleanup:
            message = f"`{function.name}` {done}, and what {self.restores(change)} is skipped when the test fails"
            text = f"{self.restored(change)} here, outside any `finally`"
            evidence = (evidence_at(verdict.cleanup.node, verdict.cleanup.where.module, text),)
            return self._at(change, file, message, Severity.WARNING, evidence)
        mild = bool(verdict.reasons) and all(reason.mild for reason in verdict.reasons)
        mild = mild or self.is_mild_in(change, function, file) or file.knowledge.idioms.is_skipped(function)
        severity = Severity.WARNING if mild or _holds_for_all(function, file) else None
        evidence = (*self.mistaken(change, function, file), *evidence)
        return self._at(
            change, file, f"`{function.name}` {done} and nothing {self.restores(change)}", severity, evidence
        )

    def _at(
        self,
        change: Operation,
        file: CheckedFile,
        message: str,
        severity: Severity | None,
        evidence: tuple[Evidence, ...],
    ) -> Finding:
        node = change.node
        if change.where.module is not file.module:
            helper = evidence_at(change.node, change.where.module, "the helper changes it here")
            node, evidence = _as_place(change.at), (helper, *evidence)
        return file.finding(self.hazards[0], node, message, self.what(change), severity=severity, evidence=evidence)


def _as_place(node: ast.AST) -> ast.expr | ast.stmt:
    assert isinstance(node, (ast.expr, ast.stmt))
    return node


def _left_by_import(operations: list[Operation], restoring: Restoring) -> Iterator[Operation]:
    for position, change in enumerate(operations):
        if not restoring.alters(change) or restoring.shields.at_module_level(change):
            continue
        before, after = operations[:position], operations[position + 1 :]
        tidies = change.action is Action.REMOVE and any(
            one.target == change.target and change.key.covers(one.key) for one in before
        )
        if change.action in (Action.REMOVE, Action.CLEAR) and not restoring.state.removal_is_a_change:
            continue
        if not tidies and not restoring.undoing.at_import(change, after):
            yield change


def _is_settled_above(change: Operation, file: CheckedFile, restoring: Restoring) -> bool:
    """Whether a conftest above makes the same change when it is imported."""
    if not is_conftest(file.module):
        return False
    for conftest in file.knowledge.index.conftests(file.module.path):
        operations = restoring.effects.at_module_level(module_where(conftest))
        if any(one.target == change.target and one.key.covers(change.key) and one.key.names for one in operations):
            return True
    return False


def _holds_for_all(function: Function, file: CheckedFile) -> bool:
    """Whether it is an autouse fixture of the session in the first conftest: no test ever runs without it."""
    fixture = file.knowledge.idioms.fixture(function)
    if fixture is None or not fixture.autouse or fixture.scope != "session" or not is_conftest(file.module):
        return False
    return not any(file.knowledge.index.conftests(file.module.path))
