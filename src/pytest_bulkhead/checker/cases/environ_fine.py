"""Good cases of `environ`: restored, a copy, or no environment at all."""

from __future__ import annotations

from collections.abc import Mapping

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
    "an autouse fixture of a test file under one in the conftest": {
        "conftest.py": """\
import os
import pytest

@pytest.fixture(autouse=True)
def isolated():
    saved = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(saved)
""",
        "test_region.py": """\
import os
import pytest

@pytest.fixture(autouse=True)
def no_region():
    del os.environ["REGION"]

def test_reads_region():
    assert load().region is None
""",
    },
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
    "put back by moto's mock": """\
import os
from moto import mock_aws

@mock_aws
def test_reads_region():
    os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"
    assert load().region == "eu-north-1"
""",
    "set up for each method, put back at the end of the class": """\
import os

class TestRegion:
    before = {}

    def setup_method(self):
        os.environ["REGION"] = "north"

    @classmethod
    def teardown_class(cls):
        os.environ.pop("REGION", None)

    def test_reads(self):
        assert load().region == "north"
""",
    "a comprehension shares the loop's name": """\
import os, pytest

@pytest.fixture
def region():
    before = {key: os.environ.get(key) for key in ("REGION", "ZONE")}
    os.environ["REGION"] = "north"
    yield
    for key, value in before.items():
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value
""",
    "names that are made at run time, taken out one by one": """\
import os

def test_reads_all():
    values = {}
    values[name("region")] = "north"
    try:
        os.environ.update(values)
        assert load().region == "north"
    finally:
        [os.environ.pop(key) for key in values]
""",
    "a script that is only called like a test": """\
import os, subprocess, sys

os.environ["REGION"] = "north"
subprocess.run(sys.argv[1:], check=True)
""",
    "the package of all tests at import": {
        "tests/__init__.py": """\
import os

os.environ["http_proxy"] = ""
""",
        "tests/test_region.py": "from tests import os\n\ndef test_nothing():\n    assert os\n",
    },
    "a nested function that runs elsewhere": """\
import multiprocessing, os

def test_child_sees_region():
    def child():
        os.environ["REGION"] = "north"
    multiprocessing.Process(target=child).start()
""",
    "put back by functions of the module operator": """\
import operator, os
from unittest import TestCase

class TestZone(TestCase):
    def setUp(self):
        if "TZ" in os.environ:
            self.addCleanup(operator.setitem, os.environ, "TZ", os.environ["TZ"])
        else:
            self.addCleanup(os.environ.pop, "TZ", None)

    def test_local_time(self):
        os.environ["TZ"] = "America/New_York"
        assert local(0).hour == 19

    def test_reads_region(self):
        os.environ["REGION"] = "north"
        self.addCleanup(operator.delitem, os.environ, "REGION")
        assert load().region == "north"
""",
    "a helper registers what puts it back, by a decorator": """\
import os
from unittest import TestCase

def set_zone(name):
    if name is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = name

def keep_zone(case):
    before = os.environ.get("TZ")

    @case.addCleanup
    def restore():
        set_zone(before)

class TestZone(TestCase):
    def test_local_time(self):
        keep_zone(self)
        set_zone("UTC+00")
        assert local(0).hour == 0
""",
    "a helper that takes out what it has set": """\
import os

def create(name):
    with kernel(name) as made:
        os.environ["KERNEL_NAME"] = name
        made.start()
        os.environ.pop("KERNEL_NAME")
        return made

def test_starts():
    kernel = create("python")
    assert kernel.is_alive()
""",
    "two loops of one name": """\
import os
from unittest import TestCase

class TestRegion(TestCase):
    variables = {"REGION": "north"}

    def setUp(self):
        self.before = {(key, os.environ[key]) for key in self.variables if key in os.environ}
        for key, value in self.variables.items():
            os.environ[key] = value

    def tearDown(self):
        for key in self.variables:
            os.environ.pop(key)
        for key, value in self.before:
            os.environ[key] = value

    def test_reads(self):
        assert load().region == "north"
""",
    "a test in a process of its own": """\
import functools, os, pytest

def in_child(test):
    @functools.wraps(test)
    def wrapper(*args):
        return run_in_child(test, args)
    return wrapper

def in_fork(test):
    def wrapper():
        pid = os.fork()
        if pid == 0:
            test()
            os._exit(0)
        os.waitpid(pid, 0)
    return wrapper

@in_child
def test_reads_region():
    os.environ["REGION"] = "north"
    assert load().region == "north"

@in_fork
def test_reads_zone():
    os.environ["ZONE"] = "1"
    assert load().zone == "1"

@pytest.mark.forked
def test_reads_both():
    os.environ.update(REGION="north", ZONE="1")
    assert load()
""",
    "a fixture of the class, put back by its teardown": """\
import os, pytest

class TestRegion:
    def setup_class(cls):
        cls.before = os.environ.get("REGION")

    @pytest.fixture(autouse=True)
    def region(self):
        os.environ["REGION"] = "north"

    def teardown_method(self):
        if self.before is None:
            os.environ.pop("REGION", None)
        else:
            os.environ["REGION"] = self.before

    def test_reads(self):
        assert load().region == "north"
""",
    "the variable that pytest writes anew in each phase": """\
import os, pytest

@pytest.fixture(autouse=True)
def named(request):
    os.environ["PYTEST_CURRENT_TEST"] = request.node.name
    yield

def test_nothing():
    pass
""",
    "the branches of a loop follow each other": """\
import os

def test_both():
    for region in regions():
        if region:
            os.environ["REGION"] = region
        else:
            os.environ.pop("REGION", None)
""",
    "a helper that is told to take out": """\
import os

def set_variable(name, value):
    if value is not None:
        os.environ[name] = value
    else:
        os.environ.pop(name, None)

def test_reads_region():
    set_variable("REGION", "north")
    try:
        assert load().region == "north"
    finally:
        set_variable("REGION", None)
""",
}
