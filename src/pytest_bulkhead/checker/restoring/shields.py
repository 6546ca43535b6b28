"""What keeps a stretch of code from leaving anything behind: patches, `monkeypatch`, context managers, decorators."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Key, Operation
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.suite.knowledge import Knowledge, where_in

# Answers whether a function, as a context manager around a change, takes it back.
Protects = Callable[[Function, Operation, Where | None], bool]

_ENTER = frozenset({"enter_context", "enter_async_context", "enterContext", "enterClassContext", "enterAsyncContext"})


class Shields:
    """Finds what stands around or before a change and takes it back by its nature."""

    def __init__(self, knowledge: Knowledge, state: State, protects: Protects) -> None:
        self.knowledge = knowledge
        self.state = state
        self.protects = protects

    def around(self, change: Operation, site: ast.AST, function: Function) -> bool:
        """Whether a change that happens at a node of a function is shielded there."""
        where = where_in(function)
        return (
            any(self._takes_back(item.context_expr, where, change) for item in _with_items(site, function))
            or any(self._starts(call, where, change) for call in _earlier_calls(site, function))
            or self._decorated(change, function)
        )

    def anywhere_in(self, function: Function, change: Operation) -> bool:
        """Whether a set-up method or fixture without a yield starts something that takes the change back."""
        where = where_in(function)
        calls = (node for node in function.scope.own if isinstance(node, ast.Call))
        return any(self._starts(call, where, change) for call in calls)

    def at_module_level(self, change: Operation) -> bool:
        """Whether a ``with`` at module level takes a change back."""
        module = change.where.module
        where = Where(module, module.scope)
        heads = (
            item.context_expr
            for outer in module.ancestors(change.at)
            if isinstance(outer, (ast.With, ast.AsyncWith))
            for item in outer.items
        )
        return any(self._takes_back(head, where, change) for head in heads)

    def _starts(self, call: ast.Call, where: Where, change: Operation) -> bool:
        """Whether a call before a change, by itself, takes care that it is taken back later."""
        if isinstance(call.func, ast.Attribute) and call.func.attr in _ENTER and call.args:
            return self._takes_back(call.args[0], where, change)
        return self._promises(call, where, change)

    def _decorated(self, change: Operation, function: Function) -> bool:
        outer = Where(function.module, function.scope.parent or function.module.scope)
        decorators = list(function.node.decorator_list)
        if function.owner is not None and function.name.startswith("test"):
            decorators.extend(function.owner.decorator_list)
        return any(
            self._takes_back(decorator, outer, change) or self._wraps(decorator, outer, change)
            for decorator in decorators
        )

    def _wraps(self, decorator: ast.expr, where: Where, change: Operation) -> bool:
        """Whether a decorator of the project, by what its wrapper does or by its name, takes a change back."""
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        referent = self.knowledge.names.refer(called, where)
        function = referent.function if referent else None
        if function is None:
            return False
        inner = (one for one in ast.walk(function.node) if isinstance(one, FunctionNode) and one is not function.node)
        return self.state.speaks_of(function.name, change) or any(
            self.protects(function.module.function(one), change, None) for one in inner
        )

    def _takes_back(self, expression: ast.expr, where: Where, change: Operation) -> bool:
        if isinstance(expression, (ast.Name, ast.Attribute)):
            return self._context_manager(expression, where, change) or self._held(expression, where, change)
        if not isinstance(expression, ast.Call):
            return False
        return self._promises(expression, where, change) or self._context_manager(
            expression.func, where, change, expression
        )

    def _held(self, expression: ast.Name | ast.Attribute, where: Where, change: Operation) -> bool:
        """A patcher that was made before and is only used here."""
        referent = self.knowledge.names.refer(expression, where)
        binding = referent.binding if referent else None
        if binding is None or referent is None or referent.where is None or not isinstance(binding.value, ast.Call):
            return False
        return self._promises(binding.value, referent.where, change)

    def _promises(self, call: ast.Call, where: Where, change: Operation) -> bool:
        shielded = self._shielded(call, where)
        if shielded is None or not shielded[1].covers(change.key):
            return False
        return self.state.reaches(shielded[0], change.target)

    def _context_manager(self, called: ast.expr, where: Where, change: Operation, call: ast.Call | None = None) -> bool:
        referent = self.knowledge.names.refer(called, where)
        if referent is None or (referent.where and not referent.node and isinstance(called, ast.Attribute)):
            # A method of an object that is not known is believed by its name.
            return isinstance(called, ast.Attribute) and self.state.speaks_of(called.attr, change)
        if self.state.is_put_back_by(referent.dotted, change):
            return True
        if referent.is_external:
            return self.state.speaks_of(referent.dotted.rpartition(".")[2], change)
        if referent.function:
            if call is None or not referent.function.parameters:
                return self.protects(referent.function, change, None)
            given = self.knowledge.inside(referent.function, call, where)
            return any(self.protects(referent.function, change, one) for one in (None, given))
        if isinstance(referent.node, ast.ClassDef) and referent.where:
            exits = [
                method
                for base in self.knowledge.names.bases(referent)
                if base.where and isinstance(base.node, ast.ClassDef)
                for name, method in base.where.module.methods(base.node).items()
                if name in ("__exit__", "__aexit__")
            ]
            return any(self.protects(method, change, None) for method in exits)
        return False

    def _shielded(self, call: ast.Call, where: Where) -> tuple[str, Key] | None:
        """The mapping and entries that a call promises to put back later."""
        name = self._called(call.func, where)
        if name.endswith("patch.dict"):
            target = self._mapping(call.args[:1] or [one.value for one in call.keywords if one.arg == "in_dict"], where)
            return (target, EVERYTHING) if target else None
        last = name.rpartition(".")[2]
        if name.endswith("patch.object") or (last in ("setattr", "delattr") and not name.startswith("builtins.")):
            target = self._attribute(call.args, where)
            return (target, EVERYTHING) if target else None
        if last == "patch" or name.endswith("patch.multiple"):
            # `self.patch(thing, "name", value)` is what some test classes offer.
            target = self._mapping(call.args[:1], where) or self._attribute(call.args, where)
            return (target, EVERYTHING) if target else None
        if last in ("setitem", "delitem") and len(call.args) >= 2:
            target = self._mapping(call.args[:1], where)
            return (target, self.state.key(call.args[1], where)) if target else None
        return self.state.shielded(call, where)

    def _called(self, func: ast.expr, where: Where) -> str:
        dotted = self.knowledge.names.dotted(func, where)
        if dotted:
            return dotted
        parts: list[str] = []
        while isinstance(func, ast.Attribute):
            parts.append(func.attr)
            func = func.value
        return ".".join(reversed(parts))

    def _mapping(self, arguments: list[ast.expr], where: Where) -> str:
        if not arguments:
            return ""
        first = arguments[0]
        named = self.state.constants.value(first, where)
        if isinstance(named, str):
            return self.state.target_named(named, where)
        return self.state.target(first, where)

    def _attribute(self, arguments: list[ast.expr], where: Where) -> str:
        if arguments and isinstance(self.state.constants.value(arguments[0], where), str):
            return self._mapping(arguments[:1], where)
        if len(arguments) < 2 or not isinstance(arguments[1], ast.Constant) or not isinstance(arguments[1].value, str):
            return ""
        named = ast.Attribute(arguments[0], arguments[1].value, ast.Load())
        return self.state.replaced(named, where)


def _with_items(site: ast.AST, function: Function) -> Iterator[ast.withitem]:
    inside = site
    for outer in function.module.ancestors(site):
        if isinstance(outer, (ast.With, ast.AsyncWith)):
            if inside in outer.body:
                yield from outer.items
            elif inside in outer.items:
                yield from outer.items[: outer.items.index(inside)]
        if outer is function.node:
            return
        inside = outer


def _earlier_calls(site: ast.AST, function: Function) -> Iterator[ast.Call]:
    """Calls before a node that are not themselves the head of a ``with``: what they start goes on."""
    heads = {
        item.context_expr
        for node in function.scope.own
        if isinstance(node, (ast.With, ast.AsyncWith))
        for item in node.items
    }
    for node in function.scope.own:
        if isinstance(node, ast.Call) and node not in heads and is_before(node, site):
            yield node
