"""What a mock answers when it is called, as far as it matters to whoever awaits the answer."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.mocking.coroutines import Coroutines
from pytest_bulkhead.checker.mocking.mocks import CONFIGURED, MadeMock, assigned_attributes
from pytest_bulkhead.checker.source.scopes import Bound

_DEPTH = 4
_LITERALS = (
    ast.Constant, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.JoinedStr, ast.Compare, ast.DictComp, ast.ListComp,
    ast.SetComp,
)  # fmt: skip
_BUILTINS = frozenset({"dict", "list", "set", "tuple", "str", "bytes", "int", "float", "bool", "object", "range"})


class Answers:
    """Tells answers that surely cannot be awaited."""

    def __init__(self, coroutines: Coroutines) -> None:
        self.coroutines = coroutines
        self.names = coroutines.names
        self.mocks = coroutines.mocks

    def cannot_be_awaited(self, made: MadeMock, known_as: frozenset[str], where: Where) -> bool:
        """Whether awaiting what a mock answers surely fails.

        Args:
            made: the mock.
            known_as: the texts by which code speaks of it.
            where: where it is used.
        """
        if made.is_async or made.spec is not None or made.is_open:
            return False
        effects = self._values("side_effect", made, known_as, where)
        returned = self._values("return_value", made, known_as, where)
        if effects is None or returned is None:
            return False
        return all(self._is_list(value) for value, _ in effects) and all(
            self.is_plain(value, place) for value, place in returned
        )

    def is_plain(self, value: ast.expr, where: Where, depth: int = 0) -> bool:
        """Whether a value surely cannot be awaited."""
        if isinstance(value, _LITERALS):
            return True
        if depth > _DEPTH:
            return False
        if isinstance(value, ast.Call):
            return self._is_plainly_made(value, where)
        if not isinstance(value, ast.Name):
            return False
        made = self.mocks.made(value, where)
        if made:
            return made.spec is None
        referent = self.names.refer(value, where)
        binding = referent.binding if referent else None
        if referent is None or referent.where is None or binding is None or binding.path or binding.value is None:
            return False
        return binding.kind is Bound.VALUE and self.is_plain(binding.value, referent.where, depth + 1)

    def _is_plainly_made(self, call: ast.Call, where: Where) -> bool:
        made = self.mocks.made(call, where)
        if made:
            return made.spec is None
        if isinstance(call.func, ast.Name) and call.func.id in _BUILTINS:
            referent = self.names.refer(call.func, where)
            return referent is not None and referent.dotted == f"builtins.{call.func.id}"
        return False

    def _is_list(self, value: ast.expr) -> bool:
        """Whether a side effect is a list of plain answers."""
        if isinstance(value, ast.Constant):
            return value.value is None
        return isinstance(value, (ast.List, ast.Tuple)) and all(isinstance(one, _LITERALS) for one in value.elts)

    def _values(
        self, name: str, made: MadeMock, known_as: frozenset[str], where: Where
    ) -> list[tuple[ast.expr, Where]] | None:
        """All values that are given as ``side_effect`` or ``return_value``; None when the text does not show them."""
        given = made.argument(name)
        found = [(given, made.where)] if given is not None else []
        for place in {where.module: where, made.where.module: made.where}.values():
            for text, values in assigned_attributes(place).items():
                base, _, last = text.rpartition(".")
                if last == CONFIGURED and base in known_as:
                    return None
                if last.startswith("__a") and base.removesuffix(".return_value") in known_as:
                    return None
                if last == name and base in known_as:
                    found.extend((value, place) for value in values)
        return found
