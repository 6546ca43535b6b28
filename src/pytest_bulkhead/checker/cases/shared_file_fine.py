"""Cases of `shared-file` that are fine."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "temporary folders": """\
import os, shutil, tempfile
from pathlib import Path

def test_path(tmp_path, tmpdir, tmp_path_factory):
    (tmp_path / "out.txt").write_text("x")
    with open(os.path.join(str(tmpdir), "out.txt"), "w") as file:
        file.write("x")
    folder = tmp_path_factory.mktemp("data")
    (folder / "a" / "b").mkdir(parents=True)

def test_tempfile():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "out.txt").touch()
    made = tempfile.mkdtemp(dir="/tmp")
    open(f"{made}/out.txt", "w").close()
    shutil.rmtree(made)
    handle, path = tempfile.mkstemp()
    os.remove(path)

class TestIndex:
    def setup_method(self):
        self.folder = tempfile.mkdtemp()
        self.path = os.path.join(self.folder, "index.db")

    def test_writes(self):
        open(self.path, "w").close()
""",
    "only read or mentioned": """\
import pickle, sqlite3
from pathlib import Path

def test_reads():
    assert open("data/input.json").read()
    assert Path("data/input.json").read_text()
    assert open("data/input.json", "rb").read()
    assert pickle.loads(pickle.dumps(Path("out.txt")))
    assert parse("sqlite:///./test.db")
    assert is_memory("sqlite:///file.db") is False
    assert Config(path="/tmp/chroma", mode="w").path
""",
    "in memory": """\
import io, sqlite3
from sqlalchemy import create_engine

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
other = create_engine("sqlite:///:memory:")
Base.metadata.create_all(other)
shared = create_engine("sqlite:///file:shared?mode=memory&uri=true")
Base.metadata.create_all(shared)

def test_rows():
    sqlite3.connect(":memory:")
    sqlite3.connect("file::memory:?cache=shared", uri=True)
    io.StringIO().write("x")
""",
    "an engine that never connects": """\
from sqlalchemy import create_engine

def test_url():
    engine = create_engine("sqlite:///./test.db")
    assert engine.url.database == "./test.db"
""",
    "a database of the product's that the test replaces": {
        "docs_src/tutorial.py": """\
from sqlmodel import create_engine

sqlite_url = "sqlite:///database.db"
engine = create_engine(sqlite_url)
""",
        "tests/test_case.py": """\
from sqlmodel import Session, create_engine

def test_tutorial():
    from docs_src import tutorial as mod

    mod.sqlite_url = "sqlite://"
    mod.engine = create_engine(mod.sqlite_url)
    with Session(mod.engine) as session:
        assert session
""",
    },
    "gone to a folder of its own": """\
import contextlib, os
from click.testing import CliRunner

