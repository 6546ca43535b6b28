"""The override of a security scheme beside that of the dependency that rests on it, put there and taken out with it."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable
from typing import NamedTuple

from pytest_bulkhead.checker.fastapi.overriding import Override
from pytest_bulkhead.checker.fixing import Edits
from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.sequences import added_before
from pytest_bulkhead.checker.fixing.spans import text_of
from pytest_bulkhead.checker.fixing.statements import put_before
from pytest_bulkhead.checker.rule import CheckedFile
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.states.overrides import ATTRIBUTE
from pytest_bulkhead.findings import Edit

_INSTEAD = "lambda: None"
_TAKES_OUT = re.compile(
    rf"\b{ATTRIBUTE}\s*\.\s*(?:pop|popitem|__delitem__)\b|\bdel\s+[\w.]+\.{ATTRIBUTE}\b|\bdelitem\b"
)


class _Named(NamedTuple):
    text: str
    edits: tuple[Edit, ...]


def beside(override: Override, schemes: Iterable[str], function: Function, file: CheckedFile) -> Edits:
    """The edits after which schemes are overridden wherever a dependency is; None where that cannot be written.

    Args:
        override: of the dependency.
        schemes: the keys of those that are left real, as `Dependencies` has them.
        function: which overrides it.
        file: in which it stands.
    """
    if override.helper is not None or override.key is None or override.where.module is not file.module:
        return None
    names = [_named(scheme, override.node, function, file) for scheme in schemes]
    added: list[Edit] = []
    for name in names:
        put = _put(override, name.text, file.module) if name else None
        taken = _taken_out(override, name.text, function) if name else None
        if name is None or put is None or taken is None:
            return None
        added += (*name.edits, *put, *taken)
    return added or None


def _named(scheme: str, at: ast.AST, function: Function, file: CheckedFile) -> _Named | None:
    """What a scheme at the top of a module is called where it is overridden."""
    dotted, _, path = scheme.partition(" ")
    home, _, name = dotted.rpartition(".")
    module = file.knowledge.index.module(path) if path and name.isidentifier() else None
    if module is None or name not in module.scope.bindings:
        return None
    if module is file.module:
        found = function.scope.lookup(name)
        return _Named(name, ()) if found is not None and found[0] is module.scope else None
    stem = os.path.splitext(os.path.basename(path))[0]
    if home.rpartition(".")[2] != (os.path.basename(os.path.dirname(path)) if stem == "__init__" else stem):
        return None
    if not _imports_below(home.partition(".")[0], file.module):
        return None
    brought = imported(dotted, at, file.module)
    return _Named(brought.name, brought.edits) if brought else None


def _imports_below(package: str, module: Module) -> bool:
    """Whether a file imports from a package by its full name, so that more can be imported in this way."""
    for statement in module.source.tree.body:
        if isinstance(statement, ast.ImportFrom) and not statement.level:
            if (statement.module or "").partition(".")[0] == package:
                return True
        elif isinstance(statement, ast.Import) and any(
            one.name.partition(".")[0] == package for one in statement.names
        ):
            return True
    return False


def _put(override: Override, name: str, module: Module) -> tuple[Edit, ...] | None:
    key, node = override.key, override.node
    around = module.parent(key) if key is not None else None
    if isinstance(around, ast.Dict) and key is not None:
        return added_before(key, f"{name}: {_INSTEAD}", module)
    statement = node if isinstance(node, ast.stmt) else module.parent(node)
    if not isinstance(statement, (ast.Assign, ast.Expr)):
        return None
    line = ""
    if isinstance(statement, ast.Assign) and statement.targets == [around] and isinstance(around, ast.Subscript):
        line = f"{text_of(around.value, module)}[{name}] = {_INSTEAD}"
    elif isinstance(around, ast.Call) and _sets_item(around, key):
        line = f"{text_of(around.func, module)}({text_of(around.args[0], module)}, {name}, {_INSTEAD})"
    edit = put_before(statement, [line], module) if line and "\n" not in line else None
    return (edit,) if edit else None


def _is_put_back(override: Override) -> bool:
    """Whether `monkeypatch` takes it out, and so what is put there beside it in the same way."""
    around = override.where.module.parent(override.key) if override.key is not None else None
    return isinstance(around, ast.Call) and _sets_item(around, override.key)


def _sets_item(call: ast.Call, key: ast.expr | None) -> bool:
    """Whether it is ``monkeypatch.setitem`` with this key."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name == "setitem" and len(call.args) == 3 and call.args[1] is key


def _taken_out(override: Override, name: str, function: Function) -> tuple[Edit, ...] | None:
    """What takes the scheme's override out where the other one is taken out by itself; None where that is not seen."""
    module = function.module
    if _is_put_back(override):
        return ()
    edits: list[Edit] = []
    for node in function.scope.own:
        mapping = _popped(node, override)
        if mapping is not None and isinstance(node, ast.stmt):
            edit = put_before(node, [f"{text_of(mapping, module)}.pop({name}, None)"], module)
            if edit is None:
                return None
            edits.append(edit)
    # In other functions, or for other keys, it may be taken out, too: whose that is cannot be told here.
    return tuple(edits) if len(_TAKES_OUT.findall(module.source.text)) == len(edits) else None


def _popped(node: ast.AST, override: Override) -> ast.expr | None:
    """The overrides from which a statement takes just this dependency."""
    key = ast.unparse(override.key) if override.key is not None else ""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Attribute(attr=attribute) as mapping, attr="pop"))):
            given = node.value.args[0] if isinstance(node.value, ast.Call) and node.value.args else None
        case ast.Delete(targets=[ast.Subscript(value=ast.Attribute(attr=attribute) as mapping, slice=given)]):
            pass
        case _:
            return None
    return mapping if attribute == ATTRIBUTE and given is not None and ast.unparse(given) == key else None
