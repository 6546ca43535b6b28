"""The file that projects are given, run by a real pytest as it stands there: serially, in workers, and by verify."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from tests.meta.subjects import commit, git, write
from tests.plugin.running import KINDS, PLUGINS, environment

TEMPLATE = files("pytest_bulkhead") / "scaffold" / "templates" / "test_isolation_meta.py"
HOOK = "repos:\n  - repo: local\n    hooks:\n      - id: bulkhead\n        entry: bulkhead check\n"
ADOPTED = {
    "pytest.ini": "[pytest]\naddopts = --strict-markers\n",
    "bulkhead.toml": 'mode = "strict"\nbaseline = "debts.json"\n',
    "debts.json": '{"version": 1}\n',
    ".pre-commit-config.yaml": HOOK,
    ".gitlab-ci.yml": "script:\n  - bulkhead check\n  - bulkhead verify\n  - pytest -n 2 --dist loadfile\n",
    "requirements.txt": "pytest-bulkhead\n",
    "README.md": "Tests are kept apart by pytest-bulkhead.\n",
    "tests/conftest.py": "",
    "tests/test_harbour.py": "def test_moored():\n    pass\n",
}
SOURCE = str(Path(__file__).parents[2] / "src")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One that has adopted all of it."""
    write(tmp_path, {**ADOPTED, "tests/test_isolation_meta.py": TEMPLATE.read_text("utf-8")})
    commit(tmp_path)
    git(tmp_path, "config", "core.hooksPath", ".git/hooks")
    write(tmp_path, {".git/hooks/pre-commit": "exec pre-commit hook-impl\n"})
    return tmp_path


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    variables = {**environment(PYTHONPATH=SOURCE), "CI": ""}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("workers", KINDS.values(), ids=KINDS)
def test_in_a_project_that_has_adopted_it_all_of_it_holds(project, workers):
    done = run(project, "pytest", *PLUGINS, "-p", "bulkhead-resources", "-rs", *workers)
    assert done.returncode == 0, done.stdout
    assert "21 passed, 5 skipped" in done.stdout
    for reason in (
        "no test is marked with xdist_group",
        "pinned to a version",
        "no drill is recorded",
        "require no server",
    ):
        assert reason in " ".join(done.stdout.split())


def test_what_does_not_hold_is_told_with_why_and_what_to_do(project):
    (project / "pytest.ini").write_text("[pytest]\n")
    (project / ".gitlab-ci.yml").write_text("script: pytest -p no:bulkhead\n")
    done = run(project, "pytest", *PLUGINS, "-q")
    told = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert ".gitlab-ci.yml:1 runs tests with the plugin switched off. A leak is then seen" in told
    assert "Put `--strict-markers` into addopts." in told
    assert "Traceback" not in told
    assert "4 failed" in told


def test_a_check_that_the_file_does_not_name_is_held_unless_the_project_does_without(project):
    path = project / "tests" / "test_isolation_meta.py"
    text = TEMPLATE.read_text("utf-8").replace("def test_strict_markers", "def leave_out")
    (project / "pytest.ini").write_text("[pytest]\n")
    path.write_text(text)
    done = run(project, "pytest", *PLUGINS, "-q", str(path))
    assert "strict_markers: pytest takes any mark" in done.stdout
    path.write_text(text.replace("= {}", '= {"strict_markers": "we like it loose"}'))
    assert run(project, "pytest", *PLUGINS, "-q", str(path)).returncode == 0


def test_verify_runs_it_and_judges_the_projects_own_runs(project):
    chosen = ("--", "-k", "time_zone or plugin or markers")
    done = run(project, "pytest_bulkhead", "verify", "--python", sys.executable, *chosen)
    assert "What watches over the compartments does not all stand." in done.stdout
    assert done.stdout.count("What a test leaves changed is then told") == 1
    done = run(project, "pytest_bulkhead", "verify", "--python", sys.executable, "--output-format", "json", *chosen)
    document = json.loads(done.stdout)
    by_subject = {one["subject"]: one for one in document["subjects"]}
    assert by_subject["environment pollution"]["shown"] >= 1
    # The plugin is off while the suite is verified, and not in the project's own runs: there it is not loaded at all,
    # since nothing installed is where our tests run.
    assert by_subject["isolation meta"] == {"subject": "isolation meta", "shown": 3, "skipped": 0, "failed": 1}
    assert "pytest has not loaded it" in document["failed"][0]["message"]
    assert document["failed"][0]["about"].startswith("What a test leaves changed")
    assert done.returncode == 1
