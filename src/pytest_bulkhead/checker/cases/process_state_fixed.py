"""What becomes of the bad cases of `process-state`."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "directory changed in a test": """\
def test_finds_the_config(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_config()
""",
    "directory changed under another name": """\
def test_finds_the_config(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_config()
""",
    "directory changed by a fixture that only sets up": """\
import pytest

@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_project()
""",
    "directory of the test changed through the fixture itself": """\
def test_finds_the_config(tmpdir, monkeypatch):
    monkeypatch.chdir(tmpdir.mkdir("inner"))
    assert find_config()
""",
    "teardown goes to a constant directory": """\
import os, tempfile, unittest

class TestConfig(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(os.chdir, os.getcwd())
        os.chdir(tempfile.mkdtemp())

    @classmethod
    def tearDownClass(cls):
        os.chdir("/")

    def test_config(self):
        assert find_config()
""",
    "teardown goes to the folder of the tests": """\
import pytest
from pathlib import Path

HERE = Path(__file__).parent

@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
""",
    "directory saved after it was changed": """\
import pytest

@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
""",
    "directory put back only when the test passes": """\
def test_finds_the_config(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_config()
""",
    "a parameter is no fixture that puts the directory back": """\
import pytest

@pytest.mark.parametrize("cwd", ["a", "b"])
def test_finds_the_config(tmp_path, cwd, monkeypatch):
    monkeypatch.chdir(tmp_path / cwd)
    assert find_config()
""",
    "umask": """\
import os

def test_mode_of_the_file(tmp_path, request):
    old_umask = os.umask(0o077)
    request.addfinalizer(lambda: os.umask(old_umask))
    assert mode_of(write(tmp_path)) == 0o600
""",
    "locale": """\
import locale

def test_prints_a_number(request):
    old_locale = locale.setlocale(locale.LC_NUMERIC)
    request.addfinalizer(lambda: locale.setlocale(locale.LC_NUMERIC, old_locale))
    locale.setlocale(locale.LC_NUMERIC, "de_DE.UTF-8")
    assert shown(1.5) == "1,5"
""",
    "one category of the locale is put back": """\
import locale, pytest

@pytest.fixture
def german():
    before = locale.setlocale(locale.LC_TIME)
    old_locale = locale.setlocale(locale.LC_ALL)
    locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    yield
    locale.setlocale(locale.LC_ALL, old_locale)
    locale.setlocale(locale.LC_TIME, before)
""",
    "signal handler": """\
import signal

def test_stops_on_alarm(request):
    old_handler = signal.signal(signal.SIGALRM, lambda *_: stop())
    request.addfinalizer(lambda: signal.signal(signal.SIGALRM, old_handler))
    signal.alarm(1)
    assert run() == "stopped"
""",
    "handlers of several signals, one of them put back": """\
import signal, pytest

@pytest.fixture
def handlers():
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, stop)
    old_handler = signal.signal(signal.SIGHUP, reload)
    yield
    signal.signal(signal.SIGHUP, old_handler)
    signal.signal(signal.SIGTERM, before)
""",
    "Python's own handler of the keyboard is not the system's": """\
import signal, pytest

@pytest.fixture
def interrupted():
    old_handler = signal.signal(signal.SIGINT, stop)
    yield
    signal.signal(signal.SIGINT, old_handler)
""",
    "default timeout of sockets": """\
import socket

def test_gives_up(request):
    old_timeout = socket.getdefaulttimeout()
    request.addfinalizer(lambda: socket.setdefaulttimeout(old_timeout))
    socket.setdefaulttimeout(0.1)
    assert fetch() is None
""",
    "recursion limit": """\
import sys

def test_deep(request):
    old_limit = sys.getrecursionlimit()
    request.addfinalizer(lambda: sys.setrecursionlimit(old_limit))
    sys.setrecursionlimit(10_000)
    assert walk(deep())
""",
    "garbage collector switched off": """\
import gc

def test_counts_objects(request):
    gc.disable()
    request.addfinalizer(gc.enable)
    assert count() == 3
""",
    "trace function": """\
import sys

def test_traces(request):
    old_trace = sys.gettrace()
    request.addfinalizer(lambda: sys.settrace(old_trace))
    sys.settrace(tracer)
    assert run() == ["line 1"]
""",
    "limit of the process": """\
import resource

def test_small_stack(request):
    old_limits = resource.getrlimit(resource.RLIMIT_STACK)
    request.addfinalizer(lambda: resource.setrlimit(resource.RLIMIT_STACK, old_limits))
    resource.setrlimit(resource.RLIMIT_STACK, (1024, 1024))
    assert run()
""",
    "logging switched off, and on again when the test passes": """\
import logging

def test_quietly(request):
    logging.disable(logging.CRITICAL)
    request.addfinalizer(lambda: logging.disable(logging.NOTSET))
    assert run() == 1
""",
    "level of a library's logger in a test": """\
import logging
import urllib3

LOG = logging.getLogger("urllib3")

def test_logs(caplog):
    caplog.set_level(logging.DEBUG, logger=LOG.name)
    caplog.set_level(logging.DEBUG)
    assert fetch()
""",
    "saved, and put back in the midst of the test": """\
import os, sys, unittest

class TestTool(unittest.TestCase):
    def test_runs(self):
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(folder())
        answer = run()
        os.chdir(before)
        self.assertEqual(answer, "done")

def test_deep(request):
    limit = sys.getrecursionlimit()
    request.addfinalizer(lambda: sys.setrecursionlimit(limit))
    sys.setrecursionlimit(10_000)
    answer = walk(deep())
    sys.setrecursionlimit(limit)
    assert answer
""",
    "several values of one setting in turn": """\
import socket, unittest

class TestSockets(unittest.TestCase):
    def test_timeouts(self):
        self.addCleanup(socket.setdefaulttimeout, socket.getdefaulttimeout())
        socket.setdefaulttimeout(0.5)
        self.assertEqual(timeout_of(connect()), 0.5)
        for timeout in (1.0, 2.0):
            socket.setdefaulttimeout(timeout)
            self.assertEqual(timeout_of(connect()), timeout)
""",
    "settings in methods of unittest": """\
import gc, logging, os, signal, unittest

class TestServer(unittest.TestCase):
    def setUp(self):
        gc.disable()
        self.addCleanup(gc.enable)
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir("server")

    def test_stops(self):
        old_handler = signal.signal(signal.SIGTERM, stop)
        self.addCleanup(signal.signal, signal.SIGTERM, old_handler)
        self.assertTrue(run())
""",
    "the collector switched off for the time of a fixture": """\
import gc, pytest

@pytest.fixture(scope="module")
def no_collector():
    gc.disable()
    yield
    gc.enable()
""",
    "import path added in a test": """\
def test_plugin(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    assert load("plugin")
""",
    "import path rebuilt": """\
import sys

def test_plugins(folders, monkeypatch):
    monkeypatch.setattr(sys, "path", [*folders, *sys.path])
    assert load("plugin")
""",
    "what the fixture takes out is spelled otherwise": {
        "test_scripts.py": """\
import os

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "scripts")

def test_script(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    import script
""",
    },
    "arguments": """\
import sys

def test_main(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["tool", "--help"])
    main()
""",
    "arguments set back to a constant": """\
import sys, pytest

@pytest.fixture
def arguments(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["tool", "--help"])
    yield
""",
    "module put in by a test": """\
import sys
from unittest.mock import MagicMock

def test_without_the_driver(monkeypatch):
    monkeypatch.setitem(sys.modules, "driver", MagicMock())
    assert connect()
""",
    "module put back unless it was missing": """\
import sys, pytest

@pytest.fixture
def driver(monkeypatch):
    monkeypatch.setitem(sys.modules, "driver", object())
    yield
""",
    "module that the file has imported is taken out": """\
import sys
import client

def test_lazy_import(monkeypatch):
    monkeypatch.delitem(sys.modules, "client")
    import client
    assert "driver" not in sys.modules
""",
    "module replaced and taken out, so that a second copy is loaded": """\
import sys, pytest
import driver

@pytest.fixture
def fake_driver(monkeypatch):
    monkeypatch.setitem(sys.modules, "driver", object())
    yield
""",
    "output replaced": """\
import io, sys

def test_prints(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    show()
    assert sys.stdout.getvalue() == "shown"
""",
    "hook for exceptions": """\
import sys

def test_reports(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", report)
    fail()
""",
    "attribute that only some builds have": """\
import sys

def test_frozen(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert base_folder()
""",
    "propagation of a logger": """\
import logging
import urllib3

def test_logs(monkeypatch):
    logger = logging.getLogger("urllib3")
    monkeypatch.setattr(logger, "propagate", False)
    fetch()
""",
}
