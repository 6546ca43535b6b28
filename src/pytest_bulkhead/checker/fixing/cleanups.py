"""Clean-up code that has nothing left to do, taken out with what stands around it for its sake alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator

from pytest_bulkhead.checker.fixing.blocks import freed
from pytest_bulkhead.checker.fixing.spans import line_above, line_start, line_text, span_of
from pytest_bulkhead.checker.fixing.statements import block_of, removed
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Binding, Bound
from pytest_bulkhead.findings import Edit

_INERT = (ast.Name, ast.Attribute, ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Tuple)
# Answers whether an expression only reads the state that the clean-up puts back.
OnlyReads = Callable[[ast.expr], bool]


def at_the_end(statements: Iterable[ast.stmt], function: Function, beside: Collection[ast.stmt]) -> set[ast.stmt]:
    """Those of some statements after which nothing that could notice runs in the function.

    Args:
        statements: what is to be taken out.
        function: the one in which they stand.
        beside: statements that may follow, since they put back other things.
    """
    kept = set(statements)
    while True:
        staying = {one for one in kept if _is_last(one, kept | set(beside), function)}
        if staying == kept:
            return kept
        kept = staying


def taken_out(
    statements: Collection[ast.stmt], function: Function, only_reads: OnlyReads, beside: Collection[ast.stmt] = ()
) -> tuple[Edit, ...] | None:
    """The edits after which some statements are gone, with what stands around them and was saved for them alone.

    None when a comment would be lost, or when something would be left that makes no sense.

    Args:
        statements: what is taken out.
        function: the one in which they stand.
        only_reads: tells what was read for them.
        beside: statements of the same kind; a comment above them is about all that follow without a blank line.
    """
    module = function.module
    if any(_is_announced(one, {*beside, *statements}, function) for one in statements):
        return None
    wanted = _with_what_is_around(set(statements), function)
    wanted |= _saved_for(wanted, function, only_reads)
    attempts = {one for one in map(module.parent, wanted) if isinstance(one, ast.Try) and _is_idle(one, wanted)}
    edits: list[Edit] = []
    for attempt in attempts:
        if any(one in wanted for inner in attempt.body for one in ast.walk(inner)):
            return None
        moved = freed(attempt, module)
        if moved is None:
            return None
        edits.extend(moved)
    rest = [one for one in wanted if module.parent(one) not in attempts]
    gone = removed(rest, module)
    return None if gone is None else (*edits, *gone)


def _is_announced(statement: ast.stmt, alike: set[ast.stmt], function: Function) -> bool:
    """Whether a comment stands above a row of statements of one kind, of which this is one."""
    module = function.module
    outer = module.parent(statement)
    if isinstance(outer, ast.stmt) and _is_hull(outer, alike):
        return _is_announced(outer, alike, function)
    block = block_of(statement, module)
    for one in reversed(block[: block.index(statement) + 1]):
        if one is not statement and not _is_quiet(one, alike):
            return False
        above = line_above(line_start(span_of(one, module).start, module), module)
        if not line_text(above, module):
            return False
        if line_text(above, module).startswith("#"):
            return True
    return False


def _is_last(statement: ast.stmt, quiet: set[ast.stmt], function: Function) -> bool:
    """Whether nothing but quiet statements runs after one, to the end of the function."""
    module = function.module
    block = block_of(statement, module)
    if not all(_is_quiet(one, quiet) for one in block[block.index(statement) + 1 :]):
        return False
    outer = module.parent(statement)
    if outer is function.node:
        return True
    if isinstance(outer, ast.ExceptHandler):
        outer = module.parent(outer)
    if isinstance(outer, ast.Try):
        later = [*outer.orelse, *outer.finalbody] if block is not outer.finalbody else []
        if not all(one in block or _is_quiet(one, quiet) for one in later):
            return False
    return isinstance(outer, (ast.If, ast.Try)) and _is_last(outer, quiet, function)


def _is_quiet(statement: ast.stmt, quiet: Collection[ast.stmt]) -> bool:
    return statement in quiet or _does_nothing(statement) or _is_hull(statement, quiet)


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, (ast.Name, ast.Constant))
    return isinstance(statement, ast.Pass)


def _with_what_is_around(wanted: set[ast.stmt], function: Function) -> set[ast.stmt]:
    """The statements, or those around them that hold nothing else."""
    module = function.module
    while True:
        around = {
            outer for outer in map(module.parent, wanted) if isinstance(outer, ast.stmt) and _is_hull(outer, wanted)
        }
        fresh = around - wanted
        if not fresh:
            return wanted
        inside = {one for outer in fresh for one in ast.walk(outer) if one is not outer}
        wanted = {one for one in wanted if one not in inside} | fresh


def _is_hull(outer: ast.stmt, gone: Collection[ast.stmt]) -> bool:
    """Whether a statement does nothing but decide whether those in it run."""
    if isinstance(outer, ast.If):
        inert = all(
            isinstance(one, (*_INERT, ast.expr_context, ast.cmpop, ast.boolop, ast.unaryop))
            for one in ast.walk(outer.test)
        )
        return inert and all(one in gone for one in (*outer.body, *outer.orelse))
    if isinstance(outer, ast.Try) and outer.handlers:
        idle = all(isinstance(one, ast.Pass) for handler in outer.handlers for one in handler.body)
        return idle and not outer.orelse and not outer.finalbody and all(one in gone for one in outer.body)
    return False


def _is_idle(attempt: ast.Try, gone: Collection[ast.stmt]) -> bool:
    return bool(attempt.finalbody) and all(one in gone for one in attempt.finalbody)


def _saved_for(gone: Collection[ast.stmt], function: Function, only_reads: OnlyReads) -> set[ast.stmt]:
    """The assignments whose names are read nowhere but in what is taken out."""
    inside = {id(node) for one in gone for node in ast.walk(one)}
    found: set[ast.stmt] = set()
    for name in {node.id for one in gone for node in ast.walk(one) if isinstance(node, ast.Name)}:
        bindings = function.scope.bindings.get(name, [])
        if (
            len(bindings) == 1
            and _is_plain(bindings[0], name)
            and all(id(node) in inside for node in _reads(name, function))
        ):
            saving = bindings[0]
            if isinstance(saving.node, ast.stmt) and saving.value is not None and only_reads(saving.value):
                found.add(saving.node)
    return found


def _is_plain(binding: Binding, name: str) -> bool:
    node = binding.node
    if binding.kind is not Bound.VALUE or binding.path or not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return len(targets) == 1 and isinstance(targets[0], ast.Name) and targets[0].id == name


def _reads(name: str, function: Function) -> Iterator[ast.Name]:
    for node in ast.walk(function.node):
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Store):
            yield node
