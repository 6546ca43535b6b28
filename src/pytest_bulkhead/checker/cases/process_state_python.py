"""Bad cases of `process-state`: what hangs on `sys`, and loggers."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "import path added in a test": """\
import sys

def test_plugin(tmp_path):
    sys.path.insert(0, str(tmp_path))  # <- here
    assert load("plugin")
""",
    "import path added unless it is there": """\
import sys, pytest

@pytest.fixture(autouse=True)
def scripts():
    if "scripts" not in sys.path:
        sys.path.append("scripts")  # <- here
""",
    "import path added at import": """\
import os, sys

sys.path.insert(0, os.path.dirname(__file__))  # <- here

def test_plugin():
    import plugin
""",
    "import paths joined": """\
import sys

def test_plugins(folders):
    sys.path += folders  # <- here
    assert load("plugin")
""",
    "import path rebuilt": """\
import sys

def test_plugins(folders):
    sys.path = [*folders, *sys.path]  # <- here
    assert load("plugin")
""",
    "one of two import paths is taken out again": """\
import sys, pytest

@pytest.fixture
def plugins():
    sys.path.insert(0, "plugins")
    sys.path.insert(0, "more plugins")  # <- here
    yield
    sys.path.remove("plugins")
""",
    "what the fixture takes out is spelled otherwise": {
        "conftest.py": """\
import os, sys, pytest

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "scripts")

@pytest.fixture(autouse=True)
def scripts():
    whole = os.path.abspath(SCRIPTS)
    sys.path.insert(0, whole)
    yield
    sys.path.remove(whole)
""",
        "test_scripts.py": """\
import os, sys

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "scripts")

def test_script():
    sys.path.insert(0, SCRIPTS)  # <- here
    import script
""",
    },
    "site directory": """\
import site

def test_plugin(tmp_path):
    site.addsitedir(str(tmp_path))  # <- here
    assert load("plugin")
""",
    "import hook": """\
import sys

def test_hook():
    sys.meta_path.insert(0, Finder())  # <- here
    import found
""",
    "arguments": """\
import sys

def test_main():
    sys.argv = ["tool", "--help"]  # <- here
    main()
""",
    "part of the arguments": """\
import sys

def test_main():
    sys.argv[1:] = ["--help"]  # <- here
    main()
""",
    "arguments set back to a constant": """\
import sys, pytest

@pytest.fixture
def arguments():
    sys.argv = ["tool", "--help"]  # <- here
    yield
    sys.argv = ["pytest"]
""",
    "module put in by a test": """\
import sys
from unittest.mock import MagicMock

def test_without_the_driver():
    sys.modules["driver"] = MagicMock()  # <- here
    assert connect()
""",
    "modules put in at import": """\
import sys
from unittest.mock import MagicMock

sys.modules.setdefault("driver", MagicMock())  # <- here
sys.modules.update({"driver.errors": MagicMock()})  # <- here

def test_without_the_driver():
    assert connect()
""",
    "one of three modules is taken out again": """\
import sys, unittest

class TestPlugin(unittest.TestCase):
    def setUp(self):
        sys.modules["plugin"] = object()  # <- here
        sys.modules["plugin.inner"] = object()

    def tearDown(self):
        del sys.modules["plugin.inner"]

    def test_plugin(self):
        assert load("plugin")
""",
    "module put back unless it was missing": """\
import sys, pytest

@pytest.fixture
def driver():
    before = sys.modules.get("driver")
    sys.modules["driver"] = object()  # <- here
    yield
    if before:
        sys.modules["driver"] = before
""",
    "module that the file has imported is taken out": """\
import sys
import client

def test_lazy_import():
    del sys.modules["client"]  # <- here
    import client
    assert "driver" not in sys.modules
""",
    "module replaced and taken out, so that a second copy is loaded": """\
import sys, pytest
import driver

@pytest.fixture
def fake_driver():
    sys.modules["driver"] = object()  # <- here
    yield
    del sys.modules["driver"]
""",
    "output replaced": """\
import io, sys

def test_prints():
    sys.stdout = io.StringIO()  # <- here
    show()
    assert sys.stdout.getvalue() == "shown"
""",
    "hook for exceptions": """\
import sys

def test_reports():
    sys.excepthook = report  # <- here
    fail()
""",
    "attribute that only some builds have": """\
import sys

def test_frozen():
    setattr(sys, "frozen", True)  # <- here
    assert base_folder()
""",
    "two attributes at once, one of them put back": """\
import sys, pytest

@pytest.fixture
def windows():
    before = sys.platform
    sys.platform, sys.prefix = "win32", "C:"  # <- here
    yield
    sys.platform = before
""",
    "handler of the root logger": """\
import logging

def test_logs():
    handler = Recorder()
    logging.getLogger().addHandler(handler)  # <- here
    run()
    assert handler.seen
""",
    "level of the root logger": """\
import logging

class TestLog:
    def setup_method(self):
        root = logging.getLogger()
        root.setLevel(logging.DEBUG)  # <- here

    def test_logs(self, capsys):
        run()
        assert "done" in capsys.readouterr().out
""",
    "handler of a library's logger": """\
import logging
import urllib3

def test_logs():
    logger = logging.getLogger("urllib3.connectionpool")
    logger.addHandler(Recorder())  # <- here
    fetch()
""",
    "handler of a logger of the project": {
        "shop/__init__.py": "",
        "shop/orders.py": "import logging\n\nlogger = logging.getLogger(__name__)\n",
        "tests/test_orders.py": """\
from shop import orders

def test_logs(caplog):
    orders.logger.addHandler(caplog.handler)  # <- here
    orders.place()
""",
    },
    "the name of the logger is used for something else later": """\
import logging
import urllib3

def test_logs(tmp_path):
    log = logging.getLogger("urllib3")
    log.addHandler(logging.FileHandler(tmp_path / "log"))  # <- here
    fetch()
    log = (tmp_path / "log").read_text()
    assert "fetched" in log
""",
    "list of handlers changed in place": """\
import logging

def test_logs(caplog):
    logging.root.handlers[:] = [caplog.handler]  # <- here
    run()
""",
    "propagation of a logger": """\
import logging
import urllib3

def test_logs():
    logger = logging.getLogger("urllib3")
    logger.propagate = False  # <- here
    fetch()
""",
    "configuration of logging from a mapping": """\
import logging.config

def test_configures():
    logging.config.dictConfig(SETTINGS)  # <- here
    assert run() == 1
""",
    "configuration of logging that is enforced": """\
import logging

def test_configures():
    logging.basicConfig(level=logging.DEBUG, force=True)  # <- here
    assert run() == 1
""",
}
