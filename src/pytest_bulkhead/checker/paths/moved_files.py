"""How a test's file moves to a folder of its own: every mention of its name goes below ``tmp_path``."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.fixing import Edits, unsafe
from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.fixing.requests import request_fixture
from pytest_bulkhead.checker.paths.file_writes import last_name
from pytest_bulkhead.checker.paths.fixed_paths import Anchor, FixedPath, path_of_text
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.findings import Fix

_ASIDE = frozenset({"remove", "unlink", "rmtree", "exists", "isfile", "isdir", "rmdir"})
_ANCHORS = (Anchor.CWD, Anchor.TEMPORARY)


def moved_to_tmp_path(path: FixedPath, at: ast.Call, function: Function, knowledge: Knowledge) -> Fix | None:
    """A fix for a file that a test names by texts of its own, and hands to more calls than the one that makes it.

    Who is told no path finds the file by where it lies: that must stay.
    """
    module = function.module
    if path.anchor not in _ANCHORS or "/" in path.text or module.scope_at(at) is not function.scope:
        return None
    if knowledge.idioms.role(function) is not Role.TEST:
        return None
    texts = [
        node
        for node in ast.walk(function.node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and path_of_text(node.value) == (path,)
    ]
    calls = [_calls_with(text, function) for text in texts]
    if None in calls or len({call for found in calls for call in found or () if not _is_aside(call)}) < 2:
        return None
    parts: list[Edits] = [request_fixture("tmp_path", at, function, knowledge)]
    parts.extend(replaced(text, f'tmp_path / "{path.text}"', module) for text in texts)
    return unsafe(*parts)


def _calls_with(text: ast.expr, function: Function) -> list[ast.Call] | None:
    """The calls that a path is an argument of, at once or through a variable; None when it is anything else, too."""
    module = function.module
    parent = module.parent(text)
    if not isinstance(parent, ast.Assign):
        call = _call_around(text, module)
        return [call] if call else None
    if len(parent.targets) != 1 or not isinstance(parent.targets[0], ast.Name):
        return None
    name = parent.targets[0].id
    if len(function.scope.bindings.get(name, ())) != 1:
        return None
    uses = [node for node in ast.walk(function.node) if isinstance(node, ast.Name) and node.id == name]
    found = [_call_around(use, module) for use in uses if isinstance(use.ctx, ast.Load)]
    calls = [call for call in found if call is not None]
    return calls if len(calls) == len(found) else None


def _call_around(argument: ast.expr, module: Module) -> ast.Call | None:
    parent = module.parent(argument)
    if isinstance(parent, ast.keyword):
        parent = module.parent(parent)
    return parent if isinstance(parent, ast.Call) and argument is not parent.func else None


def _is_aside(call: ast.Call) -> bool:
    """Whether a call only cleans up, or asks whether the file is there."""
    return last_name(call) in _ASIDE
