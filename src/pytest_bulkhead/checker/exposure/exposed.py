"""Whether a changed variable is one that somebody else can see."""

from __future__ import annotations

import ast
import os

from pytest_bulkhead.checker.exposure.readers import Readers
from pytest_bulkhead.checker.exposure.taken_out import is_taken_out
from pytest_bulkhead.checker.flow.cleanup import finally_of, is_after_yield, is_before
from pytest_bulkhead.checker.flow.variables import Home, Variable
from pytest_bulkhead.checker.meaning.names import Referent
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Restoring
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.states.variables import VariablesState
from pytest_bulkhead.checker.suite.idioms import WIDE_SETUPS, Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge, module_where, where_in

# What mocks and functions of C libraries are configured by, and what other hazards are about.
_CONFIGURES = frozenset({
    "return_value", "side_effect", "call_count", "called", "mock_calls", "call_args", "argtypes", "restype", "errcheck",
    "dependency_overrides", "environ",
})  # fmt: skip
# The state of the process has hazards of its own.
_ELSEWHERE = (
    "sys", "os.sys", "os.environ", "logging", "warnings", "signal", "locale", "gc", "decimal",
)  # fmt: skip
_OF_LOGGERS = frozenset({"propagate", "disabled", "handlers", "level", "filters"})
# Stand-ins for an object that each request, context or thread has of its own.
_PROXIES = (
    "flask.request", "flask.session", "flask.g", "flask.current_app", "quart.request", "quart.session", "quart.g",
    "quart.current_app", "unittest.mock.sentinel", "pytest",
)  # fmt: skip
_PROXY_CLASSES = frozenset({"werkzeug.local.LocalProxy", "werkzeug.LocalProxy", "celery.local.Proxy"})
# Bases by which a class holds entries itself.
_KEEPING = ("builtins.", "collections.User", "collections.OrderedDict", "collections.defaultdict")
# Words in the names of functions that put things in order.
_ORDERLY = ("reset", "restore", "clean", "clear")


