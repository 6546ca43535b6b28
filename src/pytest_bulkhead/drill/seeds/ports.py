"""BH201: ports that are the same in each worker."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_BOOTH = """\
from http.server import HTTPServer, SimpleHTTPRequestHandler


def test_sells_at_an_address():
    with HTTPServer(("127.0.0.1", {port}), SimpleHTTPRequestHandler) as booth:
        assert booth.server_port
"""

SEEDS = (
    Seed(
        code="BH201",
        name="server of a fixture on a fixed port",
        bad={
            "test_harbour_office.py": """\
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class Office(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"open")

    def log_message(self, *words):
        pass


@pytest.fixture
def office():
    server = HTTPServer(("127.0.0.1", 18437), Office)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield "http://127.0.0.1:18437"
    server.shutdown()
    thread.join()
    server.server_close()


def test_is_open(office):
    with urllib.request.urlopen(office) as answer:
        assert answer.read() == b"open"


def test_answers_at_once(office):
    with urllib.request.urlopen(office) as answer:
        assert answer.status == 200
""",
        },
        good={
            "test_harbour_office.py": """\
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class Office(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"open")

    def log_message(self, *words):
        pass


@pytest.fixture
def office():
    server = HTTPServer(("127.0.0.1", 0), Office)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_is_open(office):
    with urllib.request.urlopen(office) as answer:
        assert answer.read() == b"open"


def test_answers_at_once(office):
    with urllib.request.urlopen(office) as answer:
        assert answer.status == 200
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH201",
        name="sockets that two tests bind",
        bad={
            "test_beacon_ports.py": """\
import socket


def test_sends_the_position():
    with socket.socket() as beacon:
        beacon.bind(("127.0.0.1", 18439))
        assert beacon.getsockname()[1] == 18439


def test_sends_the_course():
    with socket.socket() as beacon:
        beacon.bind(("127.0.0.1", 18439))
        assert beacon.getsockname()[1] == 18439
""",
        },
        good={
            "test_beacon_ports.py": """\
import socket

from pytest_bulkhead.worker import get_worker_port_offset


def test_sends_the_position():
    with socket.socket() as beacon:
        beacon.bind(("127.0.0.1", 18439 + get_worker_port_offset()))
        assert beacon.getsockname()[1] >= 18439
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH201",
        name="server whose port is asked for",
        bad={"test_ticket_booth.py": _BOOTH.format(port=18441)},
        good={"test_ticket_booth.py": _BOOTH.format(port=0)},
        caught_by=READING,
    ),
)