def test_monkeypatch(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    open("out.txt", "w").close()

def test_contextlib(tmp_path):
    with contextlib.chdir(tmp_path):
        open("out.txt", "w").close()

def test_runner():
    runner = CliRunner()
    with runner.isolated_filesystem():
        open("out.txt", "w").close()

def test_py_path(tmpdir):
    with tmpdir.as_cwd():
        os.mkdir("out")

def test_pytester(pytester):
    open("out.txt", "w").close()
""",
    "gone there by a fixture": {
        "conftest.py": """\
import os
import pytest

@pytest.fixture
def elsewhere(tmp_path):
    before = os.getcwd()
    os.chdir(tmp_path)
    yield
    os.chdir(before)
""",
        "test_case.py": """\
import pytest
from pathlib import Path

@pytest.mark.usefixtures("elsewhere")
class TestOut:
    def test_out(self):
        Path("out.txt").touch()

def test_other(elsewhere):
    Path("other.txt").touch()
""",
    },
    "gone there for all tests": {
        "conftest.py": """\
import pytest
from product.folders import tmpchdir

@pytest.fixture(autouse=True)
def own_folder(tmp_path):
    with tmpchdir(tmp_path):
        yield
""",
        "test_case.py": """\
from pathlib import Path

def write():
    Path("out.txt").touch()

def test_out():
    write()
""",
    },
    "gone there by the run": {
        "conftest.py": """\
import os, tempfile

def pytest_configure(config):
    os.chdir(tempfile.mkdtemp())
""",
        "test_case.py": """\
def test_out():
    open("out.txt", "w").close()
""",
    },
    "gone there by the set-up, a helper or a decorator": """\
import functools, os, tempfile, unittest

class Folder:
    def __enter__(self):
        os.chdir(tempfile.mkdtemp())

    def __exit__(self, *error):
        os.chdir("/")

def alone(test):
    @functools.wraps(test)
    def wrapper(*args, **kwargs):
        os.chdir(tempfile.mkdtemp())
        return test(*args, **kwargs)
    return wrapper

class TestOut(unittest.TestCase):
    def setUp(self):
        os.chdir(tempfile.mkdtemp())

    def test_out(self):
        open("out.txt", "w").close()

def test_entered():
    with Folder():
        open("out.txt", "w").close()

@alone
def test_decorated():
    open("out.txt", "w").close()
""",
    "a runner with folders of its own": """\
from twisted.trial import unittest

class TestOut(unittest.TestCase):
    def setUp(self):
        open("out.txt", "w").close()

    def test_out(self):
        assert read("out.txt") == ""
""",
    "an imitated file system": """\
import os
from pyfakefs.fake_filesystem_unittest import TestCase, patchfs
from unittest.mock import mock_open, patch

def test_fake(fs):
    os.makedirs("/etc/app")
    open("/etc/app/config", "w").close()

@patchfs
def test_patched(fake):
    open("/etc/app/config", "w").close()

class TestFake(TestCase):
    def setUp(self):
        self.setUpPyfakefs()

    def test_fake(self):
        open("/etc/app/config", "w").close()

def test_mocked():
    with patch("builtins.open", mock_open()) as opened:
        with open("out.txt", "w") as file:
            file.write("x")

@patch("os.remove")
def test_removed(remove):
    os.remove("out.txt")
    remove.assert_called_once()
""",
    "paths that differ": """\
import os, uuid
from pathlib import Path

def test_worker(worker_id):
    open(f"/tmp/out-{worker_id}.txt", "w").close()
    Path(f"out-{os.environ['PYTEST_XDIST_WORKER']}").touch()

def test_unique():
    open(f"/tmp/{uuid.uuid4()}", "w").close()
    Path(f"/tmp/out-{os.getpid()}").touch()

def test_given(target):
    open(target, "w").close()
""",
    "a parametrized path": """\
import pytest

@pytest.mark.parametrize("path", ["a.txt"])
def test_given(path, tmp_path):
    open(tmp_path / path, "w").close()
""",
    "it is expected to fail": """\
import pytest

def test_fails():
    with pytest.raises(PermissionError):
        open("/etc/passwd", "w")
""",
    "a lock is held": """\
from filelock import FileLock

def test_locked():
    with FileLock("data.json.lock"):
        with open("data.json", "w") as file:
            file.write("x")
""",
    "no file": """\
import os

def test_null():
    open("/dev/null", "w").close()
    open(os.devnull, "w").close()
    fs.open("s3://bucket/key", "wb")
    client.open("out.txt", "w")
""",
    "a folder that may be there already": """\
import os
from pathlib import Path

def test_folder():
    os.makedirs("out", exist_ok=True)
    Path("out/data").mkdir(parents=True, exist_ok=True)
""",
    "asked for by a person": """\
import os
import pytest

UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
AGAIN = bool(os.getenv("AGAIN"))

def test_golden(request):
    if UPDATE:
        open("golden.txt", "w").close()
    if AGAIN:
        open("other.txt", "w").close()
    if request.config.getoption("--regenerate"):
        open("third.txt", "w").close()
""",
    "code that no test runs": """\
from pathlib import Path

def regenerate():
    Path("golden.txt").write_text("x")

def test_golden():
    script = '''open("out.txt", "w")'''
    assert run(script)

if __name__ == "__main__":
    regenerate()
    open("golden.txt", "w").close()
""",
    "a tool beside the tests": {
        "tests/make_data.py": """\
from pathlib import Path

VERSION = 2

def main():
    Path("data.json").write_text("{}")

if __name__ == "__main__":
    main()
""",
        "tests/test_case.py": """\
from make_data import VERSION

def main():
    return VERSION

def test_version():
    assert main() == 2
""",
    },
    "a home folder of its own": """\
import pytest
from pathlib import Path

@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))

def test_profile():
    (Path.home() / ".profile").write_text("x")
""",
    "kept in memory by its driver": """\
import h5py

def test_table():
    file = h5py.File("test", "w", driver="core", backing_store=False)
    assert file
""",
    "what is told under another name": """\
import shutil
import pytest
from pathlib import Path

@pytest.fixture(scope="session")
def data():
    Path("data.json").write_text("{}")

@pytest.fixture
def cleaned():
    yield
    shutil.rmtree("out")

def test_data(data, cleaned):
    assert data is None
""",
    "a helper in a folder whose tests all stand elsewhere": {
        "tests/__init__.py": "",
        "tests/conftest.py": """\
import pytest

@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
""",
        "tests/making.py": """\
from pathlib import Path

def make():
    base = Path("bench")
    base.mkdir()
    return base
""",
        "tests/test_bench.py": """\
from tests.making import make

def test_bench():
    assert make().exists()
""",
    },
}
