"""Which calls make an engine, pool or connection of a PostgreSQL or MySQL server, and which database that uses."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.sameness import combined
from pytest_bulkhead.checker.sameness.settings_fields import settings_field
from pytest_bulkhead.checker.servers.connection import Backend, Connection, Follower, last_name, targets

SCHEMES = ("postgres", "mysql", "mariadb")
_OTHER_SCHEMES = ("sqlite", "duckdb", "mssql", "oracle", "snowflake", "bigquery", "clickhouse", "redshift", "cockroach")
_ENGINE_PACKAGES = {
    "create_engine": ("sqlalchemy", "sqlmodel"),
    "create_async_engine": ("sqlalchemy", "sqlmodel"),
    "Database": ("databases",),
}
ENGINES = frozenset(_ENGINE_PACKAGES)
_DRIVERS = frozenset({
    "psycopg", "psycopg2", "psycopg2cffi", "psycopg_pool", "asyncpg", "aiopg", "pg8000", "pymysql", "MySQLdb", "mysql",
    "aiomysql", "asyncmy", "mariadb",
})  # fmt: skip
MAKERS = frozenset({
    "connect", "connect_async", "create_pool", "ConnectionPool", "AsyncConnectionPool", "NullConnectionPool",
    "ThreadedConnectionPool", "SimpleConnectionPool", "Connection", "MySQLConnectionPool", "MySQLConnection",
})  # fmt: skip
_TARGET = frozenset({
    "dsn", "conninfo", "host", "port", "dbname", "database", "db", "user", "username", "url", "options",
    "server_settings", "unix_socket", "schema", "connect_args", "init_command", "service",
})  # fmt: skip
_POSITIONAL = 1
_DEPTH = 5


def sql_connection(call: ast.Call, where: Where, follower: Follower) -> Connection | None:
    """The engine, pool or connection that a call makes, if it surely leads to PostgreSQL or MySQL."""
    last = last_name(call.func)
    if last not in MAKERS and last not in ENGINES:
        return None
    names = follower.knowledge.names
    if isinstance(call.func, ast.Attribute) and names.class_around(call.func.value, where):
        return None  # a method of the test's own class, or of its bases
    root = names.dotted(call.func, where).partition(".")[0]
    is_driver = root in _DRIVERS
    if not is_driver and root not in _ENGINE_PACKAGES.get(last, ()):
        return None
    given = list(targets(call, where, _TARGET, _POSITIONAL, follower.likeness))
    if not is_driver and not _is_server(given, follower):
        return None
    sameness = combined(follower.likeness.of(target, home) for target, home in given)
    return Connection(Backend.SQL, call, where, sameness)


def is_server_address(address: ast.expr, where: Where, follower: Follower) -> bool:
    """Whether an address surely leads to PostgreSQL or MySQL."""
    return _is_server([(address, where)], follower)


def _is_server(given: Iterable[tuple[ast.expr, Where]], follower: Follower) -> bool:
    texts = [text.lower() for target, home in given for text in _texts(target, home, follower, 0)]
    others = any(text.startswith(_OTHER_SCHEMES) for text in texts)
    return not others and any(text.startswith(SCHEMES) for text in texts)


def _texts(expression: ast.expr, where: Where, follower: Follower, depth: int) -> Iterator[str]:
    """The texts that an address is made of."""
    if depth > _DEPTH:
        return
    for node, home in follower.likeness.origins.of(expression, where):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield node.value
        elif isinstance(node, ast.Attribute):
            setting = settings_field(node, home, follower.knowledge.names, follower.likeness.origins)
            if setting is not None:
                yield from (scheme for scheme in SCHEMES if f"{scheme}dsn" in setting.annotation.lower())
            yield from _texts(node.value, home, follower, depth + 1)
        elif not isinstance(node, (ast.Name, ast.Lambda)):
            for child in ast.iter_child_nodes(node):
                inner = child.value if isinstance(child, (ast.keyword, ast.FormattedValue)) else child
                if isinstance(inner, ast.expr):
                    yield from _texts(inner, home, follower, depth + 1)
