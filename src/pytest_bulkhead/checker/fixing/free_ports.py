"""Port 0 in the place of a fixed one, where the code asks for the number that it got; else a port of the worker's."""

from __future__ import annotations

import ast
import re

from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.fixing.requests import request_fixture
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.findings import Edit

_FIXTURE = "worker_port"
# What tells the port that the system chose.
_TELLS = frozenset({"getsockname", "server_port", "server_address", "sockets"})


def any_port(call: ast.Call, port: int, function: Function) -> Edit | None:
    """The edit after which a call lets the system choose the port.

    None unless the number is written in the call, and nowhere else in the file, and the function asks for it later.
    """
    module = function.module
    numbers = [one for one in ast.walk(call) if isinstance(one, ast.Constant) and type(one.value) is int]
    own = [one for one in numbers if one.value == port]
    if len(own) != 1 or len(re.findall(rf"(?<!\d){port}(?!\d)", module.source.text)) != 1:
        return None
    asks = any(isinstance(node, ast.Attribute) and node.attr in _TELLS for node in function.scope.own)
    return replaced(own[0], "0", module) if asks else None


def port_of_worker(call: ast.Call, port: int, function: Function, knowledge: Knowledge) -> tuple[Edit, ...] | None:
    """The edits after which a test or fixture uses the port of its worker instead.

    None unless the number is written in the call, and stands nowhere in the file but in the code of this function.
    """
    module = function.module
    numbers = [node for node in function.scope.own if _is_number(node, port)]
    inside = {id(node) for node in ast.walk(call)}
    if not any(id(node) in inside for node in numbers):
        return None
    if len(numbers) != len(re.findall(rf"(?<!\d){port}(?!\d)", module.source.text)):
        return None
    patch = request_fixture(_FIXTURE, call, function, knowledge)
    changes = [replaced(node, _FIXTURE, module) for node in numbers if isinstance(node, ast.expr)]
    if patch is None or None in changes:
        return None
    return (*patch, *(change for change in changes if change is not None))


def _is_number(node: ast.AST, port: int) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == port
