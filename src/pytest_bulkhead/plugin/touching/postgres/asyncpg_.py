"""asyncpg: the protocol is not written in Python; all that hands texts to it is."""

from __future__ import annotations

from types import FrameType, ModuleType
from typing import Any

from pytest_bulkhead.plugin.touching.clients.library import Library
from pytest_bulkhead.plugin.touching.clients.wraps import See, Wraps
from pytest_bulkhead.plugin.touching.postgres.connections import Connections
from pytest_bulkhead.plugin.touching.postgres.session import Target, World


def library(world: World, all_connections: list[Connections]) -> Library:
    """What to wait for."""

    def install(module: ModuleType, wraps: Wraps) -> None:
        connections = Connections(world, _target, lambda connection: bool(connection.is_closed()))

        def runs(connection: Any, text: str, frame: FrameType) -> None:
            is_open = connection._protocol.is_in_transaction()  # noqa: SLF001 - what `is_in_transaction` asks
            connections.run(connection, text, frame, is_open=is_open, is_inside=is_open)

        def executes(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            if len(args) < 3:  # with values for it, it goes the way of all others
                runs(args[0], args[1] if len(args) > 1 else kwargs["query"], frame)

        def does(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            runs(args[0], args[1], frame)

        def does_prepared(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            runs(args[0]._connection, args[0]._query, frame)  # noqa: SLF001

        def copies(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            names = (kwargs.get("schema_name"), args[1] if len(args) > 1 else kwargs["table_name"])
            name = ".".join('"{}"'.format(part.replace('"', '""')) for part in names if part)
            runs(args[0], f"COPY {name} FROM STDIN", frame)

        connection, prepared = module.connection.Connection, module.prepared_stmt.PreparedStatement
        ways: list[tuple[type, str, See]] = [
            (connection, "execute", executes),
            (connection, "_do_execute", does),
            (connection, "_copy_out", does),
            (connection, "_copy_in", does),
            (connection, "copy_records_to_table", copies),
            (prepared, "_PreparedStatement__do_execute", does_prepared),
            (module.cursor.BaseCursor, "_bind_exec", does_prepared),
            (module.cursor.BaseCursor, "_bind", does_prepared),
        ]
        for owner, name, see in ways:
            wraps.before(owner, name, see)
        all_connections.append(connections)

    return Library("asyncpg", frozenset({"0"}), install)


def _target(connection: Any) -> Target:
    address, given = connection._addr, connection._params  # noqa: SLF001 - nothing else says where it leads
    host, port = (address.rpartition("/")[0], int(address.rpartition(".")[2])) if isinstance(address, str) else address
    path = (given.server_settings or {}).get("search_path")
    return Target(host, port, given.database or given.user, given.user, path)
