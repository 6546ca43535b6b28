"""Whether a mock or fake takes the place of what a call in test code would reach."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge

# What a client talks through: with one of these replaced, nothing reaches a server.
_WIRES = ("socket", "connect", "execute_command", "send_command")
# Stands before what is written over by a plain assignment.
_ASSIGNED = "="
_RAISES = frozenset({"pytest.raises", "raises", "assertRaises", "assertRaisesRegex"})


class StandIns:
    """Finds what tests and their fixtures patch."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def replaces(self, call: ast.Call, module: Module) -> bool:
        """Whether something takes the place of a call's target, in the function around it or in what it stands on."""
        named = self.knowledge.names.dotted(call.func, Where(module, module.scope_at(call)))
        parts = {part for part in named.split(".") if part[:1].isupper() or part == named.rpartition(".")[2]}
        package = named.partition(".")[0]
        function = module.function_at(call)
        for text in self.patched_around(function, module):
            first, last = text.partition(".")[0], text.rpartition(".")[2]
            if first == _ASSIGNED:
                if package and text.split(".")[1] == package:
                    return True
            elif last in parts or (package and package in (first, last)) or _is_wire(text):
                return True
        return False

    def patched_around(self, function: Function | None, module: Module) -> Iterator[str]:
        """The names of what is patched where a function runs, its fixtures and set-ups included."""
        yield from self._patched(module.source.tree, module) if function is None else ()
        while function is not None:
            yield from self._patched(function.node, module)
            if function.owner is not None:
                for decorator in function.owner.decorator_list:
                    yield from self._patched(decorator, module)
                for one in self.knowledge.idioms.setups(function):
                    yield from self._patched(one.node, one.module)
            if self.knowledge.idioms.role(function) in (Role.TEST, Role.FIXTURE, Role.SETUP):
                for fixture in self.knowledge.fixtures.behind(function):
                    yield from self._patched(fixture.function.node, fixture.function.module)
            function = module.function_at(function.node)

    def _patched(self, node: ast.AST, module: Module) -> tuple[str, ...]:
        """The names of what a piece of code puts something in the place of."""
        memo = module.memo
        if ("patched", node) not in memo:
            memo["patched", node] = (*_patches(node), *self._assigned(node, module))
        found: tuple[str, ...] = memo["patched", node]
        return found

    def _assigned(self, node: ast.AST, module: Module) -> Iterator[str]:
        for inner in ast.walk(node):
            for target in inner.targets if isinstance(inner, ast.Assign) else ():
                if isinstance(target, ast.Attribute):
                    yield f"{_ASSIGNED}.{self.knowledge.names.dotted(target, Where(module, module.scope))}"

    def is_expected_to_fail(self, call: ast.Call, module: Module) -> bool:
        """Whether a call stands in ``with pytest.raises``: it is there because it does not succeed."""
        for outer in module.ancestors(call):
            if isinstance(outer, (ast.With, ast.AsyncWith)):
                for item in outer.items:
                    head = item.context_expr
                    if isinstance(head, ast.Call) and _last(head.func) in _RAISES:
                        return True
            if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return False
        return False


def _is_wire(text: str) -> bool:
    return any(wire in text.lower() for wire in _WIRES)


def _patches(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        last, first = _last(call.func), call.args[0]
        text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        if "patch" in ast.unparse(call.func) and text and text != "sys.modules":
            yield text
        if last in ("setattr", "object", "setitem", "delitem") and len(call.args) > 1:
            second = call.args[1]
            if text and last == "setattr":
                yield text
            elif isinstance(second, ast.Constant) and isinstance(second.value, str):
                yield f"{ast.unparse(first)}.{second.value}"
        if last == "dict" and len(call.args) > 1 and isinstance(call.args[1], ast.Dict):
            for key in call.args[1].keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


def _last(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
