"""Which mock an expression stands for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.meaning.names import Where, chain
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results, where_in

_DEPTH = 5
_HOMES = ("unittest.mock.", "mock.mock.", "mock.")
ASYNC = "AsyncMock"
PLAIN = frozenset({
    "Mock", "MagicMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock", "ThreadingMock",
})  # fmt: skip
_CLASSES = PLAIN | {ASYNC}
_PATCHES = frozenset({"patch", "patch.object"})
# The fixtures of pytest-mock.
_MOCKERS = frozenset({"mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker"})
_SHAPING = frozenset({"spec", "spec_set", "autospec", "wraps"})
# Sets many attributes in one go.
CONFIGURED = "configure_mock"
# What any mock has of its own, besides its assertions.
_OWN = frozenset({
    "reset_mock", CONFIGURED, "attach_mock", "mock_add_spec", "mock_calls", "method_calls", "return_value",
    "side_effect", "called", "call_count", "call_args", "call_args_list", "await_count", "await_args",
    "await_args_list",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeMock:
    """A mock with the call that makes it.

    Args:
        name: the class's name: ``Mock``, ``AsyncMock``, …
        held: by which text it is known where it is made, empty when it is used on the spot.
    """

    name: str
    call: ast.Call
    held: str
    where: Where

    @property
    def is_async(self) -> bool:
        return self.name == ASYNC

    @property
    def spec(self) -> ast.expr | None:
        """What it takes its shape from, if anything."""
        if self.call.args:
            return self.call.args[0]
        return next((one.value for one in self.call.keywords if one.arg in _SHAPING), None)

    @property
    def is_open(self) -> bool:
        """Whether it is made with arguments that the text does not show."""
        return any(one.arg is None for one in self.call.keywords)

    def argument(self, name: str) -> ast.expr | None:
        return next((one.value for one in self.call.keywords if one.arg == name), None)


class Mocks:
    """Recognises what `unittest.mock` and pytest-mock make."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names

    def named(self, expression: ast.expr, where: Where) -> str:
        """What of `unittest.mock` a name means: ``Mock``, ``patch.object``, …; empty for all else."""
        own = self._of_mocker(chain(expression), where)
        if own:
            return own
        referent = self.names.refer(expression, where)
        if referent is None or not referent.is_external:
            return ""
        home = next((home for home in _HOMES if referent.dotted.startswith(home)), "")
        return referent.dotted.removeprefix(home) if home else ""

    def class_named(self, expression: ast.expr, where: Where) -> str:
        """The mock class that a name means, empty for all else."""
        name = self.named(expression, where) if _may_be_class(expression, where) else ""
        return name if name in _CLASSES else ""

    def made(self, expression: ast.expr, where: Where, depth: int = 0) -> MadeMock | None:
        """The mock that an expression surely is: made here, held by a name, or handed out by a fixture."""
        if depth > _DEPTH:
            return None
        if isinstance(expression, ast.Call):
            name = self.class_named(expression.func, where)
            return MadeMock(name, expression, "", where) if name else None
        if not isinstance(expression, ast.Name):
            return None
        referent = self.names.refer(expression, where)
        if referent is None or referent.binding is None or referent.where is None or referent.binding.path:
            return None
        binding = referent.binding
        if binding.kind is Bound.PARAMETER:
            return self._provided(expression.id, referent.where, depth)
        found = self._bound(binding, referent.where, depth)
        return replace(found, held=expression.id, where=referent.where) if found and not found.held else found

    def base(self, expression: ast.expr, where: Where) -> tuple[MadeMock | None, str]:
        """The mock at the root of a chain of attributes, and the attributes; no mock where they are its own."""
        root, _, attributes = chain(expression).partition(".")
        if not root or any(part in _OWN or part.startswith(("assert", "_")) for part in attributes.split(".") if part):
            return None, attributes
        return self.made(ast.Name(root, ast.Load()), where), attributes

    def configured(self, made: MadeMock, attributes: str, expression: ast.expr, where: Where) -> bool | None:
        """Whether the attribute of a mock was set to an `AsyncMock`; None when nobody set it."""
        if any(one.arg and f"{attributes}.".startswith(f"{one.arg}.") for one in made.call.keywords):
            return False
        assigned = assigned_attributes(where)
        elsewhere = assigned_attributes(made.where) if made.held else {}
        known = [(assigned, chain(expression), where), (elsewhere, f"{made.held}.{attributes}", made.where)]
        for values, full, place in known:
            parts = full.split(".")
            prefixes = {end: ".".join(parts[:end]) for end in range(len(parts), 0, -1)}
            if any(f"{prefix}.{CONFIGURED}" in values for prefix in prefixes.values()):
                return False
            for end, prefix in prefixes.items():
                found = values.get(prefix)
                if found:
                    inner = [self.made(value, place) for value in found]
                    return end == len(parts) and all(one is not None and one.is_async for one in inner)
        return None

    def _bound(self, binding: Binding, where: Where, depth: int) -> MadeMock | None:
        value = binding.value
        if binding.kind is Bound.CONTEXT and isinstance(value, ast.Call) and self.named(value.func, where) in _PATCHES:
            return self._patched(value, where, depth)
        if binding.kind is not Bound.VALUE or value is None:
            return None
        return self.made(value, where, depth + 1)

    def _patched(self, call: ast.Call, where: Where, depth: int) -> MadeMock | None:
        """What ``with patch(...) as name`` gives when the call says which class of mock it is to be."""
        for keyword in call.keywords:
            if keyword.arg == "new":
                return self.made(keyword.value, where, depth + 1)
            if keyword.arg == "new_callable":
                name = self.class_named(keyword.value, where)
                return MadeMock(name, ast.Call(keyword.value, [], call.keywords), "", where) if name else None
        return None

    def _provided(self, name: str, where: Where, depth: int) -> MadeMock | None:
        if not isinstance(where.scope.node, FunctionNode):
            return None
        fixture = self.knowledge.fixtures.find(name, where.module.function(where.scope.node))
        if fixture is None:
            return None
        values = list(results(fixture.function))
        return self.made(values[0], where_in(fixture.function), depth + 1) if len(values) == 1 else None

    def _of_mocker(self, text: str, where: Where) -> str:
        root, _, name = text.partition(".")
        if not name or root not in _MOCKERS:
            return ""
        found = where.scope.lookup(root)
        return name if found and all(one.kind is Bound.PARAMETER for one in found[1]) else ""


