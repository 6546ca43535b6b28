"""What a review says beside the findings that are brought, in each form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_bulkhead.cli.main import main

from .conftest import Project

BAD = """\
import os

def test_address():
    os.environ["API_URL"] = "http://localhost"
"""
MENDED = """\
def test_address(monkeypatch):
    monkeypatch.setenv("API_URL", "http://localhost")
"""
WORSE = "import os\n\ndef test_moves(tmp_path):\n    os.chdir(tmp_path)\n"
SILENT = BAD.replace('localhost"\n', 'localhost"  # bulkhead: ignore[BH101] the daemon reads it\n')
FINE = "def test_fine():\n    assert True\n"
GROUPED = "import pytest\n\n@pytest.mark.xdist_group('db')\ndef test_db():\n    assert True\n"


@pytest.fixture
def branch(project: Project) -> Project:
    project.commit({"tests/test_a.py": BAD, "tests/test_b.py": FINE, "tests/test_db.py": GROUPED})
    project.git("checkout", "--quiet", "-b", "work")
    return project


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(["review", "--base", "main", *words]) == status
    return capsys.readouterr().out


def reviewed(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(said(capsys, "--output-format", "json", *words, status=status))
    return document


def names(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["path"], one["symbol"]) for one in items]


def asked(document: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {item["kind"]: [(one["path"], one["what"]) for one in item["places"]] for item in document["checklist"]}


def test_an_error_that_is_brought_decides_the_status(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.write({"tests/test_b.py": BAD})
    document = reviewed(capsys, status=1)
    assert document["version"] == 1
    assert document["tool"].startswith("pytest-bulkhead ")
    assert names(document["findings"]) == [("tests/test_b.py", "test_address")]
    assert document["summary"]["brought"] == document["summary"]["errors"] == 1
    assert reviewed(capsys, "--exit-zero")["summary"]["errors"] == 1


def test_what_is_mended_and_what_went_with_its_code(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.write({"tests/test_a.py": MENDED})
    document = reviewed(capsys)
    assert names(document["mended"]) == [("tests/test_a.py", "test_address")]
    assert document["gone"] == []
    branch.write({"tests/test_a.py": FINE})
    document = reviewed(capsys)
    assert document["mended"] == []
    assert names(document["gone"]) == [("tests/test_a.py", "test_address")]


def test_a_file_that_cannot_be_read_any_more_mends_nothing(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.write({"tests/test_a.py": f"{BAD}raise ValueError, 1\n"})
    document = reviewed(capsys, status=1)
    assert [one["code"] for one in document["findings"]] == ["BH001"]
    assert (document["mended"], document["gone"]) == ([], [])


def test_what_is_only_suppressed_is_tolerated_and_not_mended(
    branch: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    branch.write({"tests/test_a.py": SILENT})
    document = reviewed(capsys)
    assert (document["mended"], document["gone"], document["findings"]) == ([], [], [])
    assert document["suppressions"] == [
        {"path": "tests/test_a.py", "line": 4, "names": ["BH101"], "reason": "the daemon reads it", "file": False}
    ]


def test_a_suppression_that_moves_is_not_added(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.commit({"tests/test_a.py": SILENT})
    branch.git("branch", "--force", "main")
    branch.git("mv", "tests/test_a.py", "tests/test_moved.py")
    branch.write({"tests/test_moved.py": f"# more\n{SILENT}"})
    assert reviewed(capsys)["suppressions"] == []


def test_a_baseline_that_grows_is_told_and_what_it_tolerates_is_no_error(
    branch: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    def baseline(**counts: int) -> str:
        files = {f"tests/{name}.py": {"BH101": count} for name, count in counts.items()}
        return json.dumps({"version": 1, "static": files})

    settings = '[tool.bulkhead]\nbaseline = "known.json"\n'
    branch.commit({"pyproject.toml": settings, "known.json": baseline(test_a=1)})
    branch.git("branch", "--force", "main")
    branch.write({"tests/test_b.py": BAD, "known.json": baseline(test_a=1, test_b=1)})
    document = reviewed(capsys)
    assert document["baseline"] == [
        {"path": "tests/test_b.py", "source": "static", "code": "BH101", "before": 0, "after": 1}
    ]
    assert document["summary"]["tolerated"] == 1
    branch.write({"known.json": baseline(test_a=1)})
    assert names(reviewed(capsys, status=1)["findings"]) == [("tests/test_b.py", "test_address")]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        (FINE.replace("fine", "db"), "db", ""),
        (GROUPED.replace("'db'", "name='slow'"), "db", "slow"),
        ("import pytest\n\npytestmark = pytest.mark.xdist_group('all')\n\ndef test_db():\n    pass\n", "db", "all"),
    ],
)
def test_tests_that_change_their_group(
    branch: Project, capsys: pytest.CaptureFixture[str], text: str, before: str, after: str
) -> None:
    branch.write({"tests/test_db.py": text})
    (moved,) = reviewed(capsys)["groups"]
    assert (moved["test"], moved["before"], moved["after"]) == ("test_db", before, after)


def test_a_plan_that_lets_tests_go_is_told(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    def plan(*tests: str) -> str:
        return json.dumps({"version": 1, "groups": {"db": {"because": ["table x"], "tests": list(tests)}}})

    branch.commit({"bulkhead-plan.json": plan("tests/test_a.py::test_x", "tests/test_b.py::test_y", "gone.py::test_z")})
    branch.git("branch", "--force", "main")
    branch.write({"bulkhead-plan.json": plan("tests/test_a.py::test_x")})
    (moved,) = reviewed(capsys)["groups"]
    assert (moved["test"], moved["before"], moved["after"]) == ("tests/test_b.py::test_y", "db", "")


RULE = """\
import ast
from pytest_bulkhead.checker.rule import Rule, on
from pytest_bulkhead.findings import What
from pytest_bulkhead.hazards.catalogue.environ import HAZARD

