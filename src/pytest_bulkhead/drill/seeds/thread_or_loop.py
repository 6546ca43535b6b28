"""BH105: what still runs, or is still open, when its test is over."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

SEEDS = (
    Seed(
        code="BH105",
        name="thread that nobody ends",
        bad={
            "test_lookout_thread.py": """\
import threading
import time


def test_keeps_a_lookout():
    relieved = threading.Event()

    def look():
        while not relieved.is_set():
            time.sleep(0.05)

    lookout = threading.Thread(target=look, daemon=True)
    lookout.start()
    assert lookout.is_alive()
""",
        },
        good={
            "test_lookout_thread.py": """\
import threading
import time


def test_keeps_a_lookout():
    relieved = threading.Event()

    def look():
        while not relieved.is_set():
            time.sleep(0.05)

    lookout = threading.Thread(target=look, daemon=True)
    lookout.start()
    try:
        assert lookout.is_alive()
    finally:
        relieved.set()
        lookout.join()
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH105",
        name="process that nobody ends",
        bad={
            "test_pump_process.py": """\
import subprocess
import sys


def test_starts_the_pump():
    pump = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"], stdin=subprocess.DEVNULL)
    assert pump.poll() is None
""",
        },
        good={
            "test_pump_process.py": """\
import subprocess
import sys


def test_starts_the_pump():
    pump = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"], stdin=subprocess.DEVNULL)
    try:
        assert pump.poll() is None
    finally:
        pump.kill()
        pump.wait()
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH105",
        name="event loop left as the current one",
        bad={
            "test_tug_loop.py": """\
import asyncio


async def tow():
    return "towed"


def test_tows():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    assert loop.run_until_complete(tow()) == "towed"
    loop.close()
""",
        },
        good={
            "test_tug_loop.py": """\
import asyncio


async def tow():
    return "towed"


def test_tows():
    assert asyncio.run(tow()) == "towed"
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH105",
        name="socket left listening",
        bad={
            "test_berth_socket.py": """\
import socket

BERTHS = []


def test_listens():
    berth = socket.create_server(("127.0.0.1", 0))
    BERTHS.append(berth)
    assert berth.getsockname()[1]
""",
        },
        good={
            "test_berth_socket.py": """\
import socket


def test_listens():
    with socket.create_server(("127.0.0.1", 0)) as berth:
        assert berth.getsockname()[1]
""",
        },
        caught_by=RUNNING,
    ),
    Seed(
        code="BH105",
        name="file left open",
        bad={
            "test_open_hatch.py": """\
import os


def test_opens_the_hatch(tmp_path):
    hatch = os.open(tmp_path / "hatch", os.O_CREAT | os.O_RDWR)
    assert os.write(hatch, b"open") == 4
""",
        },
        good={
            "test_open_hatch.py": """\
import os


def test_opens_the_hatch(tmp_path):
    hatch = os.open(tmp_path / "hatch", os.O_CREAT | os.O_RDWR)
    try:
        assert os.write(hatch, b"open") == 4
    finally:
        os.close(hatch)
""",
        },
        caught_by=RUNNING,
    ),
    Seed(
        code="BH105",
        name="task left pending",
        bad={
            "test_waiting_pilot.py": """\
import asyncio

import pytest


@pytest.fixture(scope="module")
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


async def wait_for_pilot():
    await asyncio.Event().wait()


def test_waits_for_the_pilot(loop):
    async def begin():
        return asyncio.ensure_future(wait_for_pilot())

    assert not loop.run_until_complete(begin()).done()


def test_answers(loop):
    assert loop.run_until_complete(asyncio.sleep(0, "aye")) == "aye"
""",
        },
        good={
            "test_waiting_pilot.py": """\
import asyncio

import pytest


@pytest.fixture(scope="module")
def loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


async def wait_for_pilot():
    await asyncio.Event().wait()


def test_waits_for_the_pilot(loop):
    async def begin():
        waiting = asyncio.ensure_future(wait_for_pilot())
        await asyncio.sleep(0)
        try:
            return waiting.done()
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    assert not loop.run_until_complete(begin())


def test_answers(loop):
    assert loop.run_until_complete(asyncio.sleep(0, "aye")) == "aye"
""",
        },
        caught_by=RUNNING,
    ),
)
