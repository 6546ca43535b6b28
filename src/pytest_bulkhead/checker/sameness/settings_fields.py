"""Fields of a settings class, whose values come from the environment when the object is made."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from pytest_bulkhead.checker.flow.origins import Origins
from pytest_bulkhead.checker.meaning.names import Names, Referent, Where

_BASES = frozenset({
    "pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings",
    "pydantic_settings.main.BaseSettings",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Args:
        annotation: its type, as it is written.
    """

    name: str
    annotation: str


def settings_field(attribute: ast.Attribute, where: Where, names: Names, origins: Origins) -> Field | None:
    """The field of a settings class that an attribute reads."""
    own = names.class_around(attribute.value, where)
    for cls in [own] if own else _classes(attribute.value, where, names, origins):
        for base in names.bases(cls):
            if isinstance(base.node, ast.ClassDef):
                annotation = _annotation(base.node, attribute.attr)
                if annotation is not None and _is_settings(cls, names):
                    return Field(attribute.attr, annotation)
    return None


def _classes(made: ast.expr, where: Where, names: Names, origins: Origins) -> list[Referent]:
    """The classes of the project that an object is made of."""
    found = []
    for node, home in origins.of(made, where):
        referent = names.refer(node.func, home) if isinstance(node, ast.Call) else None
        if referent is not None and isinstance(referent.node, ast.ClassDef):
            found.append(referent)
    return found


def _is_settings(cls: Referent, names: Names) -> bool:
    return any(base.dotted in _BASES for base in names.bases(cls))


def _annotation(cls: ast.ClassDef, name: str) -> str | None:
    for statement in cls.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=found), annotation=annotation) if found == name:
                return ast.unparse(annotation)
    return None
