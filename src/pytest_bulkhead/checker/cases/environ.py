"""Cases of `environ`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "item set in a test": """\
import os

def test_reads_region():
    os.environ["REGION"] = "north"  # <- here
    assert load().region == "north"
""",
    "alias of the mapping by import": """\
from os import environ as env

def test_reads_region():
    env["REGION"] = "north"  # <- here
    assert load().region == "north"
""",
    "alias of the module, and of the mapping in the test": """\
import os as operating_system

def test_reads_region():
    settings = operating_system.environ
    settings.update({"REGION": "north"})  # <- here
    assert load().region == "north"
""",
    "update by keyword": """\
import os

def test_reads_region():
    os.environ.update(REGION="north")  # <- here
    assert load().region == "north"
""",
    "merged in place": """\
import os

def test_reads_region():
    os.environ |= {"REGION": "north"}  # <- here
    assert load().region == "north"
""",
    "setdefault in a fixture": """\
import os, pytest

@pytest.fixture
def region():
    os.environ.setdefault("REGION", "north")  # <- here
    return "north"
""",
    "putenv": """\
import os

def test_child_sees_region():
    os.putenv("REGION", "north")  # <- here
    assert child() == "north"
""",
    "deleted before use": """\
import os

def test_falls_back():
    os.environ.pop("REGION", None)  # <- here
    assert load().region == "default"
""",
    "dotenv file loaded at import": """\
from dotenv import load_dotenv

load_dotenv()  # <- here

def test_anything():
    assert load().region
""",
    "set at import of a test module": """\
import os

os.environ["REGION"] = "north"  # <- here

def test_reads_region():
    assert load().region == "north"
""",
    "setUp without a tearDown": """\
import os
from unittest import TestCase

class TestRegion(TestCase):
    def setUp(self):
        os.environ["REGION"] = "north"  # <- here

    def test_reads(self):
        self.assertEqual(load().region, "north")
""",
    "saved only after it was removed": """\
import os
from unittest import TestCase

class TestRegion(TestCase):
    def setUp(self):
        os.environ.pop("REGION", None)  # <- here
        self.before = dict(os.environ)

    def tearDown(self):
        os.environ.clear()
        os.environ.update(self.before)

    def test_reads(self):
        self.assertIsNone(load().region)
""",
    "put back to a constant": """\
import os

def test_reads_region():
    os.environ["REGION"] = "north"  # <- here
    try:
        assert load().region == "north"
    finally:
        os.environ["REGION"] = "south"
""",
    "put back only if it was set": """\
import os

def test_reads_region():
    before = os.environ.get("REGION")
    os.environ["REGION"] = "north"  # <- here
    try:
        assert load().region == "north"
    finally:
        if before:
            os.environ["REGION"] = before
""",
    "taken out although machines set it": """\
import os

def test_finds_no_programs():
    os.environ["PATH"] = "/nowhere"  # <- here
    try:
        assert find("ls") is None
    finally:
        os.environ.pop("PATH", None)
""",
    "cleaned up after the assertions": """\
import os

def test_reads_region():
    os.environ["REGION"] = "north"  # <- here
    assert load().region == "north"
    del os.environ["REGION"]
""",
    "through a helper of the file": """\
import os

def choose(region):
    os.environ["REGION"] = region  # <- here

def test_reads_region():
    choose("north")
    assert load().region == "north"
""",
    "through a helper of another file": {
        "tests/steps.py": """\
import os

def choose(region):
    os.environ["REGION"] = region
""",
        "tests/test_region.py": """\
from tests.steps import choose

def test_reads_region():
    choose("north")  # <- here
    assert load().region == "north"
""",
        "tests/__init__.py": "",
    },
    "fixture that clears before the yield only": """\
import os, pytest

@pytest.fixture(autouse=True)
def no_region():
    os.environ.pop("REGION", None)  # <- here
    yield
""",
    "another variable is the one that is put back": """\
import os, pytest

@pytest.fixture
def regions():
    os.environ["REGION"] = "north"
    os.environ["ZONE"] = "a"  # <- here
    yield
    os.environ.pop("REGION")
""",
    "the variable's name is a constant of the class": """\
import os

class TestRegion:
    name = "REGION"

    def setup_method(self):
        os.environ[self.name] = "north"  # <- here

    def test_reads(self):
        assert load().region == "north"
""",
    "a module fixture keeps it for all": """\
import os, pytest

@pytest.fixture(scope="module", autouse=True)
def region():
    os.environ["REGION"] = "north"  # <- here
""",
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "monkeypatch": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "monkeypatch first, then by hand": """\
import os

def test_reads_region(monkeypatch):
    monkeypatch.delenv("REGION", raising=False)
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    "inside patch.dict": """\
import os
from unittest import mock

def test_reads_region():
    with mock.patch.dict(os.environ, {}, clear=True):
        os.environ["REGION"] = "north"
        assert load().region == "north"
""",
    "patch.dict as a decorator, by name": """\
import os
from unittest.mock import patch

@patch.dict("os.environ")
def test_reads_region():
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    "patch.dict started in setUp": """\
import os
from unittest import TestCase
from unittest.mock import patch

