"""What was written is taken back whole, whatever has happened beside it; what somebody changed is left to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.scaffold.ledger import Ledger
from pytest_bulkhead.scaffold.proposal import insert
from pytest_bulkhead.scaffold.text.insertion import Insertion, inserted, removed
from pytest_bulkhead.scaffold.undoing import take_back, undoing
from pytest_bulkhead.scaffold.writing import write

from .projects import GITHUB, GITLAB, answer, everything, init, project

KINDS = {"github": GITHUB, "gitlab": GITLAB, "one without line ends": {k: v.rstrip("\n") for k, v in GITHUB.items()}}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_trace_is_left(tmp_path: Path, kind: str) -> None:
    before = everything(project(tmp_path, KINDS[kind]))
    init(tmp_path, "--yes")
    assert init(tmp_path, "--undo") == 1
    assert init(tmp_path, "--undo", "--yes") == 0
    assert everything(tmp_path) == before


def test_nothing_to_take_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(project(tmp_path, GITHUB))
    assert init(tmp_path, "--undo", "--yes") == 0
    assert "Nothing is known" in capsys.readouterr().out
    assert everything(tmp_path) == before


def test_what_runs_have_left_stays(tmp_path: Path) -> None:
    init(project(tmp_path, GITHUB), "--yes")
    (tmp_path / ".bulkhead/runs").mkdir()
    init(tmp_path, "--undo", "--yes")
    assert {path.name for path in (tmp_path / ".bulkhead").iterdir()} == {"runs", ".gitignore"}


def test_changes_beside_ours_stay(tmp_path: Path) -> None:
    init(project(tmp_path, GITHUB), "--yes")
    settings, hooks = tmp_path / "pyproject.toml", tmp_path / ".pre-commit-config.yaml"
    settings.write_text(f"# new\n{settings.read_text()}[tool.other]\nx = 1\n")
    hooks.write_text(hooks.read_text().replace("v1", "v2"))
    assert init(tmp_path, "--undo", "--yes") == 0
    assert settings.read_text() == f"# new\n{GITHUB['pyproject.toml']}[tool.other]\nx = 1\n"
    assert hooks.read_text() == GITHUB[".pre-commit-config.yaml"].replace("v1", "v2")


def test_what_somebody_changed_is_left_to_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(project(tmp_path, GITHUB), "--yes")
    settings, guide = tmp_path / "pyproject.toml", tmp_path / "tests/ISOLATION.md"
    settings.write_text(settings.read_text().replace('"report"', '"strict"'))
    guide.write_text("mine\n")
    assert init(tmp_path, "--undo", "--yes") == 1
    err = capsys.readouterr().err
    assert "pyproject.toml was changed" in err
    assert "tests/ISOLATION.md was changed" in err
    assert '"strict"' in settings.read_text()
    assert guide.read_text() == "mine\n"
    assert not (tmp_path / ".github/workflows/bulkhead.yml").exists()
    told = answer(capsys, tmp_path, "--undo")
    assert [one["path"] for one in told["kept"]] == ["pyproject.toml", "tests/ISOLATION.md"]
    settings.write_text(GITHUB["pyproject.toml"])
    guide.unlink()
    assert init(tmp_path, "--undo", "--yes") == 0
    assert not (tmp_path / ".bulkhead").exists()


def test_two_inits_are_taken_back_together(tmp_path: Path) -> None:
    before = everything(project(tmp_path, {**GITHUB, "CONTRIBUTING.md": "# Hello"}))
    init(tmp_path, "--yes", "--only", "settings")
    init(tmp_path, "--yes")
    init(tmp_path, "--yes", "--template", "incident", "--name", "lost-order")
    assert "lost_order" in (tmp_path / "pyproject.toml").read_text()
    assert init(tmp_path, "--undo", "--yes") == 0
    assert everything(tmp_path) == before


texts = st.text(st.sampled_from("ab\n\r #"), max_size=12).map(lambda text: text.replace("\r", "\r\n"))
pieces = st.lists(st.tuples(st.integers(0, 12), st.text("xyz\n", min_size=1, max_size=4)), min_size=1, max_size=3)


@given(texts, st.lists(pieces, min_size=1, max_size=3))
def test_whatever_is_put_in_comes_out(tmp_path_factory: pytest.TempPathFactory, text: str, rounds: list) -> None:
    root = tmp_path_factory.mktemp("project")
    path = root / "file"
    path.write_bytes(text.encode())
    ledger = Ledger(root / ".bulkhead" / "init.json")
    for some in rounds:
        before = path.read_bytes().decode()
        insertions = [Insertion(min(offset, len(before)), piece) for offset, piece in some]
        proposal = insert("part", root, path, before, "why", *insertions)
        write([proposal], ledger, root)
        ledger = ledger.with_written([proposal], [])
    take_back(undoing(ledger, root), root)
    assert path.read_bytes() == text.encode()
    assert not (root / ".bulkhead").exists()


@given(texts, st.text("xyz", min_size=1), texts, texts)
def test_lines_of_others_are_not_joined(text: str, piece: str, above: str, below: str) -> None:
    whole = inserted(text, [Insertion(len(text), f"\n{piece}\n")])
    after = removed(above + whole + below, [f"\n{piece}\n"])
    assert after is not None
    rest = above + text
    joint = "\n" if rest and below and not rest.endswith("\n") else ""
    assert after.replace("\r", "") == (rest + joint + below).replace("\r", "")


LEDGERS = {
    "no JSON": "{",
    "another version": '{"version": 2}',
    "no files": '{"version": 1, "folders": []}',
    "a path that leaves the project": {"path": "../../etc/passwd", "whole": True, "digest": "x", "pieces": []},
    "an absolute path": {"path": "/etc/passwd", "whole": True, "digest": "x", "pieces": []},
    "git's own": {"path": ".git/config", "whole": True, "digest": "x", "pieces": []},
    "a number for a path": {"path": 1, "whole": True, "digest": "x", "pieces": []},
    "nothing of ours": {"path": "a", "whole": False, "digest": "x", "pieces": []},
    "an empty piece": {"path": "a", "whole": False, "digest": "x", "pieces": [{"offset": 0, "text": ""}]},
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("name", sorted(LEDGERS))
def test_a_ledger_that_is_broken_or_hostile_harms_nothing(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held = LEDGERS[name]
    text = held if isinstance(held, str) else json.dumps({"version": 1, "files": [held], "folders": []})
    before = everything(project(tmp_path, {**GITHUB, ".bulkhead/init.json": text}))
    assert init(tmp_path, "--undo", "--yes") == 2
    assert "init.json" in capsys.readouterr().err
    assert everything(tmp_path) == before


def test_a_ledger_reaches_nothing_behind_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = project(tmp_path / "elsewhere", {"file": "theirs\n"})
    held = {"path": "out/file", "whole": False, "digest": "x", "pieces": [{"offset": 0, "text": "theirs\n"}]}
    ledger = json.dumps({"version": 1, "files": [held], "folders": []})
    (project(tmp_path / "shop", {**GITHUB, ".bulkhead/init.json": ledger}) / "out").symlink_to(elsewhere)
    assert init(tmp_path / "shop", "--undo", "--yes") == 2
    assert "not in the project" in capsys.readouterr().err
    assert (elsewhere / "file").read_text() == "theirs\n"


def test_nothing_that_lies_in_wait_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs\n")
    folder = project(tmp_path / "shop", {**GITHUB, ".bulkhead/.gitignore": "*\n"})
    (folder / ".bulkhead/init.json.part").symlink_to(tmp_path / "theirs")
    assert init(folder, "--yes") == 0
    assert (tmp_path / "theirs").read_text() == "theirs\n"
    assert init(folder, "--undo", "--yes") == 0


def test_nothing_is_written_outside_of_the_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = project(tmp_path / "elsewhere", {"test_one.py": "def test_one():\n    assert True\n"})
    folder = project(tmp_path / "shop", {"pyproject.toml": GITHUB["pyproject.toml"]})
    (folder / "tests").symlink_to(elsewhere)
    before = everything(elsewhere)
    assert init(folder, "--yes") == 2
    assert "outside of the project" in capsys.readouterr().err
    assert everything(elsewhere) == before


def test_a_write_that_fails_halfway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(project(tmp_path, GITHUB))
    from pytest_bulkhead.scaffold import writing

    def fails(path: str, old: bytes, new: bytes) -> None:
        if path.endswith(".yaml"):
            raise OSError(28, "No space left on device")
        rewrite(path, old, new)

    rewrite = writing.rewrite
    monkeypatch.setattr(writing, "rewrite", fails)
    assert init(tmp_path, "--yes") == 2
    assert "No space left" in capsys.readouterr().err
    assert everything(tmp_path) == before
