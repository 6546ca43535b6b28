"""The places where test code leaves the choice of a port to the system."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.starting import starts
from pytest_bulkhead.drill.mutating.subject import Subject

_SERVERS = ("Server", "serve", "start_server", "bind", "create_server", "run_server", "run_simple")


class FreePort(NamedTuple):
    """The number 0 in the place of a port."""

    number: ast.Constant
    call: ast.Call
    function: Function


def free_ports(subject: Subject) -> Iterator[FreePort]:
    """Each port that a test or fixture leaves open where it binds one or has a server do so."""
    for function in subject.functions:
        for call in subject.calls(function):
            if not _serves(call, function, subject):
                continue
            for number in _zeros(call):
                yield FreePort(number, call, function)


def _serves(call: ast.Call, function: Function, subject: Subject) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name.endswith(_SERVERS) or starts(call, function, subject)


def _zeros(call: ast.Call) -> Iterator[ast.Constant]:
    for argument in call.args:
        if isinstance(argument, ast.Tuple) and len(argument.elts) == 2 and _is_zero(argument.elts[1]):
            yield argument.elts[1]  # type: ignore[misc]
        elif _is_zero(argument):
            yield argument  # type: ignore[misc]
    for keyword in call.keywords:
        if keyword.arg == "port" and _is_zero(keyword.value):
            yield keyword.value  # type: ignore[misc]


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == 0
