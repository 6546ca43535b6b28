"""Which calls choose the OpenFGA store that a client writes to."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.servers.connection import Backend, Connection, Follower, last_name

CONFIGURATION = "ClientConfiguration"
CLIENT = "OpenFgaClient"
_PACKAGE = "openfga_sdk"


def openfga_connection(call: ast.Call, where: Where, follower: Follower) -> Connection | None:
    """The configuration that a call makes, if it names a store."""
    if last_name(call.func) != CONFIGURATION or not is_of_sdk(call.func, where, follower):
        return None
    store = next((one.value for one in call.keywords if one.arg == "store_id"), None)
    if store is None or (isinstance(store, ast.Constant) and store.value is None):
        return None
    return Connection(Backend.OPENFGA, call, where, follower.likeness.of(store, where))


def configuration_of(call: ast.Call, where: Where, follower: Follower) -> ast.expr | None:
    """What a client is made with, if a call makes one."""
    if last_name(call.func) != CLIENT or not is_of_sdk(call.func, where, follower):
        return None
    return next((one.value for one in call.keywords if one.arg == "configuration"), None) or next(iter(call.args), None)


def is_of_sdk(func: ast.expr, where: Where, follower: Follower) -> bool:
    return follower.knowledge.names.dotted(func, where).partition(".")[0] == _PACKAGE
