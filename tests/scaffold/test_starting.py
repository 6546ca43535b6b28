"""What is laid in to begin with is red until it is filled in, and then does what it says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.settings import load_settings

from ..plugin.running import command, environment
from .projects import GITHUB, answer, everything, init, project

APP = """\
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer

app = FastAPI()
bearer = HTTPBearer()


async def current_user(credentials=Depends(bearer)):
    raise HTTPException(401)


@app.get("/invoice-list")
async def invoices(user=Depends(current_user)):
    return [user]
"""
FASTAPI = {**GITHUB, "src/shop/__init__.py": "", "src/shop/main.py": APP, "requirements.txt": "fastapi\n"}
PAIR = """\
import os


def test_one():
    os.environ["SHOP"] = "open"


def test_two():
    assert "SHOP" not in os.environ
"""


def ran(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        command(
            "-p", "bulkhead-resources", "-p", "no:cacheprovider", "-W", "ignore", "-o", "pythonpath=src", *arguments
        ),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_access_to_an_endpoint(tmp_path: Path) -> None:
    project(tmp_path, FASTAPI)
    assert init(tmp_path, "--yes", "--template", "endpoint", "--name", "invoice-list") == 0
    path = tmp_path / "tests/test_invoice_list_access.py"
    status, output = ran(tmp_path, str(path))
    assert (status, "Fill in the dependency" in output) == (1, True)
    text = path.read_text()
    assert "from shop.main import app as application" in text
    text = text.replace("as application", "as application, bearer, current_user")
    text = text.replace("USER_DEPENDENCY = None", "USER_DEPENDENCY = current_user").replace(
        "SCHEMES = ()", "SCHEMES = (bearer,)"
    )
    path.write_text(text)
    status, output = ran(tmp_path, str(path), "--bulkhead=strict")
    assert (status, "3 passed" in output) == (0, True), output
    (tmp_path / "tests/test_a_leak.py").write_text(
        "from shop.main import app, bearer, current_user\n\n\ndef test_leak():\n"
        "    app.dependency_overrides.update({bearer: lambda: None, current_user: lambda: 'eve'})\n"
    )
    status, output = ran(tmp_path, "tests/test_a_leak.py", str(path), "--bulkhead=off")
    assert (status, "test_nobody_is_refused" in output) == (1, True)


def test_overrides_of_the_application(tmp_path: Path) -> None:
    project(tmp_path, {**FASTAPI, "tests/conftest.py": '"""Ours."""\n\nimport os\n\nHOME = os.sep\n'})
    init(tmp_path, "--yes", "--only", "conftest")
    text = (tmp_path / "tests/conftest.py").read_text()
    assert text.startswith('"""Ours."""\n\nimport os\nimport pytest\n\nHOME = os.sep\n\n\n@pytest.fixture\n')
    (tmp_path / "tests/test_one.py").write_text(
        "def test_one(app_overrides):\n    from shop.main import bearer, current_user\n"
        "    app_overrides.update({bearer: lambda: None, current_user: lambda: 'ada'})\n"
    )
    status, output = ran(tmp_path, "tests/test_one.py", "--bulkhead=strict")
    assert status == 0, output
    before = everything(tmp_path)
    init(tmp_path, "--yes", "--only", "conftest")
    assert everything(tmp_path) == before


def test_an_application_that_does_not_stand_out_is_left_to_people(tmp_path: Path) -> None:
    two = {**FASTAPI, "src/shop/other.py": APP}
    init(project(tmp_path, two), "--yes", "--only", "conftest")
    assert not (tmp_path / "tests/conftest.py").exists()


GENERIC = """
from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config


def run_migrations_offline():
    url = config.get_main_option("sqlalchemy.url")
    context.configure(url=url)


def run_migrations_online():
    connectable = engine_from_config(config.get_section(config.config_ini_section, {}), poolclass=pool.NullPool)
