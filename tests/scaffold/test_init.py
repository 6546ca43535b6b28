"""`bulkhead init`: what is shown is what is written, what was there stays, and a second run changes nothing."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from pytest_bulkhead.settings import load_settings

from .projects import GITHUB, GITLAB, HOOKS, PYPROJECT, TEST, answer, everything, init, project

LEAK = "import os\n\n\ndef test_leak():\n    os.environ['A'] = 'b'\n"
KINDS = {"github": GITHUB, "gitlab": GITLAB}


@pytest.fixture(params=sorted(KINDS))
def some(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return project(tmp_path, KINDS[request.param])


def test_nothing_is_written_without_consent(some: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(some)
    assert (init(some), init(some, "--diff")) == (1, 1)
    assert everything(some) == before
    out = capsys.readouterr().out
    assert "+profile = " in out
    assert "`bulkhead init --yes` does it" in out


def test_what_is_written_is_what_was_shown(some: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(some)
    shown = {change["path"] for change in answer(capsys, some, "--diff")["changes"]}
    assert init(some, "--yes") == 0
    now = everything(some)
    written = {name for name in now if now[name] is not None and now[name] != before.get(name)}
    assert written - {".bulkhead/init.json", ".bulkhead/.gitignore"} == shown
    lost = [
        line
        for name, text in before.items()
        if text
        for line in set(text.split(b"\n")) - set((now[name] or b"").split(b"\n"))
    ]
    assert lost in ([], [b'optional-dependencies.test = ["pytest"]'])


def test_a_second_run_changes_nothing(some: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(some, "--yes")
    before = everything(some)
    capsys.readouterr()
    assert init(some, "--yes") == 0
    assert everything(some) == before
    assert "Nothing is missing here" in capsys.readouterr().out


def test_of_a_project_with_github(tmp_path: Path) -> None:
    init(project(tmp_path, GITHUB), "--yes")
    text = (tmp_path / "pyproject.toml").read_text()
    assert text.startswith("# what we are\n[project]\n")
    assert text.count("# not ours") == 1
    assert load_settings(tmp_path).mode == "report"
    hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())
    assert [hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]] == ["tidy", "bulkhead"]
    assert (tmp_path / ".pre-commit-config.yaml").read_text().startswith(HOOKS)
    job = yaml.safe_load((tmp_path / ".github/workflows/bulkhead.yml").read_text())["jobs"]["isolation"]
    runs = "\n".join(step["run"] for step in job["steps"] if "run" in step)
    for command in ('-e ".[test]"', "bulkhead check", "pytest -n auto --dist load", "bulkhead verify"):
        assert command in runs
    assert (tmp_path / "tests/ISOLATION.md").exists()


def test_of_a_project_with_gitlab(tmp_path: Path) -> None:
    init(project(tmp_path, GITLAB), "--yes")
    assert load_settings(tmp_path).path == tmp_path / "bulkhead.toml"
    jobs = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text())
    assert jobs["stages"] == ["build", "check"]
    assert jobs[".bulkhead"]["stage"] == "check"
    assert "-r requirements-test.txt" in "".join(jobs[".bulkhead"]["before_script"])
    assert jobs["bulkhead-tests"]["script"] == ["pytest -n auto --dist load", "bulkhead verify"]
    assert (tmp_path / "requirements-test.txt").read_text() == "pytest\npytest-bulkhead[xdist]\n"
    assert (tmp_path / "test/ISOLATION.md").exists()


def test_groups_are_handed_out_as_such(tmp_path: Path) -> None:
    marked = f"import pytest\n\n\n@pytest.mark.xdist_group('a')\n{TEST}"
    init(project(tmp_path, {**GITHUB, "tests/test_one.py": marked}), "--yes")
    assert "pytest -n auto --dist loadgroup" in (tmp_path / ".github/workflows/bulkhead.yml").read_text()


def test_the_distribution_of_the_project_stays(tmp_path: Path) -> None:
    init(project(tmp_path, {**GITLAB, "tox.ini": "[pytest]\ntestpaths = test\naddopts = --dist=loadscope\n"}), "--yes")
    assert "pytest -n auto --dist loadscope" in (tmp_path / ".gitlab-ci.yml").read_text()


def test_what_is_found_today_is_tolerated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pytest_bulkhead.cli.main import main

    init(project(tmp_path, {**GITHUB, "tests/test_leak.py": LEAK}), "--yes")
    assert load_settings(tmp_path).baseline == tmp_path / "bulkhead-baseline.json"
    assert main(["check", str(tmp_path), "--no-cache"]) == 0
    (tmp_path / "tests/test_new.py").write_text(LEAK)
    assert main(["check", str(tmp_path), "--no-cache"]) == 1


def test_parts_can_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, GITHUB)
    assert {one["part"] for one in answer(capsys, tmp_path, "--only", "hooks,ci")["changes"]} == {"hooks", "ci"}
    assert "ci" not in {one["part"] for one in answer(capsys, tmp_path, "--ci", "none")["changes"]}
    assert {one["path"] for one in answer(capsys, tmp_path, "--only", "ci", "--ci", "gitlab")["changes"]} == {
        ".gitlab-ci.yml"
    }
    assert init(tmp_path, "--only", "nothing") == 2
    assert "no part of what is written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            ".pre-commit-config.yaml",
            "repos:\n  - repo: https://example.org/pytest-bulkhead\n    hooks: [{id: bulkhead}]\n",
        ),
        (".github/workflows/mine.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: bulkhead check\n"),
        ("pyproject.toml", "[tool.bulkhead]\nmode = 'off'\n"),
        ("bulkhead.toml", "mode = 'off'\n"),
        ("tests/ISOLATION.md", "ours\n"),
    ],
)
def test_what_the_project_has_of_ours_stays(tmp_path: Path, name: str, text: str) -> None:
    init(project(tmp_path, {**GITHUB, name: text}), "--yes", "--without", "requirements,pytest")
    assert (tmp_path / name).read_text() == text
    assert not (name.startswith(".github") and (tmp_path / ".github/workflows/bulkhead.yml").exists())


def test_the_first_documents_lead_to_the_guide(tmp_path: Path) -> None:
    init(project(tmp_path, {**GITHUB, "CONTRIBUTING.md": "# Hello\n", "AGENTS.md": "bulkhead is in use\n"}), "--yes")
    text = (tmp_path / "CONTRIBUTING.md").read_text()
    assert text.startswith("# Hello\n\n## ")
    assert "(tests/ISOLATION.md)" in text
    assert (tmp_path / "AGENTS.md").read_text() == "bulkhead is in use\n"


@pytest.mark.parametrize(("target", "told"), [("CONTRIBUTING.md", ""), ("CLAUDE.md", "AGENTS.md is a link")])
def test_a_document_that_is_a_link_hinders_nothing(
    tmp_path: Path, target: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project(tmp_path, {**GITHUB, target: "# Hello\n"})
    (tmp_path / "AGENTS.md").symlink_to(target)
    assert init(tmp_path, "--yes") == 0
    assert told in capsys.readouterr().err
    assert (tmp_path / "AGENTS.md").is_symlink()
    assert (tmp_path / target).read_text().count("ISOLATION") == (2 if target == "CONTRIBUTING.md" else 0)


def test_what_is_compiled_is_not_written_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compiled = "# This file is autogenerated by pip-compile\npytest==8.0.0 \\\n    --hash=sha256:abc\n"
    files = {"pyproject.toml": "[project]\nname = 'a'\n", "tests/test_one.py": TEST, "requirements-dev.txt": compiled}
    assert init(project(tmp_path, files), "--yes", "--ci", "github") == 0
    assert (tmp_path / "requirements-dev.txt").read_text() == compiled
    assert "compile it again" in capsys.readouterr().err
    assert "compile it again" in (tmp_path / "tests/test_isolation_meta.py").read_text()
    # Beside hashes pip takes nothing without one.
    workflow = (tmp_path / ".github/workflows/bulkhead.yml").read_text()
    assert "install -r requirements-dev.txt\n" in workflow
    assert 'install -e . "pytest-bulkhead[xdist]"\n' in workflow


def test_a_member_of_a_workspace_is_locked_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    member = "[project]\nname = 'a'\n[dependency-groups]\ndev = ['pytest']\n"
    files = {"uv.lock": "", "pyproject.toml": "[tool.uv.workspace]\nmembers = ['backend']\n"}
    project(tmp_path, {**files, "backend/pyproject.toml": member, "backend/tests/test_one.py": TEST})
    assert init(tmp_path / "backend", "--yes", "--ci", "github") == 0
    assert "`uv add --group dev 'pytest-bulkhead[xdist]'` in backend." in capsys.readouterr().err
    assert member in (tmp_path / "backend/pyproject.toml").read_text()
    workflow = (tmp_path / ".github/workflows/bulkhead.yml").read_text()
    assert "uv sync --group dev\n" in workflow
    assert "run: uv run --project backend --no-sync bulkhead check backend --output-format" in workflow


def test_line_ends_stay(tmp_path: Path) -> None:
    files = {name: text.replace("\n", "\r\n") for name, text in {**GITHUB, "CONTRIBUTING.md": "# Hello\n"}.items()}
    init(project(tmp_path, files), "--yes")
    for name in files:
        data = (tmp_path / name).read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n"), name
    assert tomllib.loads((tmp_path / "pyproject.toml").read_text())["tool"]["bulkhead"]["mode"] == "report"


def test_a_project_below_its_repository(tmp_path: Path) -> None:
    files = {f"backend/{name}": text for name, text in GITHUB.items() if not name.startswith(".")}
    init(project(tmp_path, {**files, ".github/workflows/ci.yml": "on: push\njobs: {}\n"}) / "backend", "--yes")
    steps = yaml.safe_load((tmp_path / ".github/workflows/bulkhead.yml").read_text())["jobs"]["isolation"]["steps"]
    by_command = {step["run"].split(" --")[0].strip(): step.get("working-directory") for step in steps if "run" in step}
    assert by_command["bulkhead check backend"] is None
    assert by_command["pytest -n auto"] == "backend"
    assert (tmp_path / ".pre-commit-config.yaml").exists()
    before = everything(tmp_path)
    init(tmp_path / "backend", "--yes")
    assert everything(tmp_path) == before
    init(tmp_path / "backend", "--undo", "--yes")
    assert {*everything(tmp_path)} == {
        *(f"backend/{name}" for name in ("pyproject.toml", "tests", "tests/test_one.py")),
        *("backend", ".github", ".github/workflows", ".github/workflows/ci.yml"),
    }


def test_tests_within_the_package(tmp_path: Path) -> None:
    files = {"pyproject.toml": PYPROJECT, "src/shop/setup.py": "", "src/shop/testing/unit/test_one.py": TEST}
    init(project(tmp_path, {**files, "src/shop/testing/conftest.py": ""}), "--yes", "--only", "meta-test,guides")
    assert (tmp_path / "src/shop/testing/test_isolation_meta.py").exists()
    assert (tmp_path / "TESTING-ISOLATION.md").exists()


def test_nothing_but_a_test(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(project(tmp_path, {"pytest.ini": "[pytest]\n", "test_one.py": TEST}, git=False), "--yes") == 0
    assert {"bulkhead.toml", "TESTING-ISOLATION.md"} <= {*everything(tmp_path)}
    err = capsys.readouterr().err
    assert "`git init`" in err
    assert "--ci github" in err


@pytest.mark.parametrize("text", ["[project\n", "x = 1\nx = 2\n", "a = \x00\n"])
def test_broken_toml(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    before = everything(project(tmp_path, {**GITHUB, "pyproject.toml": text}))
    assert init(tmp_path, "--yes") == 2
    assert "no valid TOML" in capsys.readouterr().err
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    "text", ["repos: [\n", "repos:\n\t- x\n", "- repos\n", "repos: {a: b}\n", "a: 'b\nrepos: []\n"]
)
def test_broken_or_unusual_yaml_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    project(tmp_path, {**GITHUB, ".pre-commit-config.yaml": text})
    assert init(tmp_path, "--yes") == 2
    assert ".pre-commit-config.yaml" in capsys.readouterr().err
    assert (tmp_path / ".pre-commit-config.yaml").read_text() == text
    assert load_settings(tmp_path).mode == "report"


def test_a_file_that_is_no_utf_8(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, GITHUB)
    (tmp_path / ".pre-commit-config.yaml").write_bytes(b"# caf\xe9\nrepos: []\n")
    assert init(tmp_path, "--yes") == 2
    assert "not encoded in UTF-8" in capsys.readouterr().err


def test_a_symbolic_link_is_not_written_through(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text(HOOKS)
    folder = project(tmp_path / "project", {name: text for name, text in GITHUB.items() if "pre-commit" not in name})
    (folder / ".pre-commit-config.yaml").symlink_to(elsewhere)
    before = everything(folder)
    assert init(folder, "--yes") == 2
    err = capsys.readouterr().err
    assert "symbolic link" in err
    assert "--without hooks" in err
    assert elsewhere.read_text() == HOOKS
    assert everything(folder) == before
    assert init(folder, "--yes", "--without", "hooks") == 0


def test_a_folder_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, GITHUB)
    (tmp_path / "tests").chmod(0o555)
    before = everything(tmp_path)
    try:
        assert init(tmp_path, "--yes") == 2
    finally:
        (tmp_path / "tests").chmod(0o755)
    assert "read-only" in capsys.readouterr().err
    assert everything(tmp_path) == before


def test_a_place_that_is_taken_by_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"pyproject.toml": PYPROJECT, "test_one.py": TEST, ".github": "no folder\n"}
    before = everything(project(tmp_path, files))
    assert init(tmp_path, "--yes", "--ci", "github") == 2
    assert "no folder" in capsys.readouterr().err
    assert everything(tmp_path) == before


def test_no_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(tmp_path / "nowhere", "--yes") == 2
    assert "There is nothing at" in capsys.readouterr().err


def test_other_ci_is_told_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, {"pyproject.toml": PYPROJECT, "azure-pipelines.yml": "x: 1\n", "tests/test_one.py": TEST})
    (told,) = [one["reason"] for one in answer(capsys, tmp_path, "--diff")["declined"] if one["part"] == "ci"]
    assert "azure-pipelines.yml" in told
    assert "`bulkhead verify`" in told


def test_a_project_for_older_pythons_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project(tmp_path, {**GITHUB, "pyproject.toml": PYPROJECT.replace(">=3.10", "<3.11")})
    told = answer(capsys, tmp_path, "--only", "ci")
    assert told["changes"] == []
    assert "3.11 or later" in told["declined"][0]["reason"]


@pytest.mark.parametrize(("said", "status"), [("y\n", 0), ("\n", 1)])
def test_on_a_terminal_you_are_asked(tmp_path: Path, said: str, status: int) -> None:
    before = everything(project(tmp_path, GITHUB))
    ours, theirs = os.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest_bulkhead", "init", str(tmp_path), "--only", "settings"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, said.encode())
    shown = b""
    with contextlib.suppress(OSError):  # how the end of a terminal looks
        while part := os.read(ours, 4096):
            shown += part
    assert child.wait(timeout=120) == status
    os.close(ours)
    assert b"Write all of this? [y/N]" in shown
    assert (everything(tmp_path) == before) == bool(status)
