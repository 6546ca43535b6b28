"""Cases of `ports`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "in a suite that uses the worker library": {
        "conftest.py": "from pytest_bulkhead.worker import scoped_name\n",
        "test_port.py": """\
import socket

def test_port_taken(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 12345))  # <- here
        assert is_taken(12345)
""",
    },
    "socket bound to a number": """\
import socket

def test_port_taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 12345))  # <- here
        assert is_taken(12345)
""",
    "through a closing wrapper": """\
import contextlib, socket

def test_port_taken():
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("", 12345))  # <- here
""",
    "server of the standard library, address in a constant": """\
from http.server import HTTPServer, SimpleHTTPRequestHandler
import pytest

ADDRESS = ("localhost", 8099)

@pytest.fixture
def server():
    with HTTPServer(ADDRESS, SimpleHTTPRequestHandler) as running:  # <- here
        yield running
""",
    "subclass of a server": """\
import socketserver

class Echo(socketserver.ThreadingTCPServer):
    allow_reuse_address = True

def test_echo():
    with Echo(("localhost", 9099), None):  # <- here
        pass
""",
    "uvicorn in a thread": """\
import threading, uvicorn

def test_serves():
    threading.Thread(target=uvicorn.run, args=("app:app",), kwargs={"port": 8123}).start()  # <- here
""",
    "asyncio server with the port of a class": """\
import asyncio

class TestServer:
    port = 9321

    async def test_answers(self):
        server = await asyncio.start_server(answer, "localhost", self.port)  # <- here
        server.close()
""",
    "a fixture hands the number out": """\
import pytest
from wsgiref.simple_server import make_server

@pytest.fixture
def port():
    return 8765

@pytest.fixture
def server(port):
    with make_server("", port, app) as running:  # <- here
        yield running
""",
    "a helper binds what it is given": """\
import socket

def listen(port):
    listener = socket.socket()
    listener.bind(("localhost", port))
    return listener

def test_port_taken():
    listen(12345)  # <- here
""",
    "number imported from another file": {
        "tests/__init__.py": "",
        "tests/numbers.py": "BASE = 9000\nPORT = BASE + 1\n",
        "tests/test_server.py": """\
import socketserver
from tests.numbers import PORT

def test_serves():
    socketserver.TCPServer(("", PORT), None)  # <- here
""",
    },
    "child process of a server": """\
import subprocess

def test_serves():
    subprocess.Popen(["uvicorn", "app:app", "--port", "8123"])  # <- here
""",
    "container mapped to a fixed port": """\
import docker, pytest

@pytest.fixture(scope="session")
def database():
    client = docker.from_env()
    yield client.containers.run("postgres", ports={"5432/tcp": 54321}, detach=True)  # <- here
""",
    "configuration that a server gets": """\
import uvicorn

def test_serves():
    server = uvicorn.Server(uvicorn.Config("app:app", port=8123))  # <- here
    server.run()
""",
    "a socket whose family is written out": """\
import socket

def test_port_taken():
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as listener:
        listener.bind(("::1", 12345))  # <- here
""",
    "the number that was bound is asked for": """\
from http.server import HTTPServer, SimpleHTTPRequestHandler

def test_answers():
    with HTTPServer(("localhost", 8471), SimpleHTTPRequestHandler) as server:  # <- here
        assert fetch(server.server_port)
""",
    "an address as a text, for gRPC": """\
import grpc

async def test_answers():
    server = grpc.aio.server()
    server.add_insecure_port("[::]:50051")  # <- here
    await server.start()
""",
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "port zero": """\
import socket

def test_listens():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
""",
    "a fixture for free ports": """\
import socket

def test_port_taken(unused_tcp_port):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", unused_tcp_port))
""",
    "found at run time": """\
import socket, pytest

@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("", 0))
        return probe.getsockname()[1]

def test_port_taken(port):
    with socket.socket() as listener:
        listener.bind(("", port))
""",
    "offset of the worker": """\
import socket
from pytest_bulkhead.worker import get_worker_port_offset

def test_listens():
    with socket.socket() as listener:
        listener.bind(("", 9000 + get_worker_port_offset()))
""",
    "only in addresses and assertions": """\
def test_url():
    assert Client("http://localhost:8080", port=8080).port == 8080
""",
    "bind of something else": """\
import structlog

def test_logs():
    structlog.get_logger().bind(("port", 8080))
""",
    "configuration that nothing serves": """\
import uvicorn

def test_configuration():
    assert uvicorn.Config("app:app", port=8080).port == 8080
""",
    "expected to fail": """\
import pytest, socket

def test_privileged():
    with socket.socket() as listener, pytest.raises(OSError):
        listener.bind(("10.255.255.1", 81))
""",
    "server is a mock": """\
from unittest.mock import patch
import uvicorn

@patch("uvicorn.run")
def test_starts(run):
    uvicorn.run("app:app", port=8080)
    run.assert_called_once()
""",
    "a helper that binds only when it is asked to": """\
import socketserver

def serve(url=None, port=8080):
    if url is not None:
        return url
    return socketserver.TCPServer(("", port), None)

def test_serves():
    assert serve("http://elsewhere")
""",
    "reactor in memory": """\
def test_listens(reactor):
    reactor.listenTCP(8080, factory())
""",
    "a server that a mock keeps from running": """\
import uvicorn
from shop.serving import ThreadedServer

def test_runs(mocker):
    serve = mocker.patch("shop.serving.ThreadedServer.serve")
    ThreadedServer(uvicorn.Config("app:app", port=8080)).run()
    assert serve.call_count == 1

def test_runs_in_thread(mocker):
    thread = mocker.patch("shop.serving.threading.Thread")
    ThreadedServer(uvicorn.Config("app:app", port=8080)).run_in_thread()
    assert thread.call_count == 1
""",
    "sockets of families without TCP and UDP ports": """\
import socket

SERVICE = 2000

def test_cluster():
    server = socket.socket(socket.AF_TIPC, socket.SOCK_RDM)
    server.bind((socket.TIPC_ADDR_NAMESEQ, SERVICE, 200, 210))

def test_bus():
    with socket.socket(family=socket.PF_CAN, type=socket.SOCK_DGRAM) as bus:
        bus.bind(("vcan0", 0x123, 0x456))
""",
    "expected to fail, as unittest says it": """\
import socket
from unittest import TestCase

class TestNames(TestCase):
    def test_bad_name(self):
        with socket.socket() as listener:
            with self.assertRaisesRegex(OSError, "not known"):
                listener.bind(("nowhere.invalid", 2000))
""",
    "a class of server that binds nothing": """\
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

class Unbound(WSGIServer):
    def server_bind(self):
        self.setup_environ()

def test_answers():
    make_server("", 8080, app, Unbound, WSGIRequestHandler)
    make_server("", 8080, app, server_class=Unbound)
""",
    "an address as a text, with any port or with none": """\
import grpc

async def test_answers():
    server = grpc.aio.server()
    port = server.add_insecure_port("localhost:0")
    server.add_insecure_port("unix:/tmp/shop.sock")
""",
}

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "in a suite that uses the worker library": {
        "test_port.py": """\
import socket

def test_port_taken(tmp_path, worker_port):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", worker_port))
        assert is_taken(worker_port)
""",
    },
    "the number that was bound is asked for": """\
from http.server import HTTPServer, SimpleHTTPRequestHandler

def test_answers():
    with HTTPServer(("localhost", 0), SimpleHTTPRequestHandler) as server:
        assert fetch(server.server_port)
""",
}
