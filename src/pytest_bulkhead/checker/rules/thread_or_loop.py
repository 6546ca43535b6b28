"""BH105: a thread, process, server or event loop is started and nothing ends it."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.cases import thread_or_loop as cases
from pytest_bulkhead.checker.cases import thread_or_loop_fine
from pytest_bulkhead.checker.flow.branches import is_for_old_python
from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Outcome, Verdict
from pytest_bulkhead.checker.rule import CheckedFile
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Bound
from pytest_bulkhead.checker.state_rule import StateRule
from pytest_bulkhead.checker.states.current_loop import CurrentLoopState
from pytest_bulkhead.checker.states.running import AT_ONCE_NAMES, Kind, RunningState, Start
from pytest_bulkhead.checker.states.worded import Words
from pytest_bulkhead.checker.suite.idioms import WIDE_SETUPS
from pytest_bulkhead.findings import What
from pytest_bulkhead.hazards.catalogue.thread_or_loop import HAZARD

# What outlasts the process of the tests, or keeps it from ending.
_HEAVY = frozenset({Kind.THREAD, Kind.PROCESS, Kind.COMMAND, Kind.SERVER})
# What ends with the process of the tests by itself.
_LIGHT = frozenset({Kind.POOL, Kind.LOOP, Kind.TIMER})
# What is worth a look by itself, what is where something is started, and where pools are made to stay.
_AT_ONCE = (b"Popen(", b"new_event_loop(", b"set_event_loop(", b"create_subprocess_")
_STARTED = (
    b"Thread",
    b"Process(",
    b"Timer(",
    b"Scheduler(",
    b"Observer(",
    b"grpc",
    b"Controller(",
    b"Server(",
    b"SSHT",
)
_WIDE = tuple(name.encode() for name in WIDE_SETUPS)
# Methods that end by force what would not end by itself.
_FORCE = frozenset({"terminate", "kill", "send_signal"})
_RAISES = frozenset({"raises", "assertRaises", "assertRaisesRegex"})
# Fixtures whose loop a plugin closes.
_LOOP_FIXTURES = frozenset({"event_loop", "loop", "io_loop"})


class ThreadOrLoop(StateRule):
    hazards = (HAZARD,)
    tokens = (".start()", "Popen(", "Pool", "new_event_loop(", "set_event_loop(", "create_subprocess_")
    words = Words((".start(", "set_event_loop", *sorted(AT_ONCE_NAMES)))
    watches_imports = False
    states = (RunningState, CurrentLoopState)
    bad = cases.BAD
    good = thread_or_loop_fine.GOOD

    def is_suspicious(self, data: bytes, start: int = 0, end: int | None = None) -> bool:
        if end is not None or any(one in data for one in _AT_ONCE):
            return True
        return any(one in data for one in _STARTED) or (b"Pool" in data and any(one in data for one in _WIDE))

    def what(self, change: Operation) -> What:
        return What(_kind(change).value, _target(change))

    def done(self, change: Operation) -> str:
        kind = _kind(change)
        if change.action is Action.REPLACE:
            return "makes an event loop the current one"
        article = "an" if kind is Kind.LOOP else "a"
        verb = "makes" if kind in (Kind.LOOP, Kind.POOL) else "starts"
        target = _target(change)
        return f"{verb} {article} {kind.value}" + (f" that runs `{target}`" if target else "")

    def restores(self, change: Operation) -> str:
        if change.action is Action.REPLACE:
            return "takes that back"
        return "closes it" if _kind(change) is Kind.LOOP else "ends it"

    def restored(self, change: Operation) -> str:
        return "ended"

    def concerns(self, change: Operation, function: Function, file: CheckedFile) -> bool:
        if _kind(change) is Kind.LOOP and function.name in _LOOP_FIXTURES:
            return False
        if is_for_old_python(function, change.at) or _is_expected_to_fail(change, function):
            return False
        if _is_replaced(change, function):
            return False
        if change.action is Action.REPLACE:
            return not _is_given(change)
        return not _state(file).followed(change, file.module).lost

    def matters(self, change: Operation, verdict: Verdict, function: Function, file: CheckedFile) -> bool:
        kind = _kind(change)
        fixture = file.knowledge.idioms.fixture(function)
        ends_by_itself = kind in _LIGHT or _is_daemon(change, file)
        if fixture is not None and fixture.scope == "session" and ends_by_itself:
            return False
        if verdict.outcome is Outcome.SKIPPABLE:
            forced = kind is not Kind.COMMAND or _method(verdict.cleanup) in _FORCE
            return kind in _HEAVY and forced and not ends_by_itself and _may_fail_before(change, verdict, function)
        # A pool that nobody holds any more ends its workers.
        return kind is not Kind.POOL or function.name in WIDE_SETUPS


RULE = ThreadOrLoop()


def _state(file: CheckedFile) -> RunningState:
    state = file.restoring(RunningState).state
    assert isinstance(state, RunningState)
    return state


def _is_given(change: Operation) -> bool:
    """Whether a loop comes from a fixture, which takes care of it."""
    found = change.where.scope.lookup(change.value.id) if isinstance(change.value, ast.Name) else None
    return found is not None and found[1][0].kind is Bound.PARAMETER


def _kind(change: Operation) -> Kind:
    return change.kind if isinstance(change, Start) else Kind.LOOP


def _target(change: Operation) -> str:
    """What a thread runs, as it is written."""
    if not isinstance(change.value, ast.Call) or _kind(change) not in (Kind.THREAD, Kind.PROCESS):
        return ""
    target = next((one.value for one in change.value.keywords if one.arg == "target"), None)
    return ast.unparse(target) if isinstance(target, (ast.Name, ast.Attribute)) else ""


def _method(cleanup: Operation | None) -> str:
    called = cleanup.node.func if cleanup and isinstance(cleanup.node, ast.Call) else None
    return called.attr if isinstance(called, ast.Attribute) else ""


def _is_daemon(change: Operation, file: CheckedFile) -> bool:
    """Whether a thread or process does not keep the process of the tests from ending."""
    keywords = change.value.keywords if isinstance(change.value, ast.Call) else []
    if any(one.arg == "daemon" and isinstance(one.value, ast.Constant) and one.value.value for one in keywords):
        return True
    attributes = _state(file).followed(change, file.module).attributes
    return any(one.attr == "daemon" and isinstance(one.ctx, ast.Store) for one in attributes)


def _may_fail_before(change: Operation, verdict: Verdict, function: Function) -> bool:
    """Whether an assertion stands between a start and what ends it."""
    end = verdict.cleanup
    return any(
        _asserts(node) and is_before(change.at, node) and end is not None and is_before(node, end.at)
        for node in function.scope.own
    )


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr.startswith("assert")
    return isinstance(node, ast.Assert)


def _is_replaced(change: Operation, function: Function) -> bool:
    """Whether a patch in the test speaks of what makes the object."""
    name = _called(change.value)
    texts = (
        node.value for node in ast.walk(function.node) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return any(text == name or text.endswith(f".{name}") for text in texts)


def _is_expected_to_fail(change: Operation, function: Function) -> bool:
    """Whether the start itself stands where an exception is wanted."""
    for outer in function.module.ancestors(change.at):
        items = outer.items if isinstance(outer, (ast.With, ast.AsyncWith)) else []
        if any(_called(item.context_expr) in _RAISES for item in items):
            return True
        if outer is function.node:
            return False
    return False


def _called(call: ast.expr | None) -> str:
    """The last name of what is called."""
    if not isinstance(call, ast.Call):
        return ""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