class Exposure:
    """Tells what lasts and is shared from what a test has for itself."""

    def __init__(self, knowledge: Knowledge, restoring: Restoring) -> None:
        self.knowledge = knowledge
        self.restoring = restoring
        assert isinstance(restoring.state, VariablesState)
        self.state: VariablesState = restoring.state

    def is_seen(self, change: Operation, function: Function) -> bool:
        """Whether a test, fixture or product code other than the function can see a change that stays."""
        variable = self.state.known.get(change.target)
        if variable is None or not self._is_sure(change, variable):
            return False
        if _is_refused(change, function) or self._is_put_back_through_alias(change, variable, function):
            return False
        if self._resets(change, function) or self._is_part_of_own(change, function):
            return False
        if variable.home is Home.TESTS:
            return self._is_seen_in_tests(change, variable, function)
        if _is_for_every_test(function, self.knowledge) or _has_own_key(change):
            return False
        if self._is_default(change, function) or self._is_asserted_gone(change, function):
            return False
        if is_taken_out(change, variable, function):
            return False
        return not self._is_reset_for_each_test(change, function)

    def is_defined(self, change: Operation) -> bool:
        """Whether the variable is surely there before the change."""
        variable = self.state.known.get(change.target)
        if variable is None:
            return False
        found = self.knowledge.names.member(variable.holder, variable.attribute)
        return bool(variable.initials) or (found is not None and found.node is not None)

    def is_under_a_patch(self, change: Operation, function: Function) -> bool:
        """Whether something is patched where a change is made, so that what is made there is not as it is elsewhere."""
        if any(_patches(call) for call in ast.walk(function.node) if isinstance(call, ast.Call)):
            return True
        inner = change.through[0] if change.through else None
        return inner is not None and any(_patches(call) for call in ast.walk(inner.node) if isinstance(call, ast.Call))

    def is_reset_before_each(self, change: Operation, function: Function) -> bool:
        """Whether what stands before each test of the file, or of the class, puts it right first."""
        idioms, fixtures = self.knowledge.idioms, self.knowledge.fixtures
        before = [*idioms.setups(function), *(one.function for one in fixtures.autouse(function) if not one.width)]
        return any(self._puts_right(other, change) for other in before if other.name not in WIDE_SETUPS)

    def _is_proxy(self, variable: Variable) -> bool:
        """Whether it is, or belongs to, an object that only leads to the one of the request or context at hand."""
        of_holder = variable.holder.binding.value if variable.holder.binding else None
        values = [*variable.initials, *([(of_holder, variable.holder.where)] if of_holder else [])]
        return any(
            where is not None
            and isinstance(value, ast.Call)
            and self.knowledge.names.dotted(value.func, where) in _PROXY_CLASSES
            for value, where in values
        )

    def _is_sure(self, change: Operation, variable: Variable) -> bool:
        if not _CONFIGURES.isdisjoint(change.target.split(".")) or _is_below(change.target, (*_ELSEWHERE, *_PROXIES)):
            return False
        if variable.attribute in _OF_LOGGERS and self._is_logger(variable):
            return False
        if self._is_proxy(variable) or self._is_handed_on(change, variable):
            return False
        if change.action is Action.REPLACE:
            return not isinstance(change.node, ast.Call) or _called(change.node) in ("setattr", "reload")
        initial = next(iter(variable.initials), None)
        if change.action is Action.CLEAR:
            return initial is not None and _is_container(initial[0]) and not self.state.is_empty(initial[0])
        if change.action is Action.REMOVE:
            # What is taken out of a list may be what was put in before.
            return initial is not None and isinstance(initial[0], ast.Dict) and bool(initial[0].keys)
        if isinstance(change.node, ast.Call):
            return initial is not None and _is_container(initial[0])
        return True

    def _is_handed_on(self, change: Operation, variable: Variable) -> bool:
        """Whether an entry goes to an object that keeps none itself, but hands them to what it finds at that moment."""
        if change.action is not Action.SET or isinstance(change.node, ast.Call):
            return False
        for value, where in variable.initials:
            cls = self.knowledge.names.refer(value.func, where) if isinstance(value, ast.Call) else None
            if cls is not None and isinstance(cls.node, ast.ClassDef):
                return self._hands_on(self.knowledge.names.bases(cls))
        return False

    def _hands_on(self, bases: list[Referent]) -> bool:
        """Whether a class's ``__setitem__`` reaches nothing of its object but properties and methods."""
        methods: dict[str, Function] = {}
        for base in bases:
            if isinstance(base.node, ast.ClassDef) and base.where is not None:
                methods = {**base.where.module.methods(base.node), **methods}
            elif base.dotted.startswith(_KEEPING):
                return False
        setter = methods.get("__setitem__")
        if setter is None or not setter.parameters:
            return False
        own = setter.parameters[0]
        used = [node for node in ast.walk(setter.node) if isinstance(node, ast.Attribute)]
        used = [node for node in used if isinstance(node.value, ast.Name) and node.value.id == own]
        supers = any(isinstance(node, ast.Name) and node.id == "super" for node in ast.walk(setter.node))
        return bool(used) and not supers and all(node.attr in methods for node in used)

    def _is_logger(self, variable: Variable) -> bool:
        binding, where = variable.holder.binding, variable.holder.where
        made = binding.value if binding else None
        return (
            isinstance(made, ast.Call)
            and where is not None
            and self.knowledge.names.dotted(made.func, where) == "logging.getLogger"
        )

    def _is_seen_in_tests(self, change: Operation, variable: Variable, function: Function) -> bool:
        holder = variable.holder
        if isinstance(holder.node, (ast.ClassDef, FunctionNode)):
            return False
        if holder.where is not None and isinstance(holder.where.scope.node, ast.ClassDef):
            return False
        if self.knowledge.idioms.role(function) is not Role.TEST:
            return False
        if change.where.module is not function.module or not _is_below(change.target, (function.module.dotted,)):
            return False
        return Readers(self.knowledge, self.restoring).sees(change, function) is not None

    def _is_reset_for_each_test(self, change: Operation, function: Function) -> bool:
        """Whether a fixture of a conftest, that no test below it goes without, puts it right before each test."""
        return any(
            self._puts_right(fixture.function, change)
            for fixture in self.knowledge.fixtures.autouse(function)
            if not fixture.width and fixture.function.module is not function.module
        )

    def _puts_right(self, function: Function, change: Operation) -> bool:
        return any(
            self.state.reaches(one.target, change.target) and one.key.covers(change.key)
            for one in self.restoring.effects.of(function)
        )

    def _resets(self, change: Operation, function: Function) -> bool:
        """Whether it is done by something that is called after what it does: it puts things in order."""
        helpers = [one.name for one in change.through]
        if self.knowledge.idioms.role(function) is not Role.TEST:
            helpers.append(function.name)
        return any(word in name.lower() for name in helpers for word in _ORDERLY)

    def _is_part_of_own(self, change: Operation, function: Function) -> bool:
        """Whether the function has put an object of its own in the place of what the change is made to."""
        return any(
            one.action is Action.REPLACE
            and change.target.startswith(f"{one.target}.")
            and is_before(one.at, change.at)
            and self.restoring.sets(one)
            for one in self.restoring.effects.of(function)
        )

    def _is_put_back_through_alias(self, change: Operation, variable: Variable, function: Function) -> bool:
        """Whether cleaning up writes the same attribute of an object that cannot be followed."""
        for node in function.scope.own:
            if not isinstance(node, ast.Attribute) or node.attr != variable.attribute or isinstance(node.ctx, ast.Load):
                continue
            cleans = finally_of(function, node) or is_after_yield(function, node, self.knowledge.idioms)
            if cleans and not self.state.target(node, where_in(function)):
                return True
        return False

    def _is_default(self, change: Operation, function: Function) -> bool:
        """Whether a conftest above gives the variable the same value when it is imported."""
        if change.action is not Action.REPLACE or change.value is None:
            return False
        return any(
            one.target == change.target
            and one.value is not None
            and self.state.is_same(change.value, change.where, one.value, one.where)
            for conftest in self.knowledge.index.conftests(function.module.path)
            for one in self.restoring.effects.at_module_level(module_where(conftest))
        )

    def _is_asserted_gone(self, change: Operation, function: Function) -> bool:
        """Whether the test asserts that what it put in has been taken out again."""
        if change.action is not Action.SET or not isinstance(change.node, ast.Assign):
            return False
        target = change.node.targets[0]
        if not isinstance(target, ast.Subscript):
            return False
        gone = f"{ast.unparse(target.slice)} not in {ast.unparse(target.value)}"
        return any(isinstance(node, ast.Assert) and ast.unparse(node.test) == gone for node in function.scope.own)


