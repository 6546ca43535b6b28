"""Bad cases of `process-state`: settings behind calls."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "directory changed in a test": """\
import os

def test_finds_the_config(tmp_path):
    os.chdir(tmp_path)  # <- here
    assert find_config()
""",
    "directory changed under another name": """\
from os import chdir as go_to

def test_finds_the_config(tmp_path):
    go_to(tmp_path)  # <- here
    assert find_config()
""",
    "directory changed by a fixture that only sets up": """\
import os, pytest

@pytest.fixture
def project(tmp_path):
    os.chdir(tmp_path)  # <- here
    return make_project()
""",
    "directory changed by a helper of another file": {
        "tests/__init__.py": "",
        "tests/places.py": """\
import os

def enter(folder):
    os.chdir(folder)
""",
        "tests/test_config.py": """\
from tests.places import enter

def test_finds_the_config(tmp_path):
    enter(tmp_path)  # <- here
    assert find_config()
""",
    },
    "directory of the test changed through the fixture itself": """\
def test_finds_the_config(tmpdir):
    tmpdir.mkdir("inner").chdir()  # <- here
    assert find_config()
""",
    "teardown goes to a constant directory": """\
import os, tempfile, unittest

class TestConfig(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.chdir(tempfile.mkdtemp())  # <- here

    @classmethod
    def tearDownClass(cls):
        os.chdir("/")

    def test_config(self):
        assert find_config()
""",
    "teardown goes to the folder of the tests": """\
import os, pytest
from pathlib import Path

HERE = Path(__file__).parent

@pytest.fixture
def project(tmp_path):
    os.chdir(tmp_path)  # <- here
    yield
    os.chdir(HERE)
""",
    "directory saved after it was changed": """\
import os, pytest

@pytest.fixture
def project(tmp_path):
    os.chdir(tmp_path)  # <- here
    before = os.getcwd()
    yield
    os.chdir(before)
""",
    "directory put back only when the test passes": """\
import os

def test_finds_the_config(tmp_path):
    before = os.getcwd()
    os.chdir(tmp_path)  # <- here
    assert find_config()
    os.chdir(before)
""",
    "a parameter is no fixture that puts the directory back": """\
import os, pytest

@pytest.mark.parametrize("cwd", ["a", "b"])
def test_finds_the_config(tmp_path, cwd):
    os.chdir(tmp_path / cwd)  # <- here
    assert find_config()
""",
    "another setting is the one that a helper puts back": """\
import os

def enter(folder):
    mask = os.umask(0o022)
    try:
        os.chdir(folder)  # <- here
    finally:
        os.umask(mask)

def test_finds_the_config(tmp_path):
    enter(tmp_path)
    assert find_config()
""",
    "umask": """\
import os

def test_mode_of_the_file(tmp_path):
    os.umask(0o077)  # <- here
    assert mode_of(write(tmp_path)) == 0o600
""",
    "locale": """\
import locale

def test_prints_a_number():
    locale.setlocale(locale.LC_NUMERIC, "de_DE.UTF-8")  # <- here
    assert shown(1.5) == "1,5"
""",
    "one category of the locale is put back": """\
import locale, pytest

@pytest.fixture
def german():
    before = locale.setlocale(locale.LC_TIME)
    locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")  # <- here
    yield
    locale.setlocale(locale.LC_TIME, before)
""",
    "time zone taken over": """\
import time

def test_local_time(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()  # <- here
    assert local_hour() == 9
""",
    "signal handler": """\
import signal

def test_stops_on_alarm():
    signal.signal(signal.SIGALRM, lambda *_: stop())  # <- here
    signal.alarm(1)
    assert run() == "stopped"
""",
    "handlers of several signals, one of them put back": """\
import signal, pytest

@pytest.fixture
def handlers():
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, reload)  # <- here
    yield
    signal.signal(signal.SIGTERM, before)
""",
    "Python's own handler of the keyboard is not the system's": """\
import signal, pytest

@pytest.fixture
def interrupted():
    signal.signal(signal.SIGINT, stop)  # <- here
    yield
    signal.signal(signal.SIGINT, signal.SIG_DFL)
""",
    "default timeout of sockets": """\
import socket

def test_gives_up():
    socket.setdefaulttimeout(0.1)  # <- here
    assert fetch() is None
""",
    "recursion limit": """\
import sys

def test_deep():
    sys.setrecursionlimit(10_000)  # <- here
    assert walk(deep())
""",
    "garbage collector switched off": """\
import gc

def test_counts_objects():
    gc.disable()  # <- here
    assert count() == 3
""",
    "trace function": """\
import sys

def test_traces():
    sys.settrace(tracer)  # <- here
    assert run() == ["line 1"]
""",
    "limit of the process": """\
import resource

def test_small_stack():
    resource.setrlimit(resource.RLIMIT_STACK, (1024, 1024))  # <- here
    assert run()
""",
    "event loop policy, only on one system": """\
import asyncio, sys, pytest

@pytest.fixture
def loop():
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())  # <- here
    return asyncio.new_event_loop()
