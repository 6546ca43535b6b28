"""What the text of a fixture says of itself: its scope, and whether it is used without being asked for."""

from __future__ import annotations

import ast
from typing import NamedTuple

from pytest_bulkhead.review.parts import Part

_FIXTURES = frozenset({"fixture", "yield_fixture"})


class Declared(NamedTuple):
    """A fixture as it is declared.

    Args:
        scope: as it is written; `function` where nothing is.
    """

    scope: str
    autouse: bool

    @property
    def is_wide(self) -> bool:
        return self.scope != "function"


def declared(part: Part | None) -> Declared | None:
    """The fixture that a part of a file is, None where it is none."""
    for decorator in getattr(part.node, "decorator_list", ()) if part else ():
        call = decorator if isinstance(decorator, ast.Call) else None
        name = call.func if call else decorator
        if (name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")) not in _FIXTURES:
            continue
        given = {one.arg: one.value for one in call.keywords} if call else {}
        scope, autouse = given.get("scope"), given.get("autouse")
        return Declared(
            (scope.value if isinstance(scope, ast.Constant) and isinstance(scope.value, str) else ast.unparse(scope))
            if scope is not None
            else "function",
            isinstance(autouse, ast.Constant) and autouse.value is True,
        )
    return None
