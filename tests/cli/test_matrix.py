"""`bulkhead matrix` shows promises, claims and gaps."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from pytest_bulkhead.cli import matrix as command
from pytest_bulkhead.drill.scorecard.document import VERSION
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.hazards.hazard import Layer
from pytest_bulkhead.hazards.lookup import all_hazards, find_hazards
from pytest_bulkhead.matrix import Figure, build_matrix

CLAIMS = {Layer.STATIC: frozenset({"BH101", "BH305"}), Layer.UTILITY: frozenset({"BH201"})}
MATRIX = build_matrix(all_hazards(), CLAIMS, {("BH101", Layer.STATIC): Figure(3, 4)})


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(arguments)


def test_the_table_is_aligned() -> None:
    lines = command.render_text(MATRIX).splitlines()
    header, environ = lines[0], next(line for line in lines if line.startswith("BH101"))
    for layer, mark in (("static", "✓ 3/4"), ("fix", "·"), ("runtime", "·"), ("drill", "·")):
        start = header.index(layer)
        assert environ[start : start + len(layer)].strip() == mark
    start = header.index("utility")
    assert not environ[start : start + len("utility")].strip()


def test_no_line_ends_in_blanks() -> None:
    assert all(line == line.rstrip() for line in command.render_text(MATRIX).splitlines())


def test_counts_and_gaps_follow_the_table() -> None:
    text = command.render_text(MATRIX)
    promised = sum(len(hazard.promised) for hazard in all_hazards())
    assert f"{promised} promised, 3 claimed, 1 measured, {promised - 2} gaps" in text
    assert "BH101 environ: fix, runtime, drill" in text


def test_a_claim_without_a_promise_is_told() -> None:
    text = command.render_text(MATRIX)
    assert "Claimed without a promise:\n  BH305 stale-override: static" in text
    assert "!" in next(line for line in text.splitlines() if line.startswith("BH305"))


def test_no_lists_when_all_is_well() -> None:
    hazards = find_hazards("unreadable-file")
    text = command.render_text(build_matrix(hazards, {Layer.STATIC: frozenset({"BH001"})}))
    assert text.endswith("1 promised, 1 claimed, 0 measured, 0 gaps\n")


def test_json_is_one_object() -> None:
    document = json.loads(command.render_json(MATRIX))
    assert document["version"] == 1
    assert document["tool"].startswith("pytest-bulkhead")
    assert document["summary"]["hazards"] == len(document["hazards"]) == len(all_hazards())
    assert document["summary"]["gaps"] == len(document["gaps"])
    assert {"code": "BH101", "hazard": "environ", "layer": "fix"} in document["gaps"]
    assert document["unpromised"] == [{"code": "BH305", "hazard": "stale-override", "layer": "static"}]
    assert document["hazards"][4] == {
        "code": "BH101",
        "hazard": "environ",
        "promised": ["static", "fix", "runtime", "drill"],
        "claimed": ["static"],
        "measured": {"static": {"caught": 3, "tried": 4}},
    }


def test_markdown_links_each_hazard() -> None:
    text = command.render_markdown(MATRIX)
    assert "| BH101 | [environ](hazards/environ.md) | ✓ 3/4 | · | · |  | · |" in text
    assert all(f"](hazards/{hazard.slug}.md)" in text for hazard in all_hazards())


@pytest.mark.parametrize("form", ["full", "json", "markdown"])
def test_each_form_can_be_asked_for(
    form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "current_matrix", lambda measured: MATRIX)
    assert command.run(parse(str(tmp_path), "--output-format", form)) == 0
    written = capsys.readouterr().out
    assert written == {"full": command.render_text, "json": command.render_json, "markdown": command.render_markdown}[
        form
    ](MATRIX)


def test_full_is_the_default() -> None:
    assert parse().output_format == "full"


def test_a_project_s_own_figures_go_before_those_of_the_seeds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ways = {"check": "caught", "serial": "missed", "parallel": "not applicable"}
    mutants = [{"code": "BH101", "outcomes": ways}, {"code": "BH101", "outcomes": {"check": "missed"}}]
    (tmp_path / ".bulkhead").mkdir()
    (tmp_path / ".bulkhead" / "drill.json").write_text(json.dumps({"version": VERSION, "mutants": mutants}))
    command.run(parse(str(tmp_path), "--output-format", "json"))
    (environ,) = [one for one in json.loads(capsys.readouterr().out)["hazards"] if one["code"] == "BH101"]
    assert environ["measured"] == {
        "static": {"caught": 1, "tried": 2},
        "runtime": {"caught": 0, "tried": 1},
        "drill": {"caught": 1, "tried": 2},
    }


@pytest.mark.parametrize("text", ["", "[]", '{"mutants": [{"code": "BH101", "outcomes": {"check": "maybe"}}]}'])
def test_a_broken_scorecard_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / ".bulkhead").mkdir()
    (tmp_path / ".bulkhead" / "drill.json").write_text(text)
    with pytest.raises(UsageError, match="scorecard"):
        command.run(parse(str(tmp_path)))
