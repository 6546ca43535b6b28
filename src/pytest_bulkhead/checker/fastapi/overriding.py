"""Which dependency of which FastAPI application a stretch of code overrides, and by what."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Binding, Bound, FunctionNode
from pytest_bulkhead.checker.states.overrides import ATTRIBUTE, OverridesState
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_DEPTH = 2
_SETTERS = frozenset({"setitem", "__setitem__", "setdefault"})


@dataclass(frozen=True, slots=True)
class Override:
    """One dependency that is overridden.

    Args:
        node: what does it, in the code that is looked at: for a helper, its call.
        application: whose overrides these are, None where that cannot be told.
        key: the dependency, as an expression; None when it is not known which ones.
        value: what is called in its place, None when it is not known.
        where: from where these are looked up.
        helper: the helper that does it, if the code that is looked at only calls it.
    """

    node: ast.expr | ast.stmt
    application: ast.expr | None
    key: ast.expr | None
    value: ast.expr | None
    where: Where
    helper: Function | None = None

    @property
    def is_the_helper_s_own(self) -> bool:
        """Whether a helper overrides it for every caller alike."""
        if self.helper is None:
            return False
        given = self.helper.scope.bindings
        handed = [one.id for one in (self.key, self.value) if isinstance(one, ast.Name) and one.id in given]
        return not any(given[name][0].kind is Bound.PARAMETER for name in handed)


class Overriding:
    """Reads the overrides that functions and modules make."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.state = OverridesState(knowledge)

    def by(self, function: Function) -> list[Override]:
        """The overrides that a function makes, by itself or through helpers."""
        memo = function.module.memo
        if ("overriding", function) not in memo:
            memo["overriding", function] = []  # what a function that calls itself sees of itself
            where = Where(function.module, function.scope)
            memo["overriding", function] = list(self._gather(function.scope.own, where, 0))
        found: list[Override] = memo["overriding", function]
        return found

    def within(self, where: Where) -> list[Override]:
        """The overrides that the statements of a scope make, such as those of a module when it is imported."""
        return list(self._gather(where.scope.own, where, 0))

    def is_neutral(self, override: Override) -> bool:
        """Whether it maps a dependency to itself."""
        if override.key is None or override.value is None:
            return False
        key = self.names.refer(override.key, override.where)
        value = self.names.refer(override.value, override.where)
        return key is not None and value is not None and key.dotted == value.dotted

    def _gather(self, nodes: Iterable[ast.AST], where: Where, depth: int) -> Iterator[Override]:
        for node in nodes:
            if isinstance(node, (ast.Assign, ast.AugAssign)):
                for override in self._of_assignment(node, where):
                    yield from self._each_of_loop(override)
            elif isinstance(node, ast.Call):
                for override in self._of_call(node, where):
                    yield from self._each_of_loop(override)
                yield from self._of_helper(node, where, depth)

    def _of_assignment(self, node: ast.Assign | ast.AugAssign, where: Where) -> Iterator[Override]:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Subscript) and self._are_overrides(target.value, where):
                yield Override(node, self._application(target.value, where), target.slice, node.value, where)
            elif isinstance(target, ast.Attribute) and target.attr == ATTRIBUTE:
                yield from self._of_mapping(node, target, node.value, where)

    def _of_call(self, call: ast.Call, where: Where) -> Iterator[Override]:
        if not isinstance(call.func, ast.Attribute):
            return
        owner, method = call.func.value, call.func.attr
        if method in _SETTERS:
            on_mapping = self._are_overrides(owner, where)
            mapping, *rest = [owner, *call.args] if on_mapping else [*call.args, None]
            if mapping is not None and len(rest) >= 2 and rest[0] is not None and self._are_overrides(mapping, where):
                yield Override(call, self._application(mapping, where), rest[0], rest[1], where)
        elif method == "update" and self._are_overrides(owner, where):
            yield from self._of_mapping(call, owner, call.args[0] if len(call.args) == 1 else None, where)
        elif method == "dict" and len(call.args) > 1 and self.state.target(call.args[0], where):
            yield from self._of_mapping(call, call.args[0], call.args[1], where)
        elif method == "setattr" and len(call.args) == 3 and _is_text(call.args[1], ATTRIBUTE):
            mapping = ast.Attribute(call.args[0], ATTRIBUTE, ast.Load())
            yield from self._of_mapping(call, mapping, call.args[2], where)

    def _of_mapping(
        self, node: ast.expr | ast.stmt, mapping: ast.expr, value: ast.expr | None, where: Where
    ) -> Iterator[Override]:
        held, place = self._held(value, where)
        if not isinstance(held, ast.Dict):
            if not self.state.is_empty(held):
                yield Override(node, self._application(mapping, where), None, None, where)
            return
        for key, given in zip(held.keys, held.values, strict=True):
            yield Override(node, self._application(mapping, where), key, given if key is not None else None, place)

    def _are_overrides(self, expression: ast.expr, where: Where) -> bool:
        return bool(self.state.target(expression, where)) or self._handed_out(expression, where) is not None

    def _application(self, mapping: ast.expr, where: Where) -> ast.expr | None:
        call = self._handed_out(mapping, where)
        if call is not None:
            return call.args[0]
        return _application(mapping, where)

    def _handed_out(self, expression: ast.expr, where: Where) -> ast.Call | None:
        """The call of the fixture that gives the overrides of an application: ``dependency_overrides(app)``."""
        if isinstance(expression, ast.Name):
            assigned = self.names.assigned(expression, where)
            expression, where = assigned or (expression, where)
        match expression:
            case ast.Call(func=ast.Name(id=name), args=[_]) if name == ATTRIBUTE:
                return expression if self._is_ours(where) else None
        return None

    def _is_ours(self, where: Where) -> bool:
        """Whether a function asks for the fixture, and no fixture of the project bears its name."""
        found = where.scope.lookup(ATTRIBUTE)
        if found is None or any(one.kind is not Bound.PARAMETER for one in found[1]):
            return False
        asking = found[0].node
        if not isinstance(asking, FunctionNode):
            return False
        return self.knowledge.fixtures.find(ATTRIBUTE, where.module.function(asking)) is None

    def _held(self, value: ast.expr | None, where: Where) -> tuple[ast.expr | None, Where]:
        if not isinstance(value, (ast.Name, ast.Attribute)):
            return value, where
        referent = self.names.refer(value, where)
        if referent is None or referent.where is None or referent.binding is None or referent.binding.path:
            return None, where
        return (referent.binding.value, referent.where) if referent.binding.kind is Bound.VALUE else (None, where)

    def _each_of_loop(self, override: Override) -> Iterator[Override]:
        """One override for each round of a loop over a literal."""
        looped = None
        if isinstance(override.key, ast.Name):
            looped = self.knowledge.constants.loop(override.key, override.where)
        if looped is None or override.key is None:
            yield override
            return
        binding, place = looped
        items = self.knowledge.constants.items(binding.value, place) if binding.value is not None else None
        rounds = [self._in_round(override, item, binding, place) for item in items or ()]
        if not rounds or None in rounds:
            yield replace(override, key=None, value=None)
        else:
            yield from (one for one in rounds if one is not None)

    def _in_round(self, override: Override, item: ast.expr, loop: Binding, place: Where) -> Override | None:
        key = _picked(item, loop.path)
        if key is None:
            return None
        value, where = override.value, override.where
        if isinstance(value, ast.Name):
            own = self.knowledge.constants.loop(value, where)
            if own and own[0].node is loop.node:
                value = _picked(item, own[0].path)
        return Override(
            override.node, override.application, key, value, place if value is not override.value else where
        )

    def _of_helper(self, call: ast.Call, where: Where, depth: int) -> Iterator[Override]:
        if depth >= _DEPTH or not isinstance(call.func, (ast.Name, ast.Attribute)):
            return
        helper = self.knowledge.helper(call, where)
        if helper is None or helper.scope is where.scope or not self.by(helper):
            return
        inside = self.knowledge.inside(helper, call, where)
        for one in self._gather(helper.scope.own, inside, depth + 1):
            yield replace(one, node=call, helper=one.helper or helper)


def _application(mapping: ast.expr, where: Where) -> ast.expr | None:
    if isinstance(mapping, ast.Name):
        found = where.scope.lookup(mapping.id)
        held = [one.value for one in found[1]] if found else []
        return _application(held[0], where) if len(held) == 1 and isinstance(held[0], ast.Attribute) else None
    return mapping.value if isinstance(mapping, ast.Attribute) and mapping.attr == ATTRIBUTE else None


def _picked(item: ast.expr, path: tuple[int, ...]) -> ast.expr | None:
    for position in path:
        if not isinstance(item, (ast.Tuple, ast.List)) or position >= len(item.elts):
            return None
        item = item.elts[position]
    return item


def _is_text(expression: ast.expr, text: str) -> bool:
    return isinstance(expression, ast.Constant) and expression.value == text
