"""Cases of `thread-or-loop`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a server in a thread that nobody shuts down": """\
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

@pytest.fixture
def shop():
    server = HTTPServer(("localhost", 0), BaseHTTPRequestHandler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()  # <- here
    yield f"http://localhost:{server.server_port}"

def test_sells(shop): ...
""",
    "a thread that asks an event that nobody sets": """\
import threading

def test_counts(shop):
    stop = threading.Event()

    def count():
        while not stop.is_set():
            shop.tick()

    threading.Thread(target=count).start()  # <- here
    assert shop.wait_for(3)
""",
    "a thread of the file's own function that never ends": """\
import threading
import time

def tick(shop):
    while True:
        shop.tick()
        time.sleep(1)

class TestShop:
    def setup_method(self):
        threading.Thread(target=tick, args=("shop",), daemon=True).start()  # <- here

    def test_sells(self): ...
""",
    "endless loops that wait for an event at each turn": """\
import threading

def test_counts(shop):
    pause = threading.Event()

    def count():
        while True:
            pause.wait(0.1)

    def ask():
        while not pause.wait(0.1):
            shop.tick()

    threading.Thread(target=count).start()  # <- here
    threading.Thread(target=ask, daemon=True).start()  # <- here
    assert shop.wait_for(3)
""",
    "threads that wait for ever": """\
import threading

def test_waits(shop):
    closed = threading.Event()
    threading.Thread(target=closed.wait, daemon=True).start()  # <- here

    def until_closed():
        shop.open()
        closed.wait()

    threading.Thread(target=until_closed).start()  # <- here
    assert shop.is_open
""",
    "a class of threads": """\
import threading

class Ticker(threading.Thread):
    def run(self):
        while True:
            pass

def test_ticks():
    ticker = Ticker()
    ticker.start()  # <- here
    assert ticker.is_alive()
""",
    "a worker that is fed and never told to stop": """\
import queue
import threading

class Shop:
    def work(self, orders):
        while True:
            try:
                orders.get()
            finally:
                orders.task_done()

def test_sells():
    orders = queue.Queue()
    threading.Thread(target=Shop.work, args=(None, orders), daemon=True).start()  # <- here
    orders.put("tea")
    orders.join()
""",
    "a web server that is run": """\
import multiprocessing
import uvicorn
from shop import app

def serve():
    uvicorn.run(app, port=0)

def test_sells():
    process = multiprocessing.Process(target=serve)
    process.start()  # <- here
    assert process.is_alive()
""",
    "a loop that is run for ever": """\
import asyncio
from threading import Thread

def test_sells(shop):
    loop = asyncio.new_event_loop()  # <- here
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()  # <- here
    assert asyncio.run_coroutine_threadsafe(shop.sell(), loop).result()
""",
    "stopped after the assertions": """\
import threading

def test_counts(shop):
    stop = threading.Event()

    def count():
        while not stop.is_set():
            shop.tick()

    thread = threading.Thread(target=count)
    thread.start()  # <- here
    assert shop.wait_for(3)
    stop.set()
    thread.join()
""",
    "a command that a fixture leaves": """\
import subprocess
import pytest

@pytest.fixture(scope="session")
def shop():
    subprocess.Popen(["shop", "--serve"])  # <- here
    yield "http://localhost:8000"

def test_sells(shop): ...
""",
    "a command that a fixture hands out": """\
import subprocess
import pytest

@pytest.fixture
def shop():
    return subprocess.Popen(["shop", "--serve"])  # <- here

def test_sells(shop):
    assert shop.args
""",
    "a command that a set-up leaves": """\
import subprocess
import unittest

class TestShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = subprocess.Popen(["shop", "--serve"])  # <- here

    def test_sells(self): ...
""",
    "a command that is killed after the assertions": """\
import subprocess

def test_serves(shop):
    process = subprocess.Popen(["shop", "--serve"])  # <- here
    assert shop.answers()
    process.terminate()
    process.wait()
""",
    "a command of asyncio": """\
import asyncio

async def test_serves(shop):
    await asyncio.create_subprocess_exec("shop", "--serve")  # <- here
    assert await shop.answers()
""",
    "a loop that nobody closes": """\
import asyncio

def test_sells(shop):
    loop = asyncio.new_event_loop()  # <- here
    assert loop.run_until_complete(shop.sell())
""",
    "a loop that stays the current one": """\
import asyncio

def test_sells(shop):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)  # <- here
    try:
        assert loop.run_until_complete(shop.sell())
    finally:
        loop.close()
""",
    "a loop that stays the current one after a class": """\
import asyncio
import unittest

class TestShop(unittest.TestCase):
    def setUp(self):
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)  # <- here

    def tearDown(self):
        self.loop.close()

    def test_sells(self): ...
""",
    "a pool that a class keeps": """\
import unittest
from concurrent.futures import ThreadPoolExecutor

class TestShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pool = ThreadPoolExecutor(4)  # <- here

    def test_sells(self):
        self.pool.submit(print)
""",
    "a timer that comes much later": """\
import threading

def test_sells(shop):
    threading.Timer(60, shop.close).start()  # <- here
    assert shop.sell()
""",
    "a scheduler": """\
from apscheduler.schedulers.background import BackgroundScheduler

def test_schedules(shop):
    scheduler = BackgroundScheduler()
    scheduler.add_job(shop.tick, "interval", seconds=1)
    scheduler.start()  # <- here
    assert shop.wait_for(3)
""",
    "a helper starts it": """\
import subprocess

def start():
    return subprocess.Popen(["shop", "--serve"])  # <- here

def test_serves(shop):
    process = start()
    assert shop.answers(process.args)
""",
    "the first of two": """\
import subprocess

def test_serves(shop):
    process = subprocess.Popen(["shop", "--serve"])  # <- here
    process = subprocess.Popen(["shop", "--serve", "--again"])
    try:
        assert shop.answers()
    finally:
        process.kill()
""",
    "a command that is only asked whether it runs": """\
import subprocess

def test_starts():
    process = subprocess.Popen(["shop", "--serve"])  # <- here
    assert process.poll() is None
""",
}