ACME = HAZARD._replace(code="ACME001", slug="acme")

class Acme(Rule):
    hazards = (ACME,)
    tokens = ("import os",)
    bad = {"it": "import os"}
    good = {}

    @on(ast.Import)
    def imported(self, node, file):
        yield file.finding(ACME, node, "it is imported", What("module", "os"))

RULE = Acme()
"""
CONFTEST = """\
import pytest

@pytest.fixture(scope="session")
def server():
    yield "http://localhost"

@pytest.fixture(autouse=True)
def quiet():
    yield

def pytest_runtest_setup(item):
    pass
"""
SETTINGS = """\
[project]
name = "x"
dependencies = ["requests", "pytest-asyncio"]

[tool.pytest.ini_options]
addopts = "-n auto --dist loadgroup"
"""


def test_the_checklist_asks_for_what_the_change_touches(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.write(
        {
            "tests/conftest.py": CONFTEST,
            "pyproject.toml": SETTINGS,
            "app/cache.py": "import functools\n\nregistry = {}\n\n@functools.cache\ndef load():\n    return 1\n",
            "tests/test_api.py": (
                "from app import app, user\nimport pytest\n\n@pytest.mark.flaky(reruns=3)\ndef test_api():\n"
                "    app.dependency_overrides[user] = lambda: 1\n    start(port=8080)\n"
            ),
        }
    )
    found = asked(reviewed(capsys, "--exit-zero"))
    assert found["wide-fixtures"] == [("tests/conftest.py", "server (session, new)")]
    assert found["autouse-fixtures"] == [("tests/conftest.py", "quiet, new")]
    assert found["conftest-files"] == [("tests/conftest.py", "pytest_runtest_setup")]
    assert found["overrides"] == [("tests/test_api.py", "app.dependency_overrides[user] = lambda: 1")]
    assert found["ports-and-servers"] == [("tests/test_api.py", "start(port=8080)")]
    assert found["masks"] == [("tests/test_api.py", "@pytest.mark.flaky(reruns=3)")]
    assert found["pytest-plugins"] == [("pyproject.toml", "pytest-asyncio, new")]
    assert found["pytest-options"] == [("pyproject.toml", "addopts: nothing → -n auto --dist loadgroup")]
    assert found["state-of-the-code"] == [("app/cache.py", "@functools.cache"), ("app/cache.py", "registry = {}")]


def test_of_long_options_what_differs_is_told(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    table = "[tool.pytest.ini_options]\nfilterwarnings = ['error', 'ignore: all that is said of {}', 'default']\n"
    same = "the first of the many things that nobody wants to hear"
    branch.commit({"pyproject.toml": table.format(f"{same} today")})
    branch.write({"pyproject.toml": table.format(f"{same} tomorrow")})
    found = asked(reviewed(capsys, "--base", "HEAD"))
    assert found["pytest-options"] == [("pyproject.toml", "filterwarnings: … today default → … tomorrow default")]


def test_the_checklist_asks_for_nothing_that_only_moves(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.commit({"tests/conftest.py": CONFTEST, "pyproject.toml": SETTINGS})
    branch.git("branch", "--force", "main")
    branch.write({"tests/conftest.py": f"# a note\n\n{CONFTEST}", "pyproject.toml": f"\n{SETTINGS}"})
    assert reviewed(capsys)["checklist"] == []


def test_prose_and_the_names_of_migrations_raise_no_question(
    branch: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    prose = '"""One docker-compose instance runs for all."""\n'
    branch.write({"tests/test_prose.py": prose + FINE, "versions/0001_first.py": "down_revision = None\n"})
    branch.write({"Makefile": "test:\n\t@# pytest -n auto is for CI\n\tpytest\n"})
    assert reviewed(capsys)["checklist"] == []


def test_a_change_of_scope_and_of_settings_is_asked_about(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.commit({"tests/conftest.py": CONFTEST, "bulkhead.toml": 'ignore = ["BH205"]\n'})
    branch.git("branch", "--force", "main")
    branch.write(
        {
            "tests/conftest.py": CONFTEST.replace('"session"', '"module"').replace("(autouse=True)", ""),
            "bulkhead.toml": 'ignore = ["BH205", "BH302"]\n',
        }
    )
    found = asked(reviewed(capsys))
    assert found["wide-fixtures"] == [("tests/conftest.py", "server (module, was session)")]
    assert found["autouse-fixtures"] == [("tests/conftest.py", "quiet, asked for now")]
    assert found["bulkhead-settings"] == [("bulkhead.toml", "ignore, changed")]


@pytest.mark.parametrize("name", ["full", "markdown", "github", "gitlab", "rdjson", "sarif", "junit", "concise"])
def test_every_format_tells_what_is_brought(branch: Project, capsys: pytest.CaptureFixture[str], name: str) -> None:
    branch.write({"tests/test_b.py": WORSE, "tests/test_a.py": SILENT})
    told = said(capsys, "--output-format", name, status=1)
    assert "BH102" in told
    assert "test_b.py" in told


def test_a_comment_is_markdown_that_nothing_in_the_change_can_steer(
    branch: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    branch.write({"tests/test_b.py": SILENT.replace("the daemon reads it", "see @team <img src=x> [a](b)")})
    told = said(capsys, "--output-format", "markdown")
    assert "### ✅ This change brings no finding" in told
    assert "\\@team \\<img src=x\\> \\[a\\]\\(b\\)" in told


def test_a_terminal_is_told_the_answer_first(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.write({"tests/test_b.py": WORSE, "tests/test_a.py": MENDED, "tests/test_db.py": FINE.replace("fine", "db")})
    told = said(capsys, status=1)
    assert told.startswith("This change brings 1 error and mends 1, against main (")
    assert "test_db out of db" in told
    assert "Behind it: 3 changed files in the working tree, 3 files of test code checked" in told


def test_what_is_staged_and_other_revisions_are_reviewed_instead(
    branch: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    branch.write({"tests/test_b.py": BAD})
    branch.git("add", "tests/test_b.py")
    branch.write({"tests/test_b.py": FINE, "tests/test_new.py": BAD})
    assert names(reviewed(capsys, "--staged", status=1)["findings"]) == [("tests/test_b.py", "test_address")]
    assert names(reviewed(capsys, status=1)["findings"]) == [("tests/test_new.py", "test_address")]
    assert reviewed(capsys, "--head", "main")["summary"]["changed"] == 0


def test_paths_are_told_from_where_one_stands(
    branch: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.write({"tests/test_b.py": BAD})
    monkeypatch.chdir(branch.folder / "tests")
    assert names(reviewed(capsys, status=1)["findings"]) == [("test_b.py", "test_address")]


def test_own_rules_are_those_of_the_working_tree(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    branch.write({"bulkhead.toml": 'rules = ["missing.py"]\n', "tests/test_b.py": BAD})
    assert main(["review", "--base", "main"]) == 2
    assert "missing.py" in capsys.readouterr().err
    branch.write({"missing.py": RULE})
    assert [one["code"] for one in reviewed(capsys, status=1)["findings"]] == ["ACME001", "BH101"]


def test_a_revision_that_is_none_is_wrong_use(branch: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "--base", "nowhere"]) == 2
    assert "no revision 'nowhere'" in capsys.readouterr().err
