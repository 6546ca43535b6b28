"""Tables in PostgreSQL, as the statements that are sent there name them."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.plugin.touching.clients.library import ClientKind, Library
from pytest_bulkhead.plugin.touching.postgres import asyncpg_, psycopg_2, psycopg_3
from pytest_bulkhead.plugin.touching.postgres.connections import Connections
from pytest_bulkhead.plugin.touching.postgres.session import World
from pytest_bulkhead.plugin.touching.server_names import ServerNames
from pytest_bulkhead.plugin.touching.taking import Taking


class Tables(ClientKind):
    """Whatever stands above these libraries, such as SQLAlchemy, goes through them."""

    what = "tables in PostgreSQL"

    def __init__(self, taker: Any, paths: Any) -> None:
        self._connections: list[Connections] = []
        self._world = World(taker, ServerNames(paths.places, taker.worker), self.unknown)
        super().__init__(taker, paths)

    def libraries(self) -> tuple[Library, ...]:
        drivers = (psycopg_3, psycopg_2, asyncpg_)
        return tuple(driver.library(self._world, self._connections) for driver in drivers)

    def start(self) -> None:
        super().start()
        self.taker.ending.append(self._ends)

    def _ends(self, taking: Taking) -> None:
        for connections in self._connections:
            connections.look_for_closed()
