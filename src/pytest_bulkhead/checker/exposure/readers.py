"""Who else in a test module sees what a test leaves in a variable of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Restoring
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_OWNERS = (Role.TEST, Role.FIXTURE, Role.SETUP)


class Readers:
    """Finds the tests and fixtures of a module that read a variable before anybody has set it anew."""

    def __init__(self, knowledge: Knowledge, restoring: Restoring) -> None:
        self.knowledge = knowledge
        self.restoring = restoring

    def sees(self, change: Operation, changer: Function) -> Function | None:
        """Another test or fixture of the same file that finds what a change leaves."""
        module = changer.module
        name, _, attribute = change.target.removeprefix(f"{module.dotted}.").partition(".")
        for function in self._functions(module):
            if function is changer or self.knowledge.idioms.role(function) not in _OWNERS:
                continue
            first = self._first_read(function, module, name, attribute, change)
            if first is not None and not self._is_set_before(first, change, function):
                return function
        return None

    def _functions(self, module: Module) -> Iterator[Function]:
        for node in module.nodes:
            if isinstance(node, FunctionNode):
                yield module.function(node)

    def _first_read(
        self, function: Function, module: Module, name: str, attribute: str, change: Operation
    ) -> ast.AST | None:
        """Where a function, or a helper of the module that it names, first reads the variable."""
        for node in ast.walk(function.node):
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
                continue
            if node.id == name and self._is_global(node, module):
                if self._reads(node, module, attribute, change):
                    return node
            elif node.id in self._helpers(module, name, attribute, change):
                return node
        return None

    def _helpers(self, module: Module, name: str, attribute: str, change: Operation) -> set[str]:
        """The plain functions of the module that read the variable, but for those that change it."""
        key = ("readers", change.target, change.key)
        if key not in module.memo:
            found = set()
            for node in module.source.tree.body:
                if not isinstance(node, FunctionNode) or self.knowledge.idioms.role(module.function(node)) in _OWNERS:
                    continue
                helper = module.function(node)
                if any(one.target == change.target for one in self.restoring.effects.of(helper)):
                    continue
                if any(
                    isinstance(inner, ast.Name)
                    and inner.id == name
                    and self._is_global(inner, module)
                    and self._reads(inner, module, attribute, change)
                    for inner in ast.walk(node)
                ):
                    found.add(node.name)
            module.memo[key] = found
        helpers: set[str] = module.memo[key]
        return helpers

    def _is_global(self, node: ast.Name, module: Module) -> bool:
        found = module.scope_at(node).lookup(node.id)
        return found is not None and found[0] is module.scope

    def _reads(self, node: ast.Name, module: Module, attribute: str, change: Operation) -> bool:
        """Whether a mention of a name reads the very part of it that is changed."""
        whole: ast.AST = node
        for part in filter(None, attribute.split(".")):
            whole = module.parent(whole) or whole
            if not isinstance(whole, ast.Attribute) or whole.attr != part:
                return False
        if isinstance(getattr(whole, "ctx", None), (ast.Store, ast.Del)):
            return False
        around = module.parent(whole)
        if isinstance(around, ast.Subscript) and around.value is whole:
            if not isinstance(around.ctx, ast.Load):
                return False
            return self._same_key(around.slice, change)
        if isinstance(around, ast.Attribute):
            call = module.parent(around)
            if around.attr in ("clear", "append", "add", "extend", "update", "insert", "setdefault"):
                return not isinstance(module.parent(call) if call else None, ast.Expr)
            if around.attr in ("get", "pop") and isinstance(call, ast.Call) and call.args:
                return self._same_key(call.args[0], change)
        return True

    def _same_key(self, index: ast.expr, change: Operation) -> bool:
        if not change.key.names or change.key.loose or not isinstance(index, ast.Constant):
            return True
        return str(index.value) in change.key.names

    def _is_set_before(self, read: ast.AST, change: Operation, reader: Function) -> bool:
        """Whether the reader, or what stands before it, puts the variable right before it looks."""
        own = (one for one in self.restoring.effects.of(reader) if is_before(one.at, read))
        idioms = self.knowledge.idioms
        around = [
            *idioms.setups(reader),
            *(fixture.function for fixture in self.knowledge.fixtures.behind(reader)),
            *idioms.teardowns(reader),
        ]
        earlier = (one for other in around for one in self.restoring.effects.of(other))
        reaches = self.restoring.state.reaches
        return any(
            reaches(one.target, change.target) and one.action is not Action.MERGE and one.key.covers(change.key)
            for one in (*own, *earlier)
        )
