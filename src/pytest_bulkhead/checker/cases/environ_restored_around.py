"""Good cases of `environ` that are restored around the test: by fixtures, classes, conftest files."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
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
    "root conftest at import": {
        "conftest.py": """\
import os

os.environ.setdefault("REGION", "north")
""",
        "test_region.py": "def test_nothing():\n    pass\n",
    },
    "a base class of which nothing is known": """\
import os
from outside.testing import CleanTestCase

class TestRegion(CleanTestCase):
    def test_reads(self):
        os.environ["REGION"] = "north"
        assert load().region == "north"
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
    "the package of all tests at import": {
        "tests/__init__.py": """\
import os

os.environ["http_proxy"] = ""
""",
        "tests/test_region.py": "from tests import os\n\ndef test_nothing():\n    assert os\n",
    },
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
    "a fixture that leaves it to a generator": {
        "tests/__init__.py": "",
        "tests/keeping.py": """\
import os, pytest

def keep():
    saved = os.environ.copy()
    yield
    os.environ.clear()
    os.environ.update(saved)

@pytest.fixture(autouse=True)
def kept():
    yield from keep()
""",
        "tests/test_region.py": """\
import os
from tests.keeping import kept

def test_reads_region():
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    },
    "by a fixture of a package that a folder in it bears the name of": {
        "tests/__init__.py": "",
        "tests/tests/__init__.py": "",
        "tests/keeping.py": """\
import os, pytest

@pytest.fixture(autouse=True)
def kept():
    saved = os.environ.copy()
    yield
    os.environ.clear()
    os.environ.update(saved)
""",
        "tests/unit/north/__init__.py": "",
        "tests/unit/north/test_region.py": """\
import os
from tests.keeping import kept

def test_reads_region():
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    },
}
