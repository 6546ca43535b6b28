"""Finds a project's FastAPI application by reading its code."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.checker.files.folders import Listing
from pytest_bulkhead.checker.files.layout import ImportRoots, is_test_path

_NEEDLE = b"FastAPI("
_MOST_FILES = 5_000
_NO_CODE = frozenset({"docs", "doc", "docs_src", "examples", "benchmarks", "scripts"})


def find_application(root: Path) -> str:
    """The application as `package.module:name`, empty when there is none, or none that stands out.

    The one that is called `app` is it, in the module that lies highest; where several lie there, nobody can tell.

    Args:
        root: the project's folder.
    """
    roots = ImportRoots(str(root))
    found = [
        (name != "app", len(path.parts), f"{module}:{name}")
        for path in _code(root)
        for name in _applications(path)
        if _can_be_imported(module := roots.dotted_name(str(path)))
    ]
    best = sorted(found)
    if not best or (len(best) > 1 and best[0][:2] == best[1][:2]):
        return ""
    return best[0][2]


def _can_be_imported(module: str) -> bool:
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in module.split("."))


def _code(root: Path) -> Iterator[Path]:
    """The modules of a project that are no tests, as many as can be looked at in a moment."""
    left, folders = _MOST_FILES, [root]
    while folders:
        folder = folders.pop()
        try:
            listing = Listing(str(folder))
        except OSError:
            continue
        if listing.is_environment and folder != root:
            continue
        folders += [folder / name for name in reversed(listing.folders) if name not in _NO_CODE]
        for name in listing.files:
            left -= 1
            if left < 0:
                return
            if not is_test_path(str((folder / name).relative_to(root))):
                yield folder / name


def _applications(path: Path) -> Iterator[str]:
    """The names that a module gives to applications at its top level."""
    try:
        data = path.read_bytes()
        tree = ast.parse(data) if _NEEDLE in data else ast.Module([], [])
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in tree.body:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and _makes_application(statement.value):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _makes_application(value: ast.expr | None) -> bool:
    if not isinstance(value, ast.Call):
        return False
    made = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return made == "FastAPI"
