"""What looks like a bad case of `process-state` and is fine."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "fixtures and context managers that put everything back": """\
import contextlib, decimal, os, sys, warnings

def test_all(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "driver", object())
    monkeypatch.delitem(sys.modules, "other", raising=False)
    monkeypatch.setattr(sys, "argv", ["tool"])
    with contextlib.chdir(tmp_path), decimal.localcontext() as context, warnings.catch_warnings():
        context.prec = 4
        decimal.getcontext().prec = 3
        warnings.simplefilter("error")
        os.chdir("inner")
        assert run()
""",
    "directory changed after monkeypatch has taken note of it": """\
import os

def test_moves(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    os.chdir("inner")
    assert find_config()
""",
    "directory put back in finally, by hand and by a class": """\
import os, unittest

def test_moves(tmp_path):
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        assert find_config()
    finally:
        os.chdir(before)

class TestMoves(unittest.TestCase):
    def setUp(self):
        self.before = os.path.abspath(".")
        os.chdir("/tmp")

    def tearDown(self):
        os.chdir(self.before)

    def test_moves(self):
        os.chdir("inner")
        assert find_config()
""",
    "directory put back by a registered call": """\
import os, unittest

class TestMoves(unittest.TestCase):
    def test_moves(self):
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir("/tmp")
        assert find_config()

def test_moves(request, tmp_path):
    old = os.getcwd()
    request.addfinalizer(lambda: os.chdir(old))
    os.chdir(tmp_path)
    assert find_config()
""",
    "directory put back by a helper": """\
import os, pytest

ORIGINAL = os.getcwd()

def go_home():
    os.chdir(ORIGINAL)

@pytest.fixture
def project(tmp_path):
    os.chdir(tmp_path)
    yield
    go_home()
""",
    "directory put back by a context manager of the project": """\
import contextlib, os

@contextlib.contextmanager
def inside(folder):
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)

def test_moves(tmp_path):
    with inside(tmp_path):
        os.chdir("deeper")
        assert find_config()
""",
    "directory put back by an autouse fixture of the conftest": {
        "conftest.py": """\
import os, pytest

@pytest.fixture(autouse=True)
def stay_at_home():
    before = os.getcwd()
    yield
    if os.getcwd() != before:
        os.chdir(before)
""",
        "test_moves.py": """\
import os

def test_moves(tmp_path):
    os.chdir(tmp_path)
    assert find_config()
""",
    },
    "directory put back by a decorator of the project": """\
import functools, os

def at_home(function):
    @functools.wraps(function)
    def wrapper(*args):
        before = os.getcwd()
        try:
            return function(*args)
        finally:
            os.chdir(before)
    return wrapper

@at_home
def test_moves():
    os.chdir("/tmp")
    assert find_config()
""",
    "directory inside a runner that isolates": """\
import os
from click.testing import CliRunner

def test_moves():
    runner = CliRunner()
    with runner.isolated_filesystem():
        os.chdir("inner")
        assert find_config()
""",
    "a step down, and up again": """\
import os

def test_moves(tmp_path):
    os.chdir("inner")
    try:
        assert find_config()
    finally:
        os.chdir("..")
""",
    "directory of pytester": """\
import os, sys

def test_moves(pytester):
    os.chdir(pytester.mkdir("inner"))
    sys.path.insert(0, "plugins")
    assert find_config()
""",
    "directory object that knows the way back": """\
def test_moves(tmpdir):
    before = tmpdir.chdir()
    try:
        assert find_config()
    finally:
        before.chdir()

def test_moves_inside(tmpdir, repository):
    with tmpdir.as_cwd(), repository.chdir():
        assert find_config()
""",
    "the function that changes it is a mock": """\
import os
from unittest import mock

def test_moves():
    with mock.patch("os.chdir") as chdir:
        os.chdir("/tmp")
    assert chdir.called

@mock.patch.object(os, "umask")
def test_masks(umask):
    os.umask(0)
    assert umask.called
""",
    "a call that is expected to fail": """\
import os, signal, pytest

def test_refused():
    with pytest.raises(FileNotFoundError):
        os.chdir("nowhere")
    try:
        os.chdir("nowhere")
    except OSError as error:
        assert error.errno == 2
    else:
        pytest.fail("it should not exist")
""",
    "code of another process": """\
import os, subprocess, sys

