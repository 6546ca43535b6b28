"""A run record says of what revision it is and which job of CI wrote it, as far as anybody knows."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pytest_bulkhead.record.provenance import ci_of, labels_of, provenance, revision_of

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "own/app",
    "GITHUB_RUN_ID": "77",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_JOB": "tests",
    "GITHUB_SHA": "abc",
    "GITHUB_REF_NAME": "9/merge",
    "GITHUB_HEAD_REF": "topic",
    "GITHUB_SERVER_URL": "https://git.example",
}


def git(folder: Path, *words: str) -> str:
    own = ["-c", "user.name=a", "-c", "user.email=a@example", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *own, *words], cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "trunk")
    (tmp_path / "a.py").write_text("x = 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def test_a_clean_repository_is_told_by_revision_and_branch(repository: Path) -> None:
    (repository / "not-ours.txt").write_text("")
    folder = repository / "tests"
    folder.mkdir()
    assert revision_of(folder) == {"revision": git(repository, "rev-parse", "HEAD"), "branch": "trunk", "dirty": False}


def test_changed_files_make_it_dirty(repository: Path) -> None:
    (repository / "a.py").write_text("x = 2\n")
    assert revision_of(repository)["dirty"] is True


def test_before_the_first_commit_and_detached_there_is_less_to_tell(repository: Path, tmp_path: Path) -> None:
    git(repository, "checkout", "-q", "--detach")
    assert "branch" not in revision_of(repository)
    empty = tmp_path / "empty"
    empty.mkdir()
    git(empty, "init", "-q")
    assert "revision" not in revision_of(empty)


def test_outside_of_a_repository_nothing_is_known(tmp_path: Path) -> None:
    if not any((parent / ".git").exists() for parent in tmp_path.parents):
        assert revision_of(tmp_path) == {}


def test_a_broken_repository_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert revision_of(tmp_path) == {}


def test_jobs_of_one_pipeline_share_a_run() -> None:
    assert ci_of(GITHUB) == {
        "provider": "github",
        "run": "own/app/77/2",
        "job": "tests",
        "url": "https://git.example/own/app/actions/runs/77",
        "revision": "abc",
        "branch": "topic",
    }
    assert ci_of({"CI": "1"}) == {}


def test_ci_knows_the_branch_that_git_does_not(repository: Path) -> None:
    told = provenance(repository, {**GITHUB, "BULKHEAD_LABELS": "team = core, odd,=1", "BULKHEAD_ENVIRONMENT": "big"})
    assert (told["revision"], told["branch"], told["dirty"]) == ("abc", "topic", False)
    assert "revision" not in told["ci"]
    assert (told["labels"], told["environment"]) == ({"team": "core"}, "big")


def test_labels_are_pairs() -> None:
    assert labels_of("a=1,b=x=y,c,=2") == {"a": "1", "b": "x=y"}
