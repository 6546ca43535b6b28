"""What looks like a bad case of `process-state` and is fine: the working directory."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
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
    "directory put back beside another setting": """\
import os, pytest

@pytest.fixture
def place(tmp_path):
    before, mask = os.getcwd(), os.umask(0o022)
    os.chdir(tmp_path)
    yield
    os.umask(mask)
    os.chdir(before)
""",
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
}