SCRIPT = "import os; os.chdir('/'); import sys; sys.path.insert(0, '.')"

def test_in_a_child(tmp_path):
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, check=True)
""",
    "mask that is only read": """\
import os

def test_mode(tmp_path):
    mask = os.umask(0)
    os.umask(mask)
    assert mode_of(tmp_path) & mask == 0
""",
    "mask kept in a global name": """\
import os, pytest

mask = 0

@pytest.fixture
def open_mask():
    global mask
    mask = os.umask(0)
    yield
    os.umask(mask)
""",
    "each setting saved and put back": """\
import gc, locale, logging, signal, socket, sys, time, asyncio, pytest

@pytest.fixture
def settings(monkeypatch):
    locale_before = locale.setlocale(locale.LC_ALL)
    handler = signal.signal(signal.SIGTERM, stop)
    timeout, limit = socket.getdefaulttimeout(), sys.getrecursionlimit()
    policy = asyncio.get_event_loop_policy()
    locale.setlocale(locale.LC_ALL, "C")
    socket.setdefaulttimeout(1)
    sys.setrecursionlimit(50)
    asyncio.set_event_loop_policy(Policy())
    logging.disable(logging.CRITICAL)
    gc.disable()
    yield
    gc.enable()
    logging.disable(logging.NOTSET)
    asyncio.set_event_loop_policy(policy)
    sys.setrecursionlimit(limit)
    socket.setdefaulttimeout(timeout)
    signal.signal(signal.SIGTERM, handler)
    locale.setlocale(locale.LC_ALL, locale_before)

