"""Whether a server that tests ask for can be had: one that is there already, or one that is started for a run."""

from __future__ import annotations

import importlib
import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.resources.recipe import Recipe
from pytest_bulkhead.settings import Settings

CLIENTS: Mapping[str, tuple[str, ...]] = {
    "postgres": ("psycopg", "psycopg2", "psycopg2-binary", "asyncpg"),
    "redis": ("redis",),
    "openfga": (),
}
"""The libraries that speak to each; any of them will do."""
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class ServerState:
    """What there is of a kind of server.

    Args:
        place: where it is, or the program that starts it; empty where neither is.
        origin: who names it, empty for one that is started.
        problem: what keeps tests from it, as a sentence; empty where nothing does.
        remedy: what to do about that.
    """

    place: str
    origin: str
    problem: str = ""
    remedy: str = ""


def state_of(kind: str, subject: Subject, settings: Settings) -> ServerState:
    """Look for one, and connect to it if it is named; none is started."""
    variable = f"BULKHEAD_{kind.upper()}_URL"
    url, origin = subject.environ.get(variable), variable
    if not url:
        url, origin = dict(settings.servers).get(kind), f"`servers` of {settings.path}"
    state = _named(kind, url, origin) if url else _startable(kind)
    if not state.problem and CLIENTS[kind] and not subject.facts.packages.keys() & {*CLIENTS[kind]}:
        named = " or ".join(CLIENTS[kind][:2])
        problem = f"{subject.facts.executable} has no library that speaks to it."
        return ServerState(state.place, state.origin, problem, f"Install {named} there.")
    return state


def _named(kind: str, url: str, origin: str) -> ServerState:
    try:
        place, connect = _place(kind, url)
    except BulkheadError as error:
        return ServerState("", origin, str(error), f"Mend the URL in {origin}.")
    try:
        connect()
    except (OSError, BulkheadError) as error:
        problem = f"Nothing answers at {place}, which {origin} names: {error}".rstrip(".") + "."
        return ServerState(place, origin, problem, f"Start the server, or take the URL out of {origin}.")
    return ServerState(place, origin)


def _place(kind: str, url: str) -> tuple[str, Callable[[], Any]]:
    """Where a URL leads, without what is secret in it, and what shows that something is there."""
    if kind == "openfga":
        connection = importlib.import_module("pytest_bulkhead.resources.openfga.connection").Connection(url)
        return connection.url, lambda: connection.ask("GET", "/healthz")
    address = importlib.import_module(f"pytest_bulkhead.resources.{kind}.address").Address.parse(url)
    return address.place, lambda: _connect(kind, address.host, address.port)


def _connect(kind: str, host: str, port: int) -> None:
    if host.startswith("/"):
        # PostgreSQL names the folder of its sockets, Redis the socket.
        path = f"{host}/.s.PGSQL.{port}" if kind == "postgres" else host
        with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
            connection.settimeout(_PATIENCE)
            connection.connect(path)
        return
    with socket.create_connection((host, port), timeout=_PATIENCE):
        pass


def _startable(kind: str) -> ServerState:
    module = importlib.import_module(f"pytest_bulkhead.resources.{kind}.own_server")
    try:
        recipe: Recipe = module.own_server({}) if kind == "postgres" else module.own_server()
    except BulkheadError as error:
        return ServerState("", "", str(error), "")
    return ServerState(recipe.command[0], "")
