"""The name by which something can be used in a file, and the import that this needs."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass

from pytest_bulkhead.checker.fixing.sequences import added_after, added_before
from pytest_bulkhead.checker.fixing.spans import line_end, line_start, line_stop, next_line, span_of
from pytest_bulkhead.checker.fixing.statements import has_own_lines, is_introduced
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import Bound, Scope
from pytest_bulkhead.findings import Edit


@dataclass(frozen=True, slots=True)
class Import:
    """How something is called in a file, and the edits after which it is."""

    name: str
    edits: tuple[Edit, ...] = ()


def existing_import(dotted: str, at: ast.AST, module: Module) -> str:
    """The name that a place can use for a module or member without more imports, empty when there is none.

    Only imports at the top of the file count, since those under a condition may not have run.
    """
    scope, (home, _, member) = module.scope_at(at), dotted.rpartition(".")
    for statement in module.source.tree.body:
        for name, target in _brought_by(statement):
            # What stands further down in a package may be a module that nobody has imported.
            if target == dotted and _means(name, statement, scope):
                return name
            if target == home and _means(name, statement, scope):
                return f"{name}.{member}"
    return ""


def imported(dotted: str, at: ast.AST, module: Module) -> Import | None:
    """The name that a place can use for a module or a member of one, with the import where there is none yet.

    None when the name means something else in the file.

    Args:
        dotted: ``module`` or ``module.member``; a member is imported by ``from``.
        at: where it is to be used.
        module: the file.
    """
    known = existing_import(dotted, at, module)
    if known:
        return Import(known)
    home, _, name = dotted.rpartition(".")
    if name in module.source.text and any(name in one for one in _bindings_everywhere(module)):
        return None
    edits = _extended(home, name, module) or _inserted(home, name, module)
    return Import(name, edits) if edits else None


def _brought_by(statement: ast.stmt) -> list[tuple[str, str]]:
    if isinstance(statement, ast.Import):
        return [(alias.asname or alias.name, alias.name) for alias in statement.names]
    if isinstance(statement, ast.ImportFrom) and not statement.level:
        return [(alias.asname or alias.name, f"{statement.module}.{alias.name}") for alias in statement.names]
    return []


def _means(name: str, statement: ast.stmt, scope: Scope) -> bool:
    """Whether a name, where it is looked up, is what a statement has imported and nothing else."""
    found = scope.lookup(name.partition(".")[0])
    return (
        found is not None
        and all(one.kind is Bound.IMPORT for one in found[1])
        and statement in [one.node for one in found[1]]
    )


def _bindings_everywhere(module: Module) -> list[set[str]]:
    """The names that the scopes of a file bind or use."""
    if "names" not in module.memo:
        nodes = list(ast.walk(module.source.tree))
        used = {node.id for node in nodes if isinstance(node, ast.Name)}
        given = {node.arg for node in nodes if isinstance(node, ast.arg)}
        module.memo["names"] = [used, given, set(module.scope.bindings)]
    known: list[set[str]] = module.memo["names"]
    return known


def _extended(home: str, name: str, module: Module) -> tuple[Edit, ...] | None:
    """One more name in an import from the same module."""
    for statement in module.source.tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == home and not statement.level:
            if any(alias.name == "*" for alias in statement.names) or "\\" in _source(statement, module):
                continue
            later = next((alias for alias in statement.names if alias.name > name), None)
            return added_before(later, name, module) if later else added_after(statement.names[-1], name, module)
    return None


def _inserted(home: str, name: str, module: Module) -> tuple[Edit, ...] | None:
    """An import statement of its own, among those of its kind."""
    body = module.source.tree.body
    text = f"from {home} import {name}" if home else f"import {name}"
    end = line_end(module)
    fresh = (home or name, bool(home))
    imports = [one for one in body if isinstance(one, ast.Import | ast.ImportFrom) and not _is_future(one)]
    alike = [one for one in imports if _kind(_home(one)) == _kind(fresh[0])]
    later = next((one for one in alike if (isinstance(one, ast.ImportFrom), _home(one)) > (fresh[1], fresh[0])), None)
    earlier = alike[: alike.index(later)] if later is not None else []
    if later is not None and earlier and is_introduced(later, module):
        return _after(earlier[-1], end + text, module)
    if later is not None and has_own_lines(later, module):
        at = line_start(span_of(later, module).start, module)
        return (Edit(at, at, text + end),)
    if alike:
        return _after(alike[-1], end + text, module)
    lower = [one for one in imports if _kind(_home(one)) < _kind(fresh[0])]
    if lower:
        return _after(lower[-1], end + end + text, module)
    if imports:
        at = line_start(span_of(imports[0], module).start, module)
        return (Edit(at, at, text + end + end),) if has_own_lines(imports[0], module) else None
    return _at_top(text, module)


def _at_top(text: str, module: Module) -> tuple[Edit, ...] | None:
    """Below the docstring and what must come first, where the file imports nothing else."""
    body, end = module.source.tree.body, line_end(module)
    first = [one for one in body if _is_future(one) or (one is body[0] and _is_docstring(one))]
    if first:
        return _after(first[-1], end + end + text, module)
    if not body:
        return None
    at = line_start(span_of(body[0], module).start, module)
    return (Edit(at, at, text + end + end),)


def _after(statement: ast.stmt, text: str, module: Module) -> tuple[Edit, ...] | None:
    if not has_own_lines(statement, module):
        return None
    at = line_stop(span_of(statement, module).end, module)
    return (Edit(at, at, text),)


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _home(statement: ast.Import | ast.ImportFrom) -> str:
    if isinstance(statement, ast.Import):
        return statement.names[0].name
    return "." * statement.level + (statement.module or "")


def _kind(home: str) -> int:
    """Of the standard library, from elsewhere, or relative."""
    if home.startswith("."):
        return 2
    return int(home.partition(".")[0] not in sys.stdlib_module_names)


def _source(statement: ast.stmt, module: Module) -> str:
    span = span_of(statement, module)
    return module.source.text[span.start : next_line(span.end, module)]
