"""Which calls bind a port, and where among their arguments it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.names import Names, Where
from pytest_bulkhead.checker.source.scopes import Bound


@dataclass(frozen=True, slots=True)
class Listener:
    """Where a call has its port.

    Args:
        port: position of the port itself, -1 when it can only be given by name.
        keyword: its name.
        address: position of a pair of host and port, -1 when there is none.
        address_keyword: its name.
    """

    port: int = -1
    keyword: str = ""
    address: int = -1
    address_keyword: str = ""


_PAIR = Listener(address=0, address_keyword="server_address")
_BY_NAME = Listener(keyword="port")
_GRPC = Listener(address=0, address_keyword="address")

# By full name; classes stand for what their construction does.
_CALLS: Mapping[str, Listener] = {
    "http.server.HTTPServer": _PAIR,
    "http.server.ThreadingHTTPServer": _PAIR,
    "socketserver.TCPServer": _PAIR,
    "socketserver.UDPServer": _PAIR,
    "socketserver.ThreadingTCPServer": _PAIR,
    "socketserver.ThreadingUDPServer": _PAIR,
    "xmlrpc.server.SimpleXMLRPCServer": Listener(address=0, address_keyword="addr"),
    "wsgiref.simple_server.WSGIServer": _PAIR,
    "wsgiref.simple_server.make_server": Listener(port=1, keyword="port"),
    "socket.create_server": Listener(address=0, address_keyword="address"),
    "multiprocessing.connection.Listener": Listener(address=0, address_keyword="address"),
    "multiprocessing.managers.BaseManager": Listener(address=0, address_keyword="address"),
    "asyncio.start_server": Listener(port=2, keyword="port"),
    "anyio.create_tcp_listener": Listener(keyword="local_port"),
    "anyio.create_udp_socket": Listener(keyword="local_port"),
    "trio.open_tcp_listeners": Listener(port=0, keyword="port"),
    "trio.serve_tcp": Listener(port=1, keyword="port"),
    "uvicorn.run": _BY_NAME,
    "hypercorn.run": _BY_NAME,
    "waitress.serve": _BY_NAME,
    "bottle.run": _BY_NAME,
    "werkzeug.serving.run_simple": Listener(port=1, keyword="port"),
    "werkzeug.serving.make_server": Listener(port=1, keyword="port"),
    "aiohttp.web.run_app": _BY_NAME,
    "aiohttp.web.TCPSite": Listener(port=2, keyword="port"),
    "aiohttp.test_utils.TestServer": _BY_NAME,
    "websockets.serve": Listener(port=2, keyword="port"),
    "websockets.asyncio.server.serve": Listener(port=2, keyword="port"),
    "websockets.sync.server.serve": Listener(port=2, keyword="port"),
    "websockets.server.serve": Listener(port=2, keyword="port"),
    "gevent.pywsgi.WSGIServer": Listener(address=0, address_keyword="listener"),
    "gevent.server.StreamServer": Listener(address=0, address_keyword="listener"),
    "eventlet.listen": Listener(address=0, address_keyword="addr"),
    "prometheus_client.start_http_server": Listener(port=0, keyword="port"),
    "prometheus_client.start_wsgi_server": Listener(port=0, keyword="port"),
    "pytest_httpserver.HTTPServer": Listener(port=1, keyword="port"),
    "moto.server.ThreadedMotoServer": Listener(port=1, keyword="port"),
    "aiosmtpd.controller.Controller": Listener(port=2, keyword="port"),
    "pyftpdlib.servers.FTPServer": Listener(address=0, address_keyword="address_or_socket"),
    "pyftpdlib.servers.ThreadedFTPServer": Listener(address=0, address_keyword="address_or_socket"),
    "sshtunnel.SSHTunnelForwarder": Listener(address_keyword="local_bind_address"),
    "sshtunnel.open_tunnel": Listener(address_keyword="local_bind_address"),
    "portforward.forward": Listener(port=2, keyword="from_port"),
    "twisted.internet.reactor.listenTCP": Listener(port=0, keyword="port"),
    "twisted.internet.reactor.listenUDP": Listener(port=0, keyword="port"),
    "twisted.internet.reactor.listenSSL": Listener(port=0, keyword="port"),
    "debugpy.listen": Listener(address=0, address_keyword="address"),
    "fakeredis.TcpFakeServer": Listener(address=0, address_keyword="server_address"),
}

# By the class of the object and the method.
_METHODS: Mapping[tuple[str, str], Listener] = {
    ("flask.Flask", "run"): Listener(port=1, keyword="port"),
    ("flask.app.Flask", "run"): Listener(port=1, keyword="port"),
    ("quart.Quart", "run"): Listener(port=1, keyword="port"),
    ("sanic.Sanic", "run"): Listener(port=1, keyword="port"),
    ("sanic.Sanic", "create_server"): Listener(port=1, keyword="port"),
    ("bottle.Bottle", "run"): _BY_NAME,
    ("tornado.web.Application", "listen"): Listener(port=0, keyword="port"),
    ("tornado.httpserver.HTTPServer", "listen"): Listener(port=0, keyword="port"),
    ("tornado.tcpserver.TCPServer", "listen"): Listener(port=0, keyword="port"),
    ("mcp.server.fastmcp.FastMCP", "run"): _BY_NAME,
    ("fastmcp.FastMCP", "run"): _BY_NAME,
    ("fastmcp.FastMCP", "run_async"): _BY_NAME,
    ("gradio.Blocks", "launch"): Listener(keyword="server_port"),
    ("gradio.Interface", "launch"): Listener(keyword="server_port"),
    ("grpc.server", "add_insecure_port"): _GRPC,
    ("grpc.server", "add_secure_port"): _GRPC,
    ("grpc.aio.server", "add_insecure_port"): _GRPC,
    ("grpc.aio.server", "add_secure_port"): _GRPC,
}
_SOCKETS = frozenset({"socket.socket", "socket.SocketType", "trio.socket.socket"})
_LOOPS = frozenset({
    "asyncio.get_event_loop", "asyncio.get_running_loop", "asyncio.new_event_loop", "uvloop.new_event_loop",
})  # fmt: skip
_LOOP_METHODS = {
    "create_server": Listener(port=2, keyword="port"),
    "create_datagram_endpoint": Listener(address_keyword="local_addr"),
}

# `make_server(host, port, app, server_class)`.
_BEFORE_SERVER_CLASS = 3
_METHOD_NAMES = frozenset({"bind", *_LOOP_METHODS, *(method for _, method in _METHODS)})


class Listeners:
    """Recognises calls that bind a port."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def ports(self, call: ast.Call, where: Where) -> Iterator[ast.expr]:
        """The expressions that say which port a call binds, or will bind where it is served."""
        listener = self.of(call.func, where)
        if listener is not None and not _serves_otherwise(call):
            yield from _port(call, listener)

    def of(self, called: ast.expr, where: Where) -> Listener | None:
        """The listener that a called name or attribute is."""
        by_name = self._named(called, where)
        if by_name is not None or not isinstance(called, ast.Attribute):
            return by_name
        if called.attr not in _METHOD_NAMES:
            return None
        made = self.maker(called.value, where)
        if called.attr == "bind":
            return Listener(address=0) if made in _SOCKETS and self._has_ports(called.value, where) else None
        if called.attr in _LOOP_METHODS and made in _LOOPS:
            return _LOOP_METHODS[called.attr]
        return _METHODS.get((made, called.attr))

    def maker(self, expression: ast.expr, where: Where) -> str:
        """The full name of the function or class whose call made an object, through closing wrappers."""
        made = self._made(expression, where)
        return self.names.dotted(made[0].func, made[1]) if made else self._annotated(expression, where)

    def _made(self, expression: ast.expr, where: Where) -> tuple[ast.Call, Where] | None:
        """The call that made an object, and the place where it stands."""
        if isinstance(expression, ast.Call):
            named = self.names.dotted(expression.func, where)
            wraps = named in ("contextlib.closing", "contextlib.aclosing") or named.endswith(".enter_context")
            return self._made(expression.args[0], where) if wraps and expression.args else (expression, where)
        referent = self.names.refer(expression, where)
        binding = referent.binding if referent else None
        if referent is None or binding is None or referent.where is None or binding.path:
            return None
        if binding.kind in (Bound.VALUE, Bound.CONTEXT) and isinstance(binding.value, ast.Call):
            return self._made(binding.value, referent.where)
        return None

    def _has_ports(self, socket: ast.expr, where: Where) -> bool:
        """Whether a socket is not surely of a family that knows no TCP or UDP ports."""
        made = self._made(socket, where)
        if made is None:
            return True
        given = [*made[0].args[:1], *(one.value for one in made[0].keywords if one.arg == "family")]
        families = [self.names.dotted(one, made[1]).rpartition(".")[2] for one in given]
        return all(one.endswith(("_INET", "_INET6")) or not one.startswith(("AF_", "PF_")) for one in families)

    def _annotated(self, expression: ast.expr, where: Where) -> str:
        """Several assignments, all of the same make, as in ``try`` and ``except``."""
        found = where.scope.lookup(expression.id) if isinstance(expression, ast.Name) else None
        if found is None:
            return ""
        scope, bindings = found
        makers = {
            self.maker(one.value, Where(where.module, scope)) if isinstance(one.value, ast.Call) else ""
            for one in bindings
        }
        return makers.pop() if len(makers) == 1 else ""

    def _named(self, called: ast.expr, where: Where) -> Listener | None:
        referent = None if self.names.product_name(called, where) else self.names.refer(called, where)
        if referent is None:
            return None
        for one in self.names.bases(referent):
            if one.is_external and one.dotted in _CALLS:
                return _CALLS[one.dotted]
            # A class of the project that is built otherwise than its base says nothing by itself.
            if isinstance(one.node, ast.ClassDef) and one.where and "__init__" in one.where.module.methods(one.node):
                return None
        return None


def _serves_otherwise(call: ast.Call) -> bool:
    """Whether ``make_server`` is handed a class of server, which may well not bind at all."""
    return any(keyword.arg == "server_class" for keyword in call.keywords) or (
        ast.unparse(call.func).endswith("make_server") and len(call.args) > _BEFORE_SERVER_CLASS
    )


def _port(call: ast.Call, listener: Listener) -> Iterator[ast.expr]:
    if any(isinstance(one, ast.Starred) for one in call.args):
        return
    by_name = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    if listener.keyword in by_name:
        yield by_name[listener.keyword]
    elif 0 <= listener.port < len(call.args):
        yield call.args[listener.port]
    address = by_name.get(listener.address_keyword)
    if address is None and 0 <= listener.address < len(call.args):
        address = call.args[listener.address]
    if address is not None:
        yield address
