"""Git is asked about the repository that is meant, wherever one stands, and nothing in it reaches out of a snapshot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.review.git import Entry, Repository
from pytest_bulkhead.review.snapshot import Snapshot

from .conftest import Project

CLEAN = "def test_one():\n    assert True\n"
LEAK = "import os\n\n\ndef test_two():\n    os.environ['A'] = '1'\n"


def test_a_hook_in_another_worktree_is_told_the_right_paths(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit({"pkg/pyproject.toml": "[project]\nname = 'a'\n", "pkg/tests/test_one.py": CLEAN})
    beside = project.folder.parent / "beside"
    project.git("worktree", "add", "--quiet", "-b", "work", str(beside))
    own = Path(project.git("-C", str(beside), "rev-parse", "--absolute-git-dir"))
    shutil.copy(own / "index", own / "next-index.lock")
    (beside / "pkg/tests/test_two.py").write_text(LEAK)
    # As for a hook of `git commit PATH`, whose index is another one.
    named = {"GIT_DIR": str(own), "GIT_INDEX_FILE": str(own / "next-index.lock"), "GIT_PREFIX": ""}
    subprocess.run(["git", "add", "pkg"], cwd=beside, env={**os.environ, **named}, check=True)
    monkeypatch.chdir(beside)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert main(["review", "pkg", "--base", "main", "--staged", "--output-format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["path"] for one in found] == ["pkg/tests/test_two.py"]


def test_the_index_of_another_repository_does_not_count(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit({"tests/test_one.py": CLEAN})
    foreign = project.folder.parent / "foreign"
    foreign.mkdir()
    (foreign / "index").write_bytes(b"no index of ours")
    monkeypatch.setenv("GIT_INDEX_FILE", str(foreign / "index"))
    assert main(["review", "--base", "main", "--staged"]) == 0
    assert "no finding" in capsys.readouterr().out


def test_a_bare_repository_has_no_files_to_review(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.commit({"tests/test_one.py": CLEAN})
    project.commit({"tests/test_two.py": LEAK})
    bare = project.folder.parent / "bare"
    project.git("clone", "--quiet", "--bare", ".", str(bare))
    monkeypatch.chdir(bare)
    assert main(["review", "--base", "main~1"]) == 2
    assert "--head main" in capsys.readouterr().err
    assert main(["review", "--base", "main~1", "--head", "main"]) == 1


def test_where_nothing_is_committed_that_is_said(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.write({"tests/test_one.py": CLEAN})
    assert main(["review", "--base", "HEAD"]) == 2
    assert "Nothing is committed" in capsys.readouterr().err


def test_no_subject_of_a_commit_steers_the_terminal(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.commit({"tests/test_one.py": CLEAN})
    project.commit({"tests/test_two.py": LEAK}, message="Mend a flaky \x1b[31mtest")
    project.commit({}, message="Isolate \x1b]0;all\x07")
    assert main(["recent"]) == 0
    told = capsys.readouterr().out
    assert "Mend a flaky" in told
    assert "Isolate" in told
    assert "\x1b" not in told
    assert "\x07" not in told


@pytest.mark.parametrize(
    "links",
    [
        {"out": "../victim"},
        {"out": "../../../victim"},
        # The first leads to the top of the project, and the second from there beyond it.
        {"a/b/top": "../..", "out": "a/b/top/../../../victim"},
    ],
    ids=["beside", "above", "through another"],
)
def test_links_of_a_repository_stay_in_its_snapshot(project: Project, links: dict[str, str]) -> None:
    project.commit({"note.py": "x = 1\n"})
    entries = {}
    for path, target in links.items():
        project.write({"target": target})
        entries[path] = Entry("120000", project.git("hash-object", "-w", "target"))
    # A tree that no git makes, in which a link is a folder, too.
    entries["out/evil.py"] = Entry("100644", project.git("hash-object", "-w", "note.py"))
    around = project.folder.parent / "around"
    held = around / "one" / "two" / "project"
    for folder in (held.parent, around):
        (folder / "victim").mkdir(parents=True)
    Snapshot(Repository.around(str(project.folder)), str(held)).hold(entries, {"out/evil.py"})
    assert not any(any((folder / "victim").iterdir()) for folder in (held.parent, around))
    assert not any(path.is_symlink() and not path.resolve().is_relative_to(held) for path in held.rglob("*"))
