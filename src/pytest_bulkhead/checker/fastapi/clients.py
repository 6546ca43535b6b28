"""The requests that a test makes of an application without any credentials."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.fastapi.paths import path_text
from pytest_bulkhead.checker.fastapi.routes import Holder, Route, Routes
from pytest_bulkhead.checker.meaning.names import Where, chain
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode
from pytest_bulkhead.checker.suite.knowledge import Knowledge, where_in

_DEPTH = 6
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "options", "head"})
_CLIENTS = frozenset({
    "fastapi.testclient.TestClient", "starlette.testclient.TestClient", "httpx.AsyncClient", "httpx.Client",
})  # fmt: skip
_TRANSPORTS = frozenset({"httpx.ASGITransport", "httpx.WSGITransport"})
# With one of these a request may carry credentials, or go elsewhere.
_CREDENTIALS = frozenset({"headers", "auth", "cookies", "root_path", "params", None})
_HOST = re.compile(r"^https?://[^/<]*")


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a client's method.

    Args:
        segments: the parts of the path, with names in angle brackets for what the source does not show.
    """

    call: ast.Call
    method: str
    segments: tuple[str, ...]
    application: Holder

    def may_reach(self, route: Route) -> bool:
        """Whether a route answers a request of this kind, if no other one stands before it."""
        if route.path is None or (route.methods and self.method not in route.methods):
            return False
        wanted = route.path.split("/")
        if wanted[-1].endswith(":path}"):
            return len(self.segments) >= len(wanted) and _fit(self.segments, wanted[:-1])
        return len(wanted) == len(self.segments) and _fit(self.segments, wanted)


class Clients:
    """Follows the client of a request to the application that it is made for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.routes = Routes(knowledge)

    def requests(self, function: Function) -> Iterator[Request]:
        """The requests that a function makes by itself, as far as they surely carry no credentials."""
        where = where_in(function)
        for node in function.scope.own:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            if node.func.attr not in _VERBS or any(one.arg in _CREDENTIALS for one in node.keywords):
                continue
            segments = self._segments(node.args[0], where)
            application = self._application_of(node.func.value, function) if segments else None
            if segments and application:
                yield Request(node, node.func.attr.upper(), segments, application)

    def _application_of(self, client: ast.expr, function: Function) -> Holder | None:
        where = where_in(function)
        if _is_equipped(chain(client), function):
            return None
        made = self._made(client, where, 0)
        if made is None:
            return None
        call, place = made
        if any(one.arg in _CREDENTIALS for one in call.keywords):
            return None
        given = self._given_application(call, place)
        return self.routes.application(*given) if given else None

    def _made(self, client: ast.expr, where: Where, depth: int) -> tuple[ast.Call, Where] | None:
        """The call that makes a client."""
        if depth > _DEPTH:
            return None
        if isinstance(client, ast.Call):
            return (client, where) if self.names.dotted(client.func, where) in _CLIENTS else None
        if not isinstance(client, (ast.Name, ast.Attribute)):
            return None
        referent = self.names.refer(client, where)
        binding = referent.binding if referent else None
        if referent is None or referent.where is None or binding is None or binding.path:
            return None
        if binding.kind is Bound.PARAMETER and isinstance(referent.where.scope.node, FunctionNode):
            user = referent.where.module.function(referent.where.scope.node)
            provided = self.knowledge.provided_values(client, user)
            if len(provided) != 1 or _is_equipped(chain(provided[0][0]), provided[0][1]):
                return None
            return self._made(provided[0][0], where_in(provided[0][1]), depth + 1)
        if binding.value is None or binding.kind not in (Bound.VALUE, Bound.CONTEXT):
            return None
        return self._made(binding.value, referent.where, depth + 1)

    def _given_application(self, call: ast.Call, where: Where) -> tuple[ast.expr, Where] | None:
        keywords = {one.arg: one.value for one in call.keywords}
        base = self.knowledge.constants.value(keywords["base_url"], where) if "base_url" in keywords else ""
        if not isinstance(base, str) or _HOST.sub("", base).strip("/"):
            return None
        transport = keywords.get("transport")
        if isinstance(transport, ast.Name):
            referent = self.names.refer(transport, where)
            if referent is None or referent.where is None or referent.binding is None:
                return None
            transport, where = referent.binding.value, referent.where
        if isinstance(transport, ast.Call):
            if self.names.dotted(transport.func, where) not in _TRANSPORTS:
                return None
            call, keywords = transport, {one.arg: one.value for one in transport.keywords}
        application = keywords.get("app") or (call.args[0] if call.args else None)
        return (application, where) if application is not None else None

    def _segments(self, path: ast.expr, where: Where) -> tuple[str, ...]:
        text = path_text(path, where, self.knowledge.constants)
        if text is None or not text.startswith(("/", "<", "http")):
            return ()
        return tuple(_HOST.sub("", text).partition("?")[0].split("/"))


def _fit(segments: tuple[str, ...], wanted: list[str]) -> bool:
    pairs = zip(segments, wanted, strict=False)
    return all("{" in part or segment == part for segment, part in pairs)


def _is_equipped(client: str, function: Function) -> bool:
    """Whether a function gives a client headers, cookies or the like."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in _CREDENTIALS and chain(node.value) == client
        for node in function.scope.own
    )
