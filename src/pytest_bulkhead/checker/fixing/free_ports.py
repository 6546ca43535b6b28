"""Port 0 in the place of a fixed one, where the code asks for the number that it got."""

from __future__ import annotations

import ast
import re

from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.findings import Edit

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
