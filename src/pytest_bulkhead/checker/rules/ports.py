"""BH201: test code binds a port whose number is the same in every worker."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import ports as cases
from pytest_bulkhead.checker.fixing import unsafe
from pytest_bulkhead.checker.fixing.free_ports import any_port, port_of_worker
from pytest_bulkhead.checker.ports.port_values import PortValues, Source
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.sameness.worker_ids import uses_library
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.findings import Evidence, Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.ports import HAZARD


class Ports(Rule):
    hazards = (HAZARD,)
    # The names of what listens: a server under another name cannot be told to be one either.
    tokens = (
        ".bind(", "HTTPServer", "TCPServer", "UDPServer", "StreamServer", "WSGIServer", "XMLRPCServer", "create_server",
        "start_server", "make_server", "uvicorn", "hypercorn", "waitress", "bottle", "run_simple", "run_app", "TCPSite",
        "TestServer", "websockets", "eventlet", "start_http_server", "start_wsgi_server", "MotoServer", "aiosmtpd",
        "FTPServer", "multiprocessing.connection", "BaseManager", "portforward", "sshtunnel", "listenTCP", "listenUDP",
        "listenSSL", "create_datagram_endpoint", "debugpy", "TcpFakeServer", "with_bind_ports", "containers.run",
        "containers.create", "http.server", "_tcp_listener", "serve_tcp", "udp_socket", "flask", "Flask", "quart",
        "sanic", "tornado", "FastMCP", "gradio", "gunicorn", "granian", "daphne", "redis-server",
        "add_insecure_port", "add_secure_port",
    )  # fmt: skip
    bad = cases.BAD
    good = cases.GOOD
    fixes = (HAZARD,)
    fixed = cases.FIXED

    @on(ast.Call)
    def binds(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        for found in PortValues(file.knowledge).bound_by(call, file.module):
            yield _report(found, call, file)


RULE = Ports()


def _report(found: Source, call: ast.Call, file: CheckedFile) -> Finding:
    function = file.module.function_at(call)
    who = f"`{function.name}`" if function else "importing this file"
    message = f"{who} {found.verb} the fixed port {found.port}, which every worker wants for itself"
    evidence: tuple[Evidence, ...] = tuple(evidence_at(node, module, text) for node, module, text in found.trail)
    fix = _fix(call, found.port, function, file) if function else None
    return file.finding(HAZARD, call, message, What("port", str(found.port)), evidence=evidence, fix=fix)


def _fix(call: ast.Call, port: int, function: Function, file: CheckedFile) -> Fix | None:
    # Unsafe, since who connects may have been told the number in another way.
    fix = unsafe(any_port(call, port, function))
    if fix is None and uses_library(file.module, file.knowledge):  # else its fixtures may not be there
        fix = unsafe(port_of_worker(call, port, function, file.knowledge))
    return fix
