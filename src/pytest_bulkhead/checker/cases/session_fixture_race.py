"""Cases of `session-fixture-race`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a file is written": """\
import pytest
from pathlib import Path

@pytest.fixture(scope="session", autouse=True)
def settings():
    path = Path("settings.json")
    path.write_text("{}")  # <- here
    yield path
""",
    "an archive is made when it is missing": """\
import os, zipfile
import pytest

DATA = os.path.join(os.path.dirname(__file__), "data")

@pytest.fixture(scope="session")
def archive():
    path = os.path.join(DATA, "all.zip")
    if not os.path.exists(path):
        with zipfile.ZipFile(path, "w") as archive:  # <- here
            archive.write(os.path.join(DATA, "one.txt"))
    return path
""",
    "a download": """\
import nltk
import pytest
from urllib.request import urlretrieve

@pytest.fixture(scope="session")
def corpus():
    nltk.download("punkt")  # <- here
    urlretrieve("https://example.org/model.bin", "model.bin")  # <- here
""",
    "packages are installed": """\
import subprocess, sys
import pytest

@pytest.fixture(scope="session", autouse=True)
def plugin():
    subprocess.check_call([sys.executable, "-m", "pip", "install", "-e", "tests/plugin"])  # <- here
    yield
    subprocess.run("pip uninstall -y plugin", shell=True)
""",
    "an image is built, containers are started": """\
import subprocess
import pytest
from pathlib import Path
from python_on_whales import docker

FOLDER = Path(__file__).parent

@pytest.fixture(scope="session")
def services():
    subprocess.run(["docker", "compose", "-f", str(FOLDER / "compose.yml"), "up", "-d"], check=True)  # <- here
    yield

@pytest.fixture(scope="session")
def image(client):
    docker.build(FOLDER, tags=["app"])  # <- here

@pytest.fixture(scope="session")
def other_image(client):
    client.images.build(path=".", tag="app")  # <- here

@pytest.fixture(scope="session")
def third_image():
    subprocess.run(["docker", "build", "-t", "app", "."], cwd=FOLDER)  # <- here
""",
    "migrations": """\
import pytest
from alembic import command
from alembic.config import Config

@pytest.fixture(scope="session")
def tables():
    config = Config("alembic.ini")
    config.set_main_option("sqlalchemy.url", "postgresql://localhost/test")
    command.upgrade(config, "head")  # <- here
""",
    "migrations, by command and by settings": """\
import os, subprocess
import pytest
from alembic import command
from alembic.config import Config

@pytest.fixture(scope="session")
def config():
    return Config("alembic.ini")

@pytest.fixture(scope="session")
def tables(config):
    command.upgrade(config, "head")  # <- here

@pytest.fixture(scope="session")
def others():
    subprocess.run(["alembic", "-x", "other=1", "upgrade", "head"], check=True)  # <- here
""",
    "tables in a database file": """\
import pytest
from sqlalchemy import create_engine

@pytest.fixture(scope="session")
def engine():
    engine = create_engine("sqlite:///test.db")  # <- here
    Base.metadata.create_all(engine)
    return engine
""",
    "through a helper": """\
import pytest

def write(path, text):
    with open(path, "w") as file:
        file.write(text)

@pytest.fixture(scope="session")
def config():
    write("app.toml", "a = 1")  # <- here
""",
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "a folder of the worker's own": """\
import subprocess, sys
import pytest

@pytest.fixture(scope="session")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    (folder / "settings.json").write_text("{}")
    subprocess.run(["npm", "install"], cwd=folder)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "app"])
    subprocess.run([sys.executable, "-m", "pip", "install", "--target", str(folder), "app"])
    return folder
""",
    "a lock": """\
import json, subprocess
import pytest
from filelock import FileLock

@pytest.fixture(scope="session")
def data(tmp_path_factory):
    with FileLock("data.json.lock"):
        with open("data.json", "w") as file:
            file.write("{}")

@pytest.fixture(scope="session")
def build_lock():
    lock = FileLock("build.lock")
    lock.acquire()
    yield lock
    lock.release()

@pytest.fixture(scope="session")
def build(build_lock):
    subprocess.run(["make"], check=True)
""",
    "only one worker does it": """\
import subprocess
import pytest

@pytest.fixture(scope="session", autouse=True)
def build(worker_id):
    if worker_id in ("master", "gw0"):
        subprocess.run(["make"], check=True)

@pytest.fixture(scope="session", autouse=True)
def install(request):
    if not hasattr(request.config, "workerinput"):
        subprocess.run(["pip", "install", "app"], check=True)
""",
    "a fixture of a test": """\
import subprocess
import pytest

@pytest.fixture
def build():
    subprocess.run(["make"], check=True)
""",
    "commands that change nothing": """\
import subprocess
import pytest

@pytest.fixture(scope="session")
def version():
    subprocess.run(["docker", "compose", "version"], check=True)
    subprocess.run(["pip", "list"])
    subprocess.run(["make-believe"])
    return subprocess.check_output(["git", "rev-parse", "HEAD"])
""",
    "names of its own": """\
import os, subprocess
import pytest

@pytest.fixture(scope="session")
def services(run_name):
    subprocess.run(["docker", "compose", "-p", run_name, "up", "-d"], check=True)
    subprocess.run(["alembic", "upgrade", "head"], env={**os.environ, "DB": run_name})
""",
    "migrations of a server of the worker's own": """\
import pytest
from alembic import command
from alembic.config import Config
from testcontainers.postgres import PostgresContainer

@pytest.fixture(scope="session")
def postgres():
    with PostgresContainer("postgres:16") as container:
        yield container.get_connection_url()

@pytest.fixture(scope="session")
def tables(postgres):
    config = Config("alembic.ini")
    config.set_main_option("sqlalchemy.url", postgres)
    command.upgrade(config, "head")
""",
    "migrations of a database that a plugin makes": """\
import pytest
from alembic import command
from alembic.config import Config

@pytest.fixture(scope="session")
def tables(postgresql_proc):
    command.upgrade(Config("alembic.ini"), "head")

@pytest.fixture(scope="session")
def loaded(django_db_setup, django_db_blocker):
    from django.core.management import call_command
    with django_db_blocker.unblock():
        call_command("loaddata", "users.json")
""",
    "asked for by a person": """\
import os, subprocess
import pytest

@pytest.fixture(scope="session")
def golden():
    if os.environ.get("UPDATE"):
        open("golden.txt", "w").close()
""",
    "only read": """\
import pytest

@pytest.fixture(scope="session")
def data():
    with open("data.json") as file:
        return file.read()
""",
}
