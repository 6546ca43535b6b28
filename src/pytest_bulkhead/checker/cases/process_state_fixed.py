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
