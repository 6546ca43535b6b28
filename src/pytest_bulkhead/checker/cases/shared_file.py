"""Cases of `shared-file` that are bad."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a file in the working directory": """\
def test_export():
    with open("out.json", "w") as file:  # <- here
        file.write("{}")
    assert load("out.json") == {}
""",
    "touched by tests, removed by the teardown for everybody": """\
import tempfile
from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

class TestCopy(TestCase):
    def tearDown(self):
        if Path("file").exists():
            Path("file").unlink()  # <- here

    @patch("product.flow.confirm")
    def test_override(self, confirm):
        with tempfile.TemporaryDirectory() as source:
            Path(source, "file").touch()
            Path("file").touch()  # <- here
            assert copy(source)
""",
    "a file in the folder for temporary ones": """\
import os, tempfile

DATABASE = os.path.join(tempfile.gettempdir(), "app.sqlite")

def test_starts():
    with open("/tmp/app.lock", mode="x"):  # <- here
        assert start()

def test_cleans():
    if os.path.exists(DATABASE):
        os.remove(DATABASE)  # <- here
""",
    "beside the test file": """\
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "out")

def test_report():
    (HERE / "data" / "report.txt").write_text("x")  # <- here

def test_folder():
    os.makedirs(OUT)  # <- here
    path = f"{OUT}/index.html"
    open(path, "wb").close()  # <- here
    os.rmdir(OUT)  # <- here
""",
    "an attribute of the class": """\
import os, shutil, unittest

class TestIndex(unittest.TestCase):
    path = "index.db"

    def setUp(self):
        self.copy = "copy-" + self.path
        shutil.copy(FIXTURE, self.path)  # <- here

    def tearDown(self):
        os.unlink(self.path)  # <- here

    def test_copies(self):
        os.rename(self.path, self.copy)  # <- here
""",
    "a fixture that cleans up": """\
import os
import pytest
from pathlib import Path

@pytest.fixture(autouse=True)
def settings():
    with open("settings.toml", "w") as file:  # <- here
        file.write("a = 1")
    yield
    os.remove("settings.toml")  # <- here
""",
    "by names of a loop": """\
import os

def test_logs():
    for name in ["a.log", "b.log"]:
        open(name, "a").close()  # <- here
""",
    "a helper is handed the path": """\
def make_file(path, text="x"):
    with open(path, "w") as file:
        file.write(text)

def test_reads(tmp_path):
    make_file(tmp_path / "fine.txt")
    make_file("config.yml")  # <- here
    assert read_config()
""",
    "a helper of another file is handed the path": {
        "tests/helpers.py": """\
from pathlib import Path

def make_file(path: Path):
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
""",
        "tests/test_case.py": """\
from pathlib import Path
from helpers import make_file

def test_reads():
    make_file(Path("/var/lib/app/state"))  # <- here
""",
    },
    "the product is handed the path": {
        "product/export.py": """\
from pathlib import Path

def export(orders, path: Path):
    path.write_text(",".join(orders))

def read(path):
    with open(path) as file:
        return file.read()
""",
        "tests/test_case.py": """\
from pathlib import Path
from product.export import export, read

def test_exports(tmp_path):
    export([], tmp_path / "fine.csv")
    export(["a"], Path("report.csv"))  # <- here
    assert read("report.csv") == "a"
""",
    },
    "a helper with a path of its own": {
        "tests/helpers.py": """\
def make_config():
    with open("config.yml", "w") as file:  # <- here
        file.write("x")
""",
        "tests/test_case.py": """\
import helpers

def test_reads():
    helpers.make_config()
""",
    },
    "a database file": """\
import sqlite3
from sqlalchemy import create_engine

engine = create_engine("sqlite:///./test.db", connect_args={"check_same_thread": False})  # <- here
Base.metadata.create_all(bind=engine)

def test_rows():
    connection = sqlite3.connect("rows.sqlite3")  # <- here
    connection.execute("CREATE TABLE rows (id INTEGER)")
""",
    "an asynchronous engine": """\
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

URL = "sqlite+aiosqlite:///./test.db"

@pytest.fixture
async def engine():
    engine = create_async_engine(URL)  # <- here
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
""",
    "at module level": """\
from pathlib import Path

Path("fixtures.json").write_text("{}")  # <- here

def test_reads():
    assert load("fixtures.json") == {}
""",
    "a log of the product, taken away before it is written": """\
import os
from pathlib import Path

def test_logs(client):
    log = Path("log.txt")
    if log.is_file():
        os.remove(log)  # <- here
    client.post("/orders")
    with open("./log.txt") as file:
        assert "order" in file.read()
""",
    "a file that the test names twice": """\
import os

def test_export(orders):
    path = "/tmp/report.csv"
    with open(path, "w") as file:  # <- here
        file.write("x")
    assert count(path) == 1
    os.remove(path)  # <- here
""",
    "in the home folder": """\
import os
from pathlib import Path

def test_profile():
    (Path.home() / ".app" / "profile").write_text("x")  # <- here

def test_settings():
    os.remove(os.path.expanduser("~/.apprc"))  # <- here
""",
    "a folder that the test itself removes": """\
import shutil

def test_builds():
    build("site")
    shutil.rmtree("site")  # <- here
""",
    "a temporary folder that nobody went to": """\
import tempfile

def test_export(monkeypatch):
    monkeypatch.setenv("MODE", "fast")
    with tempfile.TemporaryDirectory() as folder:
        export(folder)
        with open("summary.txt", "w+") as file:  # <- here
            file.write("x")
""",
    "a path that a person asked for, and one that nobody did": """\
import os

def test_golden():
    if os.environ.get("UPDATE"):
        open("golden.txt", "w").close()
    if not os.path.exists("saved.txt"):
        open("saved.txt", "w").close()  # <- here
""",
    "mocks of something else": """\
from unittest.mock import patch

@patch("product.client.connect_to_server")
@patch("product.files.read")
def test_export(read, connect):
    with open("out.csv", "w") as file:  # <- here
        file.write("x")
""",
    "only some who call the helper go elsewhere": """\
def write_config():
    with open("config.yml", "w") as file:  # <- here
        file.write("x")

def test_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_config()

def test_here():
    write_config()
""",
    "an autouse fixture that goes nowhere": {
        "conftest.py": """\
import pytest

@pytest.fixture(autouse=True)
def isolated_filesystem(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
""",
        "test_case.py": """\
from pathlib import Path

def test_export():
    (Path.home() / "fine").touch()
    Path("out.txt").touch()  # <- here
""",
    },
}

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "a file in the working directory": """\
def test_export(tmp_path):
    with open(tmp_path / "out.json", "w") as file:  # <- here
        file.write("{}")
    assert load(tmp_path / "out.json") == {}
""",
    "a log of the product, taken away before it is written": """\
import os
from pathlib import Path

def test_logs(client):
    log = Path("log.txt")
    if log.is_file():
        os.remove(log)  # <- here
    client.post("/orders")
    with open("./log.txt") as file:
        assert "order" in file.read()
""",
    "a file that the test names twice": """\
import os

def test_export(orders, tmp_path):
    path = tmp_path / "report.csv"
    with open(path, "w") as file:  # <- here
        file.write("x")
    assert count(path) == 1
    os.remove(path)  # <- here
""",
}
