"""psycopg2, whose connections and cursors are not written in Python."""

from __future__ import annotations

from types import FrameType, ModuleType
from typing import Any

from pytest_bulkhead.plugin.touching.clients.extension_types import before_each
from pytest_bulkhead.plugin.touching.clients.library import Library
from pytest_bulkhead.plugin.touching.clients.wraps import See, Wraps
from pytest_bulkhead.plugin.touching.postgres.connections import Connections, path_in_options
from pytest_bulkhead.plugin.touching.postgres.session import Target, World

_IDLE, _FAILED = 0, 3
_STATEMENTS = ("execute", "executemany", "copy_expert")
_COPIES = ("copy_from", "copy_to")


def library(world: World, all_connections: list[Connections]) -> Library:
    """What to wait for."""

    def install(module: ModuleType, wraps: Wraps) -> None:
        connections = Connections(world, _target, lambda connection: bool(connection.closed))

        def runs(cursor: Any, text: str | bytes, frame: FrameType) -> None:
            connection = cursor.connection
            state = connection.info.transaction_status
            is_inside = state != _IDLE or not connection.autocommit
            connections.run(connection, text, frame, is_open=state != _IDLE, is_inside=is_inside)

        def executes(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            query = args[1] if len(args) > 1 else kwargs.get("query", kwargs.get("sql"))
            runs(args[0], _text(query, args[0]), frame)

        def copies(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any], way: str) -> None:
            table = args[2] if len(args) > 2 else kwargs["table"]
            name = '"{}"'.format(table.replace('"', '""'))
            runs(args[0], f"COPY {name} {'FROM STDIN' if way == 'copy_from' else 'TO STDOUT'}", frame)

        def calls(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            world.unknown("a stored procedure")

        def of_cursor(name: str) -> See:
            if name in _STATEMENTS:
                return executes
            if name == "callproc":
                return calls
            return lambda frame, args, kwargs: copies(frame, args, kwargs, name)

        def ends(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any], way: str) -> None:
            session = connections.of(args[0])
            is_kept = way == "commit" and args[0].info.transaction_status != _FAILED
            session.commits() if is_kept else session.rolls_back()

        def of_connection(name: str) -> See:
            return lambda frame, args, kwargs: ends(frame, args, kwargs, name)

        before_each(wraps, module.extensions.cursor, (*_STATEMENTS, *_COPIES, "callproc"), of_cursor)
        before_each(wraps, module.extensions.connection, ("commit", "rollback", "reset"), of_connection)
        all_connections.append(connections)

    return Library("psycopg2", frozenset({"2"}), install)


def _text(query: Any, cursor: Any) -> str | bytes:
    return query if isinstance(query, (str, bytes)) else query.as_string(cursor)


def _target(connection: Any) -> Target:
    info = connection.info
    path = path_in_options(info.dsn_parameters.get("options")) or info.parameter_status("search_path")
    return Target(info.host or "", info.port, info.dbname, info.user, path)
