"""Imports of the standard library that nothing in a file uses any more, once it is fixed."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from pytest_bulkhead.checker.fixing.spans import line_start, next_line, span_of
from pytest_bulkhead.checker.fixing.statements import block_of, has_own_lines, removed
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.source import UnreadableError, parse_source
from pytest_bulkhead.findings import Edit

_Import = ast.Import | ast.ImportFrom


def without_unused_imports(before: str, after: str) -> str:
    """A fixed text without the imports that only what was fixed has used.

    Left alone are imports that were not used before either, and names that stand anywhere else in the file, be it in a
    text or a comment.
    """
    try:
        module = Module(parse_source(after.encode(), "", ""), "")
    except UnreadableError:
        return after
    for statement, alias in _imports(module):
        if _lost_its_use(alias.asname or alias.name, statement, before, module):
            edits = _taken_out(statement, alias, module)
            if edits:
                for edit in sorted(edits, key=lambda one: one.start, reverse=True):
                    after = after[: edit.start] + edit.text + after[edit.end :]
                # What has been parsed is none of this text any more.
                return without_unused_imports(before, after)
    return after


def _imports(module: Module) -> Iterator[tuple[_Import, ast.alias]]:
    """The names that imports of the standard library bring, at the top of the file or of a function's body."""
    for node in module.nodes:
        outer = module.parent(node)
        if not isinstance(node, _Import) or not isinstance(outer, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for alias in node.names:
            home = alias.name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")
            if home.partition(".")[0] in sys.stdlib_module_names - {"__future__"} and "." not in alias.name:
                yield node, alias


def _lost_its_use(name: str, statement: _Import, before: str, module: Module) -> bool:
    text, span = module.source.text, span_of(statement, module)
    word = re.compile(rf"\b{re.escape(name)}\b")
    if word.search(text[: span.start] + text[span.end :]):
        return False
    return len(word.findall(before)) > len(word.findall(text))


def _taken_out(statement: _Import, alias: ast.alias, module: Module) -> tuple[Edit, ...] | None:
    if len(statement.names) == 1:
        return removed([statement], module) or _below_the_head(statement, module)
    position = statement.names.index(alias)
    span = span_of(alias, module)
    if position + 1 < len(statement.names):
        start, end = span.start, span_of(statement.names[position + 1], module).start
    else:
        start, end = span_of(statement.names[position - 1], module).end, span.end
    return None if "#" in module.source.text[start:end] else (Edit(start, end, ""),)


def _below_the_head(statement: _Import, module: Module) -> tuple[Edit, ...] | None:
    """The line of an import above which only comments stand: they are about the file, or about the next import, too."""
    text, span = module.source.text, span_of(statement, module)
    start, stop = line_start(span.start, module), next_line(span.end, module)
    comments = (line.strip("\ufeff \t\f") for line in text[:start].splitlines())
    follows = any(
        isinstance(one, _Import) and line_start(span_of(one, module).start, module) == stop
        for one in block_of(statement, module)
    )
    if not follows or "#" in text[start:stop] or any(line and not line.startswith("#") for line in comments):
        return None
    return (Edit(start, stop, ""),) if has_own_lines(statement, module) else None