def _is_refused(change: Operation, function: Function) -> bool:
    """Whether the change is what is expected to raise."""
    statement = function.module.statement(change.at)
    outer = function.module.parent(statement)
    if not isinstance(outer, ast.With) or outer.body[-1] is not statement:
        return False
    heads = (item.context_expr for item in outer.items)
    return any(
        isinstance(head, ast.Call) and _called(head).lower().endswith(("raises", "raisesregex")) for head in heads
    )


def _is_for_every_test(function: Function, knowledge: Knowledge) -> bool:
    """Whether it is an autouse fixture, set up anew for each test, of something that is no test file."""
    fixture = knowledge.idioms.fixture(function)
    if fixture is None or not fixture.autouse or fixture.width:
        return False
    return function.owner is None and not os.path.basename(function.module.path).startswith("test")


def _has_own_key(change: Operation) -> bool:
    """Whether an entry's key is computed, so that hardly another test asks for it."""
    return change.action is Action.SET and change.key.loose and isinstance(change.node, ast.Assign)


def _patches(call: ast.Call) -> bool:
    named = ast.unparse(call.func)
    return "patch" in named or named.endswith((".environ.update", ".environ.pop", "setenv", "delenv"))


def _is_below(target: str, names: tuple[str, ...]) -> bool:
    return any(target == one or target.startswith(f"{one}.") for one in names)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_container(value: ast.expr) -> bool:
    match value:
        case ast.Dict() | ast.List() | ast.Set() | ast.DictComp() | ast.ListComp() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in ("dict", "list", "set", "defaultdict", "OrderedDict", "deque", "Counter")
    return False
