"""The page about recent work, from a small history."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_bulkhead.cli.main import main

from .conftest import Project

BAD = 'import os\n\ndef test_address():\n    os.environ["API_URL"] = "http://localhost"\n'
MENDED = 'def test_address(monkeypatch):\n    monkeypatch.setenv("API_URL", "http://localhost")\n'
MOVES = "import os\n\ndef test_moves(tmp_path):\n    os.chdir(tmp_path)\n"


@pytest.fixture
def history(project: Project) -> Project:
    project.commit({"tests/test_a.py": BAD, "README.md": "It is.\n"}, "Begin")
    project.commit({"README.md": "It was.\n"}, "A flaky word is mended")
    project.commit({"tests/test_b.py": MOVES}, "Test *moving* <b>")
    project.commit({"tests/test_a.py": MENDED}, "Mend the address")
    project.git("checkout", "--quiet", "-b", "side")
    project.commit({"tests/test_c.py": BAD}, "On a branch")
    project.git("checkout", "--quiet", "main")
    project.git("merge", "--quiet", "--no-ff", "--message", "Merge the branch", "side")
    return project


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["recent", "--since", "1d", *words]) == 0
    return capsys.readouterr().out


def read(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(told(capsys, "--output-format", "json", *words))
    return document


def test_each_commit_is_told_by_what_it_did(history: Project, capsys: pytest.CaptureFixture[str]) -> None:
    document = read(capsys)
    assert [(one["subject"], len(one["brought"]), len(one["mended"])) for one in document["commits"]] == [
        ("Merge the branch", 1, 0),
        ("Mend the address", 0, 1),
        ("Test *moving* <b>", 1, 0),
    ]
    assert document["summary"]["commits"] == 5
    assert document["summary"]["unseen"] == 1, "the first has nothing before it"
    assert [one["subject"] for one in document["speaking"]] == ["A flaky word is mended"]


def test_only_what_the_suite_did_not_have_before_is_a_new_pattern(
    history: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(capsys)["new"] == ["BH102"]


def test_the_page_is_markdown(history: Project, capsys: pytest.CaptureFixture[str]) -> None:
    page = told(capsys)
    assert page.startswith("# Test isolation since 2")
    assert "2 findings brought, 1 mended" in page
    assert "Test \\*moving\\* \\<b\\>" in page
    assert "- mended BH101 environ in `test_address`, `tests/test_a.py:4`" in page


def test_a_second_look_says_the_same_out_of_memory(history: Project, capsys: pytest.CaptureFixture[str]) -> None:
    first = read(capsys, "--no-cache")
    assert not (history.folder / ".bulkhead/cache/recent").exists()
    assert read(capsys) == first
    kept = sorted((history.folder / ".bulkhead/cache/recent").iterdir())
    assert len(kept) == 4
    for path in kept:
        path.write_text('{"brought": [1]}')
    assert read(capsys) == first, "what is broken is looked at again"


def test_it_is_bounded_and_says_so(history: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert "There are more commits of that time" in told(capsys, "--max", "1")
    summary = read(capsys, "--max", "1")["summary"]
    assert (summary["commits"], summary["brought"], summary["more"]) == (1, 1, True)


@pytest.mark.parametrize("since", ["lately", "2999-01-01", "0d", "--all"])
def test_a_time_that_cannot_be_meant_is_wrong_use(
    history: Project, capsys: pytest.CaptureFixture[str], since: str
) -> None:
    assert main(["recent", f"--since={since}"]) == 2
    assert "30d" in capsys.readouterr().err


def test_a_time_without_commits_is_an_empty_page(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2020-01-01T12:00:00Z")
    project.commit({"tests/test_a.py": BAD})
    assert "There are no commits of that time" in told(capsys)
