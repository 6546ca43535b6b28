"""Bad cases of `environ`; what looks alike and is fine stands in the two files beside it."""

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
    "another mapping in its place": """\
import os
from unittest import TestCase

class TestRegion(TestCase):
    def setUp(self):
        os.environ = {"REGION": "north"}  # <- here

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
    "taken out although the conftest sets it for all": {
        "conftest.py": """\
import os

os.environ["REGION"] = "south"
""",
        "test_region.py": """\
import os

def test_reads_region():
    os.environ["REGION"] = "north"  # <- here
    try:
        assert load().region == "north"
    finally:
        os.environ.pop("REGION", None)
""",
    },
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
    "a helper that sets in one branch and takes out in the other": """\
import os

def set_variable(name, value):
    if value is not None:
        os.environ[name] = value  # <- here
    else:
        os.environ.pop(name, None)

def test_reads_region():
    set_variable("REGION", "north")
    assert load().region == "north"
""",
    "a constant put in for what was there, by the module operator": """\
import operator, os
from unittest import TestCase

class TestRegion(TestCase):
    def test_reads(self):
        operator.setitem(os.environ, "REGION", "north")  # <- here
        self.addCleanup(operator.setitem, os.environ, "REGION", "south")
        assert load().region == "north"
""",
    "a decorator that only marks the test": """\
import os, pytest

def slow(test):
    return pytest.mark.slow(test)

@slow
def test_reads_region():
    os.environ["REGION"] = "north"  # <- here
    assert load().region == "north"
""",
    "a fixture of the class, put back to a constant by its teardown": """\
import os, pytest

class TestRegion:
    @pytest.fixture(autouse=True)
    def region(self):
        os.environ["REGION"] = "north"  # <- here

    def teardown_method(self):
        os.environ["REGION"] = "south"

    def test_reads(self):
        assert load().region == "north"
""",
    "put back only where the test does not end early": """\
import os

def test_reads_region(quick):
    os.environ["REGION"] = "north"  # <- here
    if quick:
        return
    os.environ.pop("REGION")
""",
    "set in one branch, taken out in the other": """\
import os

def test_reads_region(quick):
    if quick:
        os.environ["REGION"] = "north"  # <- here
    else:
        del os.environ["REGION"]
""",
    "set in one case, taken out in another": """\
import os

def test_reads_region(region):
    match region:
        case "north":
            os.environ["REGION"] = "north"  # <- here
        case _:
            del os.environ["REGION"]
""",
    "put back only when the session ends": {
        "conftest.py": """\
import os, pytest

@pytest.fixture(scope="session", autouse=True)
def kept():
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)

@pytest.fixture(scope="session")
def region(kept):
    os.environ["REGION"] = "south"
""",
        "test_region.py": """\
import os

def test_reads_region():
    os.environ["REGION"] = "north"  # <- here
    assert load().region == "north"
""",
    },
}
