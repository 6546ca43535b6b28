"""Cases in which `thread-or-loop` has nothing to find."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "a server that the fixture shuts down": """\
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

@pytest.fixture
def shop():
    server = HTTPServer(("localhost", 0), BaseHTTPRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()

def test_sells(shop): ...
""",
    "a server that is told by an attribute": """\
import threading
import pytest
import uvicorn
from shop import app

@pytest.fixture(scope="module")
def shop():
    server = uvicorn.Server(uvicorn.Config(app, port=0))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.should_exit = True
    thread.join()

def test_sells(shop): ...
""",
    "a closure around the server": """\
import threading
from wsgiref.simple_server import make_server

def test_sells(shop):
    ready = threading.Event()
    server = make_server("", 0, shop)

    def serve():
        ready.set()
        server.serve_forever()

    threading.Thread(target=serve, daemon=True).start()
    try:
        assert ready.wait(1)
    finally:
        server.shutdown()
""",
    "a server that a helper makes and another one stops": """\
import threading
from http.server import HTTPServer

def serve(handler):
    server = HTTPServer(("", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, server.server_port

def finish(server):
    server.shutdown()
    server.server_close()

def test_sells(shop):
    server, port = serve(shop)
    try:
        assert shop.answers(port)
    finally:
        finish(server)
""",
    "an event that is set in the tear-down": """\
import threading
import unittest

class TestShop(unittest.TestCase):
    def setUp(self):
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.tick)
        self.thread.start()

    def tick(self):
        while not self.stop.is_set():
            pass

    def tearDown(self):
        self.stop.set()
        self.thread.join()

    def test_sells(self): ...
""",
    "a short thread that is joined": """\
import threading

def test_sells(shop):
    thread = threading.Thread(target=shop.sell)
    thread.start()
    assert shop.is_busy()
    thread.join()
""",
    "threads in a list that are joined": """\
import threading

def test_sells(shop):
    def sell():
        while shop.has_tea():
            shop.sell("tea")

    threads = [threading.Thread(target=sell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not shop.has_tea()
""",
    "a short thread that is not joined": """\
import threading

def test_sells(shop):
    done = threading.Event()

    def sell():
        shop.sell("tea")
        done.set()

    threading.Thread(target=sell, daemon=True).start()
    assert done.wait(1)
""",
    "a loop that is left from within": """\
import threading

def test_sells(shop):
    def work():
        while True:
            if shop.next() is None:
                break

    threading.Thread(target=work).start()
    shop.put(None)
""",
    "a server of the whole session": """\
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

@pytest.fixture(scope="session")
def shop():
    server = HTTPServer(("localhost", 0), BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port

def test_sells(shop): ...
""",
    "a server that somebody else made": """\
import threading

def test_sells(shop_server):
    threading.Thread(target=shop_server.serve_forever, daemon=True).start()
    assert shop_server.answers()
""",
    "a pool in a with": """\
from concurrent.futures import ThreadPoolExecutor

def test_sells(shop):
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(shop.sell, ["tea", "milk"]))
""",
    "a pool that is shut down with the class": """\
import unittest
from concurrent.futures import ThreadPoolExecutor

class TestShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pool = ThreadPoolExecutor(4)
        cls.addClassCleanup(cls.pool.shutdown)

    def test_sells(self): ...
""",
    "threads that wait for what is set": """\
import threading

def test_waits(shop):
    closed, given, short = threading.Event(), threading.Event(), threading.Event()
    try:
        threading.Thread(target=closed.wait).start()
        threading.Thread(target=given.wait).start()
        threading.Thread(target=short.wait, args=(1,)).start()
        shop.opens(given)
    finally:
        closed.set()
""",
    "a command that is waited for": """\
import subprocess

def test_sells():
    out, _ = subprocess.Popen(["shop", "sell"], stdout=subprocess.PIPE).communicate()
    assert out
    process = subprocess.Popen(["shop", "sell"])
    assert process.wait() == 0
""",
    "a command in a with": """\
import subprocess

def test_sells():
    with subprocess.Popen(["shop", "sell"]) as process:
        assert process.pid
""",
    "a command that a fixture ends": """\
import subprocess
import pytest

@pytest.fixture
def shop():
    process = subprocess.Popen(["shop", "--serve"])
    yield process
    process.terminate()
    process.wait()

def test_sells(shop): ...
""",
    "a command that is killed with its group": """\
import os
import signal
import subprocess

def test_sells():
    process = subprocess.Popen(["shop", "--serve"])
    try:
        assert process.pid
    finally:
        os.killpg(os.getpgid(process.pid), signal.SIGTERM)
""",
    "a command that is read to its end": """\
import subprocess

def test_sells():
    process = subprocess.Popen(["shop", "sell"], stdout=subprocess.PIPE)
    assert process.stdout.read()
    for line in subprocess.Popen(["shop", "list"], stdout=subprocess.PIPE).stdout:
        assert line
""",
    "a command that a helper kills": """\
import subprocess
import unittest

def kill(process):
    if process.poll() is None:
        process.kill()

class TestShop(unittest.TestCase):
    def setUp(self):
        self.process = subprocess.Popen(["shop", "--serve"])

    def tearDown(self):
        kill(self.process)

    def test_sells(self): ...
""",
    "a command that the tests end": """\
import subprocess
import pytest

@pytest.fixture
def shop():
    return subprocess.Popen(["shop", "--serve"])

def test_sells(shop):
    try:
        assert shop.pid
    finally:
        shop.kill()
""",
    "a command that a fixture of a conftest hands out": {
        "conftest.py": """\
import subprocess
import pytest

@pytest.fixture
def shop():
    return subprocess.Popen(["shop", "--serve"])
""",
        "test_shop.py": """\
def test_sells(shop):
    shop.kill()
""",
    },
    "a command in a list that is ended": """\
import subprocess
import pytest

@pytest.fixture
def shops():
    processes = []
    yield lambda: processes.append(subprocess.Popen(["shop"]))
    for process in processes:
        process.terminate()

def test_sells(shops): ...
""",
    "a command that cannot be started": """\
import subprocess
import pytest

def test_fails():
    with pytest.raises(TypeError):
        subprocess.Popen(1)
""",
    "a command that is replaced": """\
import subprocess
from unittest import mock

def test_starts():
    with mock.patch("subprocess.Popen") as popen:
        subprocess.Popen(["shop"])
    popen.assert_called_once()
""",
    "a command that is handed to something unknown": """\
import subprocess
from somewhere import Watcher

def test_sells():
    watcher = Watcher(subprocess.Popen(["shop", "--serve"]))
    watcher.kill_all()
""",
    "a loop that is closed and taken back": """\
import asyncio
import pytest

@pytest.fixture
def shop_loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()
    asyncio.set_event_loop(None)

def test_sells(shop_loop): ...
""",
    "the loop of before is put back": """\
import asyncio

def test_sells(shop):
    before = asyncio.get_event_loop()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        assert loop.run_until_complete(shop.sell())
    finally:
        asyncio.set_event_loop(before)
        loop.close()
""",
    "a loop of a thread's own": """\
import asyncio
import threading

def test_sells(shop):
    def sell():
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(shop.sell())

    thread = threading.Thread(target=sell)
    thread.start()
    thread.join()
""",
    "a loop that a plugin closes": """\
import asyncio
import pytest

@pytest.fixture(scope="module")
def event_loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop

def test_sells(event_loop): ...
""",
    "asyncio.run": """\
import asyncio

def test_sells(shop):
    assert asyncio.run(shop.sell())
""",
    "a loop for versions of old": """\
import asyncio
import sys

def test_sells(shop):
    if sys.version_info < (3, 7):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(shop.sell())
    else:
        asyncio.run(shop.sell())
""",
    "a timer that comes soon": """\
import threading

def test_sells(shop):
    threading.Timer(0.1, shop.close).start()
    assert shop.wait_until_closed()
""",
    "a timer that is cancelled": """\
import threading

def test_sells(shop):
    timer = threading.Timer(60, shop.close)
    timer.start()
    try:
        assert shop.sell()
    finally:
        timer.cancel()
""",
    "a base class that is not known": """\
import subprocess
from somewhere.testing import Case

class TestShop(Case):
    def setUp(self):
        self.process = subprocess.Popen(["shop", "--serve"])

    def test_sells(self): ...
""",
    "something else that is started": """\
def test_finds(thread, shop):
    assert thread.start()
    shop.Popen("tea")
""",
    "a command that has ended": """\
import subprocess, time

def test_ends():
    process = subprocess.Popen(["shop", "--list"])
    time.sleep(1)
    assert process.poll() == 0

def test_is_awaited():
    process = subprocess.Popen(["shop", "--list"])
    while process.poll() is None:
        time.sleep(0.1)
""",
}