@pytest.fixture
def tokyo(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
""",
    "the handler that nobody has touched": """\
import signal

def test_stops():
    signal.signal(signal.SIGALRM, stop)
    try:
        signal.alarm(1)
        run()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
""",
    "collector put back if it was on": """\
import gc

def test_counts():
    was_on = gc.isenabled()
    gc.disable()
    try:
        assert count() == 3
    finally:
        if was_on:
            gc.enable()
""",
    "setting that is saved only where it is changed": """\
import sys

def test_reports(hooks):
    before = sys.excepthook if hooks else None
    if hooks:
        sys.excepthook = report
    try:
        fail()
    finally:
        if before:
            sys.excepthook = before
""",
    "warning filter set inside a test": """\
import warnings, pytest

@pytest.fixture
def strict():
    warnings.filterwarnings("error")

def test_warns(strict):
    warnings.simplefilter("always")
    assert run()
""",
    "import path in a conftest, and in a helper": {
        "conftest.py": "import sys\n\nsys.path.insert(0, 'src')\n",
        "tests/context.py": "import sys\n\nsys.path.insert(0, 'src')\n",
        "tests/test_a.py": "from . import context\n\ndef test_a(): pass\n",
        "tests/__init__.py": "",
    },
    "default set by the first conftest before any test runs": {
        "conftest.py": "import asyncio, logging\n\nlogging.disable(10)\nasyncio.set_event_loop_policy(Policy())\n",
        "test_a.py": "def test_a(): pass\n",
    },
    "taken back while the file is still imported": """\
import locale, sys

before = locale.setlocale(locale.LC_ALL)
try:
    locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    german = True
except locale.Error:
    german = False
finally:
    locale.setlocale(locale.LC_ALL, before)

sys.path.insert(0, "tools")
import tool
sys.path.pop(0)

def test_a():
    assert tool
""",
    "import path taken out again": """\
import sys, pytest

@pytest.fixture
def plugins(tmp_path):
    sys.path.insert(0, str(tmp_path))
    yield
    sys.path.remove(str(tmp_path))

@pytest.fixture
def more(tmp_path):
    folder = str(tmp_path)
    sys.path[:0] = [folder]
    yield
    sys.path.pop(0)

@pytest.fixture
def all_of_it():
    before = list(sys.path)
    sys.path.extend(["a", "b"])
    arguments = sys.argv[:]
    sys.argv[1:] = []
    yield
    sys.path[:] = before
    sys.argv = arguments
""",
    "import path as a copy": """\
import sys

def test_path():
    path = list(sys.path)
    path.insert(0, "plugins")
    assert search(path)
""",
    "arguments patched": """\
import sys
from unittest import mock
from unittest.mock import patch

@patch("sys.argv", ["tool"])
def test_main():
    sys.argv.append("--help")
    main()

def test_again(mocker):
    mocker.patch.object(sys, "argv", ["tool"])
    sys.argv.append("--help")
    with mock.patch("tool.sys.stdout"):
        sys.stdout = None
        main()
""",
    "modules patched": """\
import sys
from unittest import mock

def test_without_the_driver():
    with mock.patch.dict(sys.modules):
        sys.modules.pop("driver", None)
        sys.modules["driver"] = None
        assert connect()

@mock.patch.dict("sys.modules", {"driver": None})
def test_with_none():
    sys.modules["driver.errors"] = None
    assert connect()
""",
    "module put back, or taken out where it was missing": """\
import sys, pytest

@pytest.fixture
def driver():
    before = sys.modules.get("driver")
    sys.modules["driver"] = object()
    yield
    if before is not None:
        sys.modules["driver"] = before
    else:
        sys.modules.pop("driver", None)
""",
    "module of the test's own taken out again": """\
import sys, pytest

@pytest.fixture
def plugin():
    sys.modules["made_up_plugin"] = object()
    yield
    del sys.modules["made_up_plugin"]

def test_reload():
    sys.modules.pop("made_up_plugin", None)
    assert load("made_up_plugin")
""",
    "modules set aside by a context manager of the project": """\
import sys

class Aside:
    def __init__(self, name):
        self.name = name

    def _take_out(self, name):
        found = {key: value for key, value in sys.modules.items() if key == self.name}
        for name in found:
            del sys.modules[name]
        return found

    def __enter__(self):
        self.found = self._take_out(self.name)

    def __exit__(self, *_):
        self._take_out(self.name)
        sys.modules.update(self.found)

def test_without_the_driver():
    with Aside("driver"):
        sys.modules["driver"] = None
        assert connect()
""",
    "module kept as an import keeps it": """\
import importlib.util, sys

def _load(path):
    spec = importlib.util.spec_from_file_location("tool", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module

TOOL = _load("tool.py")

def test_tool():
    assert _load("other.py").run() == TOOL.run()
""",
    "output redirected": """\
import contextlib, io, sys

def test_prints(capsys):
    sys.stdout = io.StringIO()
    show()

def test_again():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        sys.stdout = Tee(out)
        show()

def test_by_hand():
    before = sys.stdout
    sys.stdout = io.StringIO()
    try:
        show()
    finally:
        sys.stdout = before
""",
    "handler and level put back": """\
import logging, unittest, pytest

@pytest.fixture
def recorder():
    handler = Recorder()
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(level)
    root.removeHandler(handler)

class TestLog(unittest.TestCase):
    def setUp(self):
        root = logging.getLogger()
        self.addCleanup(root.setLevel, root.level)
        self.handler = Recorder()
        logging.root.addHandler(self.handler)

    def tearDown(self):
        logging.root.removeHandler(self.handler)

    def test_logs(self):
        logging.getLogger().setLevel(logging.DEBUG)
        run()
""",
    "loggers put back by a fixture": """\
import logging, logging.config, pytest

@pytest.fixture(autouse=True)
def reset_logging():
    handlers, level = logging.root.handlers[:], logging.root.level
    logging.root.handlers = []
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)

def test_configures():
    logging.config.dictConfig(SETTINGS)
    logging.getLogger().addHandler(Recorder())
    logging.getLogger().setLevel(10)
    run()
""",
    "level by caplog, and by assertLogs": """\
import logging, unittest
import urllib3

def test_logs(caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="urllib3")
    logging.getLogger().setLevel(logging.INFO)
    logging.getLogger("urllib3").setLevel(logging.INFO)
    run()

class TestLog(unittest.TestCase):
    def test_logs(self):
        with self.assertLogs("urllib3"):
            logging.getLogger("urllib3").setLevel(logging.INFO)
            run()
""",
    "logger of the test's own": """\
import logging

logger = logging.getLogger(__name__)
logger.setLevel(logging.DEBUG)

def test_formats():
    own = logging.getLogger("made up for this")
    own.addHandler(Recorder())
    own.propagate = False
    other = logging.Logger("free")
    other.setLevel(logging.DEBUG)
    own.info("done")
""",
    "under the guard of a script": """\
import logging, os, sys

def test_a():
    assert run()

if __name__ == "__main__":
    os.chdir("/tmp")
    sys.path.insert(0, "src")
    logging.getLogger().setLevel(logging.DEBUG)
""",
}
