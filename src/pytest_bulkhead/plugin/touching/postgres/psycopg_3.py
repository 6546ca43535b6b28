"""psycopg: every statement of a cursor is converted, every one of the connection itself is a command."""

from __future__ import annotations

from types import FrameType, ModuleType
from typing import Any

from pytest_bulkhead.plugin.touching.clients.library import Library
from pytest_bulkhead.plugin.touching.clients.wraps import Wraps
from pytest_bulkhead.plugin.touching.postgres.connections import Connections, path_in_options
from pytest_bulkhead.plugin.touching.postgres.session import Target, World

_IDLE, _FAILED = 0, 3
"""States of a transaction, as libpq counts them."""


def library(world: World, all_connections: list[Connections]) -> Library:
    """What to wait for."""

    def install(module: ModuleType, wraps: Wraps) -> None:
        connections = Connections(world, _target, lambda connection: bool(connection.closed))

        def converts(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            if frame.f_code.co_name == "mogrify":
                return
            cursor = args[0]
            connection = cursor.connection
            query = args[1] if len(args) > 1 else kwargs["query"]
            state = connection.pgconn.transaction_status
            is_inside = state != _IDLE or not connection.autocommit
            connections.run(connection, _text(query, cursor), frame, is_open=state != _IDLE, is_inside=is_inside)

        def commands(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            connection = args[0]
            text = _text(args[1] if len(args) > 1 else kwargs["command"], connection)
            state = connection.pgconn.transaction_status
            if state == _FAILED and b"COMMIT" in text:
                text = b"ROLLBACK"
            connections.run(connection, text, frame, is_open=state != _IDLE, is_inside=state != _IDLE)

        cursor_base, connection_base = module.Cursor.__mro__[1], module.Connection.__mro__[1]
        wraps.before(cursor_base, "_convert_query", converts)
        wraps.before(connection_base, "_exec_command", commands)
        all_connections.append(connections)

    return Library("psycopg", frozenset({"3"}), install)


def _text(query: Any, adapting: Any) -> bytes:
    if isinstance(query, bytes):
        return query
    if isinstance(query, str):
        return query.encode()
    as_bytes = getattr(query, "as_bytes", None)
    # A template of Python's own: what is put in is a value wherever it is not said to be a name.
    return as_bytes(adapting) if as_bytes else "%s".join(query.strings).encode()


def _target(connection: Any) -> Target:
    info = connection.info
    path = path_in_options(info.get_parameters().get("options"))
    return Target(info.host, info.port, info.dbname, info.user, path or info.parameter_status("search_path"))