""",
    "start method": """\
import multiprocessing

def test_in_a_child():
    multiprocessing.set_start_method("spawn", force=True)  # <- here
    assert run_in_child() == 1
""",
    "decimal context": """\
import decimal

def test_rounds():
    context = decimal.getcontext()
    context.prec = 4  # <- here
    assert third() == decimal.Decimal("0.3333")
""",
    "logging switched off, and on again when the test passes": """\
import logging

def test_quietly():
    logging.disable(logging.CRITICAL)  # <- here
    assert run() == 1
    logging.disable(logging.NOTSET)
""",
    "level of a library's logger in a test": """\
import logging
import urllib3

LOG = logging.getLogger("urllib3")

def test_logs():
    LOG.setLevel(logging.DEBUG)  # <- here
    logging.getLogger().setLevel(logging.DEBUG)  # <- here
    assert fetch()
""",
    "set and put back in one statement, for another signal": """\
import signal

def test_handlers():
    signal.signal(signal.SIGTERM, signal.signal(signal.SIGHUP, stop))  # <- here
    assert run()
""",
    "saved, and put back in the midst of the test": """\
import os, sys, unittest

class TestTool(unittest.TestCase):
    def test_runs(self):
        before = os.getcwd()
        os.chdir(folder())  # <- here
        answer = run()
        os.chdir(before)
        self.assertEqual(answer, "done")

def test_deep():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)  # <- here
    answer = walk(deep())
    sys.setrecursionlimit(limit)
    assert answer
""",
    "several values of one setting in turn": """\
import socket, unittest

class TestSockets(unittest.TestCase):
    def test_timeouts(self):
        socket.setdefaulttimeout(0.5)  # <- here
        self.assertEqual(timeout_of(connect()), 0.5)
        for timeout in (1.0, 2.0):
            socket.setdefaulttimeout(timeout)  # <- here
            self.assertEqual(timeout_of(connect()), timeout)
""",
    "settings in methods of unittest": """import gc, logging, os, signal, unittest

class TestServer(unittest.TestCase):
    def setUp(self):
        gc.disable()  # <- here
        logging.disable(logging.CRITICAL)  # <- here
        os.chdir("server")  # <- here

    def test_stops(self):
        signal.signal(signal.SIGTERM, stop)  # <- here
        self.assertTrue(run())
""",
    "the collector switched off for the time of a fixture": """import gc, pytest

@pytest.fixture(scope="module")
def no_collector():
    gc.disable()  # <- here
    yield
""",
    "a catalogue put in order, and no logging": """\
import logging
import pytest

@pytest.fixture(autouse=True)
def in_order():
    yield
    configure_catalog()

def test_tells():
    logging.getLogger().addHandler(Recorder())  # <- here
    assert told()
""",
    "set in a pytest hook": {
        "conftest.py": """\
import os

def pytest_runtest_setup(item):
    os.chdir(item.path.parent)  # <- here
""",
        "test_a.py": "def test_a(): pass\n",
    },
}

STRICT_BAD: Mapping[str, str | Mapping[str, str]] = {
    "import path in a conftest": {
        "conftest.py": """\
import os, sys

sys.path.insert(0, os.path.dirname(__file__))  # <- here
""",
        "test_a.py": "def test_a(): pass\n",
    },
    "configuration of logging that does nothing beside pytest's handlers": """\
import logging

logging.basicConfig(level=logging.DEBUG)  # <- here

def test_anything():
    logging.basicConfig(level=logging.INFO)  # <- here
    assert run() == 1
""",
}