"""
OWN_URL = {
    "a section of its own": GENERIC.replace(
        "    connectable = engine_from_config(config.get_section(config.config_ini_section, {}),",
        "    section = config.get_section('alembic')\n    section['sqlalchemy.url'] = url()\n"
        "    connectable = engine_from_config(section,",
    ),
    "an option": GENERIC + "    config.set_main_option('sqlalchemy.url', settings.url)\n",
    "an argument": GENERIC.replace("poolclass", "url=settings.url, poolclass"),
    "an engine of the application": GENERIC.replace("engine_from_config(config.get_section(config", "create_engine((x"),
    "offline alone": GENERIC.partition("def run_migrations_online")[0],
    "no Python": GENERIC + "print 'x'\n",
}


def with_alembic(folder: Path, environment: str) -> Path:
    files = {
        **GITHUB,
        "requirements.txt": "alembic\npsycopg[binary]\n",
        "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
        "migrations/env.py": environment,
    }
    init(project(folder, files), "--yes", "--only", "conftest")
    return folder / "tests/conftest.py"


def test_migrations_of_alembic(tmp_path: Path) -> None:
    text = with_alembic(tmp_path, GENERIC).read_text()
    assert "def postgres_migrations():" in text
    compile(text, "conftest.py", "exec")


@pytest.mark.parametrize("name", sorted(OWN_URL))
def test_no_migrations_of_a_database_that_is_in_use(tmp_path: Path, name: str) -> None:
    """An environment that takes its URL from elsewhere would migrate that, whatever it is told."""
    assert OWN_URL[name] != GENERIC
    assert not with_alembic(tmp_path, OWN_URL[name]).exists()


@pytest.mark.parametrize("path", ["my-shop.py", "class.py", "v2/my shop.py"])
def test_an_application_that_cannot_be_imported(tmp_path: Path, path: str) -> None:
    init(project(tmp_path, {**GITHUB, path: APP}), "--yes", "--only", "conftest")
    assert not (tmp_path / "tests/conftest.py").exists()


def test_an_incident(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, {**GITHUB, "tests/test_pair.py": PAIR})
    assert init(tmp_path, "--yes", "--template", "incident", "--name", "shop-open") == 0
    rule, test = tmp_path / "tools/bulkhead_rules/shop_open.py", tmp_path / "tests/test_incident_shop_open.py"
    assert load_settings(tmp_path).rules == ("tools/bulkhead_rules/shop_open.py",)
    status, output = ran(tmp_path, str(test))
    assert (status, "Fill in" in output) == (1, True)
    rule.write_text(rule.read_text().replace("package.module.function", "shop.opening.open_all"))
    (tmp_path / "tests/test_again.py").write_text(
        "import shop.opening\n\n\ndef test_x():\n    shop.opening.open_all()\n"
    )
    capsys.readouterr()
    assert main(["check", str(tmp_path / "tests/test_again.py"), "--no-cache", "--output-format", "concise"]) == 1
    assert "INCIDENT001 shop.opening.open_all is called" in capsys.readouterr().out.replace("shop-open: ", "")
    text = test.read_text().replace('POLLUTER = ""', 'POLLUTER = "tests/test_pair.py::test_one"')
    test.write_text(text.replace('VICTIM = ""', 'VICTIM = "tests/test_pair.py::test_two"'))
    assert init(tmp_path, "--yes", "--template", "incident", "--name", "another") == 0
    assert len(load_settings(tmp_path).rules) == 2


@pytest.mark.parametrize("name", ["", "Two Words", "../up", "a--b", "1a"])
def test_a_name_that_is_none(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(project(tmp_path, GITHUB), "--template", "incident", "--name", name) == 2
    assert "--name" in capsys.readouterr().err


def test_a_name_that_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, {**GITHUB, "tests/test_incident_x.py": "\n"})
    told = answer(capsys, tmp_path, "--template", "incident", "--name", "x")
    assert told["changes"] == []
    assert "is there already" in told["declined"][0]["reason"]