class TestRegion(TestCase):
    def setUp(self):
        patcher = patch.dict(os.environ)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_reads(self):
        os.environ["REGION"] = "north"
        self.assertEqual(load().region, "north")
""",
    "an exit stack": """\
import os
from contextlib import ExitStack
from unittest.mock import patch

def test_reads_region():
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ))
        os.environ["REGION"] = "north"
        assert load().region == "north"
""",
    "saved and put back in finally": """\
import os

def test_reads_region():
    before = os.environ.get("REGION")
    os.environ["REGION"] = "north"
    try:
        assert load().region == "north"
    finally:
        if before is None:
            os.environ.pop("REGION", None)
        else:
            os.environ["REGION"] = before
""",
    "own key taken out after the yield": """\
import os, pytest

@pytest.fixture
def region():
    os.environ["REGION"] = "north"
    yield
    del os.environ["REGION"]
""",
    "several keys taken out in a loop": """\
import os, pytest

NAMES = ("REGION", "ZONE")

@pytest.fixture
def region():
    os.environ["REGION"] = "north"
    os.environ["ZONE"] = "a"
    yield
    for name in NAMES:
        os.environ.pop(name, None)
""",
    "tearDown of a base class": """\
import os
from unittest import TestCase

class Base(TestCase):
    def setUp(self):
        self.before = os.environ.copy()

    def tearDown(self):
        os.environ.clear()
        os.environ.update(self.before)

class TestRegion(Base):
    def test_reads(self):
        os.environ["REGION"] = "north"
        self.assertEqual(load().region, "north")
""",
    "a finalizer": """\
import os, pytest

@pytest.fixture
def region(request):
    os.environ["REGION"] = "north"
    request.addfinalizer(lambda: os.environ.pop("REGION", None))
""",
    "addCleanup with the method itself": """\
import os
from unittest import TestCase

class TestRegion(TestCase):
    def test_reads(self):
        self.addCleanup(os.environ.pop, "REGION", None)
        os.environ["REGION"] = "north"
        self.assertEqual(load().region, "north")
""",
    "an autouse fixture in the conftest above": {
        "tests/conftest.py": """\
import os, pytest

@pytest.fixture(autouse=True)
def same_environment():
    before = os.environ.copy()
    yield
    os.environ.clear()
    os.environ.update(before)
""",
        "tests/unit/test_region.py": """\
import os

def test_reads_region():
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    },
    "a fixture that conftest brings in by star": {
        "tests/__init__.py": "",
        "tests/restoring.py": """\
import os, pytest

@pytest.fixture
def same_environment():
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
""",
        "tests/conftest.py": "from tests.restoring import *\n",
        "tests/test_region.py": """\
import os

def test_reads_region(same_environment):
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    },
    "a context manager of the file": """\
import contextlib, os

@contextlib.contextmanager
def same_environment():
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

def test_reads_region():
    with same_environment():
        os.environ["REGION"] = "north"
        assert load().region == "north"
""",
    "a helper that puts it back": """\
import os

def restore(before):
    if before is None:
        os.environ.pop("REGION", None)
    else:
        os.environ["REGION"] = before

def test_reads_region():
    before = os.environ.get("REGION")
    os.environ["REGION"] = "north"
    try:
        assert load().region == "north"
    finally:
        restore(before)
""",
    "a copy": """\
import os, subprocess

def test_child_sees_region():
    env = os.environ.copy()
    env["REGION"] = "north"
    subprocess.run(["child"], env=env, check=True)
""",
    "a mapping that is only called so": """\
def test_request():
    environ = {"REQUEST_METHOD": "GET"}
    environ["PATH_INFO"] = "/"
    assert app(environ)
""",
    "root conftest at import": {
        "conftest.py": """\
import os

os.environ.setdefault("REGION", "north")
""",
        "test_region.py": "def test_nothing():\n    pass\n",
    },
    "a script's own part, a text, a snippet for a child": '''\
import subprocess, sys

CODE = """
import os
os.environ["REGION"] = "north"
"""

def test_child():
    """Like os.environ["REGION"] = "north" in a shell."""
    subprocess.run([sys.executable, "-c", CODE], check=True)

if __name__ == "__main__":
    import os
    os.environ["REGION"] = "north"
''',
    "a removal that only tidies up": """\
import os

def test_exports_region():
    export("REGION", "north")
    assert os.environ["REGION"] == "north"
    del os.environ["REGION"]
""",
    "a base class of which nothing is known": """\
import os
from outside.testing import CleanTestCase

class TestRegion(CleanTestCase):
    def test_reads(self):
        os.environ["REGION"] = "north"
        assert load().region == "north"
""",
    "a nested function that runs elsewhere": """\
import multiprocessing, os

def test_child_sees_region():
    def child():
        os.environ["REGION"] = "north"
    multiprocessing.Process(target=child).start()
""",
}
