"""What looks like a bad case of `process-state` and is fine: what hangs on `sys`, and loggers."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
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
    "logging put in order by the product": {
        "shop/__init__.py": "",
        "shop/logs.py": """\
import logging.config

class Logging:
    def configure(self, settings):
        logging.config.dictConfig(settings)

LOGGING = Logging()

def configure_logging(settings):
    LOGGING.configure(settings)
""",
        "tests/conftest.py": """\
import pytest
from shop.logs import configure_logging

@pytest.fixture(autouse=True)
def in_order(settings):
    yield
    configure_logging(settings)
""",
        "tests/test_logs.py": """\
import logging

def test_tells():
    logging.getLogger().addHandler(Recorder())
    logging.getLogger("shop").setLevel(logging.DEBUG)
    assert told()
""",
    },
}
