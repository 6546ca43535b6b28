"""What stands behind the objects that lead to a server: the clients, engines and connections that they come from."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.flow.origins import Origin
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.sameness import Likeness
from pytest_bulkhead.checker.servers.connection import Backend, Connection, last_name
from pytest_bulkhead.checker.servers.openfga_clients import configuration_of, openfga_connection
from pytest_bulkhead.checker.servers.redis_clients import SCHEMES, redis_connection
from pytest_bulkhead.checker.servers.sql_engines import sql_connection
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_DEPTH = 8
# What a client or engine makes that leads to the same place.
_DERIVED = frozenset({
    "client", "pipeline", "master_for", "slave_for", "transaction", "json", "ft", "ts", "bf", "cf", "topk",
    "connect", "begin", "begin_nested", "cursor", "acquire", "connection", "raw_connection", "session",
    "execution_options", "get_bind", "query", "filter", "filter_by", "where", "__enter__", "__aenter__",
    "enter_context", "enter_async_context",
})  # fmt: skip
_SESSIONS = frozenset({
    "Session", "sessionmaker", "async_sessionmaker", "AsyncSession", "scoped_session", "async_scoped_session",
})  # fmt: skip
_ORM = frozenset({"sqlalchemy", "sqlmodel"})


class Connections:
    """Recognises what connects to a server, and finds what stands behind the objects that lead there.

    Args:
        module: the file that is looked at.
    """

    def __init__(self, knowledge: Knowledge, module: Module) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.likeness = Likeness(knowledge, module)

    def made_by(self, call: ast.Call, where: Where) -> Connection | None:
        """The connection that a call makes, if it makes one."""
        made = redis_connection(call, where, self) or sql_connection(call, where, self)
        return made or openfga_connection(call, where, self)

    def behind(self, expression: ast.expr, where: Where, seen: frozenset[ast.expr] = frozenset()) -> list[Connection]:
        """The connections that an object can lead to; none at all when one of them cannot be told."""
        found: list[Connection] = []
        for origin in self.likeness.origins.of(expression, where):
            is_none = isinstance(origin.node, ast.Constant) and origin.node.value is None
            if is_none or origin.node in seen:
                continue
            more = self._origin(origin, seen | {origin.node})
            if not more:
                return self._held_by_object(expression, where, seen) if isinstance(expression, ast.Attribute) else []
            found.extend(more)
        return found

    def _origin(self, origin: Origin, seen: frozenset[ast.expr]) -> list[Connection]:
        node, where = origin
        if len(seen) > _DEPTH:
            return []
        if isinstance(node, ast.Attribute):
            return self._held_by_object(node, where, seen)
        if not isinstance(node, ast.Call):
            return []
        made = self.made_by(node, where)
        if made:
            return [made]
        if isinstance(node.func, ast.Attribute) and node.func.attr in _DERIVED:
            entered = node.func.attr.startswith("enter") and node.args
            return self.behind(node.args[0] if entered else node.func.value, where, seen)
        return self._session(node, where, seen)

    def _session(self, call: ast.Call, where: Where, seen: frozenset[ast.expr]) -> list[Connection]:
        """A session of an engine, be it made by a factory for sessions; a client of what configures it."""
        configuration = configuration_of(call, where, self)
        if configuration is not None:
            return self.behind(configuration, where, seen)
        if last_name(call.func) in _SESSIONS and self.names.dotted(call.func, where).partition(".")[0] in _ORM:
            bound = next((one.value for one in call.keywords if one.arg == "bind"), None) or next(iter(call.args), None)
            return self.behind(bound, where, seen) if bound is not None else []
        makers = self.likeness.origins.of(call.func, where) if isinstance(call.func, (ast.Name, ast.Attribute)) else []
        if len(makers) != 1 or not isinstance(makers[0].node, ast.Call) or makers[0].node in seen:
            return []
        return self._session(makers[0].node, makers[0].where, seen | {makers[0].node})

    def _held_by_object(self, attribute: ast.Attribute, where: Where, seen: frozenset[ast.expr]) -> list[Connection]:
        """``broker.client`` of what was made with a client, or for an address: it leads there."""
        found: list[Connection] = []
        for origin in self.likeness.origins.of(attribute.value, where):
            if not isinstance(origin.node, ast.Call) or origin.node in seen:
                return []
            itself = self._origin(origin, seen | {origin.node})
            more = itself or self._handed_to(origin.node, origin.where, seen | {origin.node})
            if not more:
                return []
            found.extend(more)
        return found

    def _handed_to(self, call: ast.Call, where: Where, seen: frozenset[ast.expr]) -> list[Connection]:
        """The connections that are handed to a call, or the one that the address leads to which it is given."""
        for one in (*call.args, *(keyword.value for keyword in call.keywords)):
            found = self.behind(one, where, seen)
            if found:
                return found
            address = self.knowledge.constants.value(one, where)
            if isinstance(address, str) and address.startswith(SCHEMES):
                return [Connection(Backend.REDIS, call, where, self.likeness.of(one, where))]
        return []