def names_of_mocks(module: Module) -> frozenset[str]:
    """The names that a file gives to plain mocks, or to their classes."""
    if "names of mocks" not in module.memo:
        module.memo["names of mocks"] = frozenset(_names_of_mocks(module))
    names: frozenset[str] = module.memo["names of mocks"]
    return names


def _names_of_mocks(module: Module) -> Iterator[str]:
    for node in module.nodes_of(ast.Assign, ast.ImportFrom):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            func = node.value.func
            name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            if name in PLAIN:
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.ImportFrom):
            yield from (one.asname for one in node.names if one.asname and one.name in PLAIN)


def _may_be_class(expression: ast.expr, where: Where) -> bool:
    """Whether a name can mean a mock class, told without following it."""
    if isinstance(expression, ast.Attribute):
        return expression.attr in _CLASSES
    if not isinstance(expression, ast.Name):
        return False
    if expression.id in _CLASSES:
        return True
    found = where.scope.lookup(expression.id)
    return found is not None and any(one.target.rpartition(".")[2] in _CLASSES for one in found[1])


def assigned_attributes(where: Where) -> dict[str, list[ast.expr]]:
    """Every value that a function, or one inside it, puts into an attribute, by the attribute's text."""
    module, scope = where.module, where.scope
    while scope.parent is not None and not isinstance(scope.parent.node, (ast.Module, ast.ClassDef)):
        scope = scope.parent
    key = ("assigned attributes", scope)
    if key not in module.memo:
        found: dict[str, list[ast.expr]] = {}
        for text, value in _assigned(scope.node):
            found.setdefault(text, []).append(value)
        module.memo[key] = found
    known: dict[str, list[ast.expr]] = module.memo[key]
    return known


def _assigned(root: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(root):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and (text := chain(target)):
                    yield text, node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from _by_call(node, node.func)


def _by_call(call: ast.Call, func: ast.Attribute) -> Iterator[tuple[str, ast.expr]]:
    """What ``configure_mock``, ``setattr`` and ``patch.object`` put into an attribute."""
    if func.attr == CONFIGURED:
        yield chain(func), call
    elif func.attr in ("setattr", "object") and len(call.args) >= 2 and isinstance(call.args[1], ast.Constant):
        yield f"{chain(call.args[0])}.{call.args[1].value!s}", call.args[2] if len(call.args) > 2 else call
