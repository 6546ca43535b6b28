"""`bulkhead explain` tells all there is to know about a hazard."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

import pytest

from pytest_bulkhead.cli import explain
from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.hazards.hazard import Layer
from pytest_bulkhead.hazards.lookup import all_hazards, find_hazards
from pytest_bulkhead.matrix import build_matrix
from pytest_bulkhead.outputs.style import Style

CLAIMS = {Layer.STATIC: frozenset({"BH101"})}
MATRIX = build_matrix(all_hazards(), CLAIMS)
SLUGS = sorted({hazard.slug for hazard in all_hazards()})


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    explain.add_arguments(parser)
    return parser.parse_args(arguments)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr(explain, "current_matrix", lambda: MATRIX)

    def run(*arguments: str) -> str:
        assert explain.run(parse(*arguments)) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("form", ["full", "markdown"])
def test_everything_is_told(told: Callable[..., str], form: str) -> None:
    text = told("BH101", "--output-format", form)
    (hazard,) = find_hazards("BH101")
    flat = " ".join(text.split())
    assert hazard.code in flat
    assert hazard.title in flat
    assert " ".join(hazard.why.split()) in flat
    assert " ".join(hazard.bad.split()) in flat
    assert " ".join(hazard.good.split()) in flat
    assert hazard.remedy in flat
    assert "error" in flat
    assert "looked for by default" in flat
    assert "static, fix, runtime, drill" in flat


@pytest.mark.parametrize(
    ("claimed", "told"),
    [
        (Layer.STATIC, "looked for by default"),
        (Layer.RUNTIME, "looked for by default"),
        (Layer.UTILITY, "not looked for"),
    ],
)
def test_what_nothing_looks_for_yet_is_told_as_such(claimed: Layer, told: str) -> None:
    (hazard,) = find_hazards("BH101")
    matrix = build_matrix([hazard], {claimed: frozenset({hazard.code})})
    assert f"· {told}" in explain.render_text(matrix.rows, Style())


def test_full_is_the_default_and_names_the_page(told: Callable[..., str]) -> None:
    assert told("environ") == told("BH101", "--output-format", "full")
    assert "docs/hazards/environ.md" in told("environ")


def test_json_is_one_object(told: Callable[..., str]) -> None:
    document = json.loads(told("BH101", "--output-format", "json"))
    assert document["version"] == 1
    assert document["tool"].startswith("pytest-bulkhead")
    assert document["summary"] == {"hazards": 1, "promised": 4, "claimed": 1, "gaps": 3}
    (hazard,) = document["hazards"]
    assert hazard["code"] == "BH101"
    assert hazard["hazard"] == "environ"
    assert hazard["promised"] == ["static", "fix", "runtime", "drill"]
    assert hazard["claimed"] == ["static"]
    assert hazard["language"] == "python"
    assert hazard["page"] == "docs/hazards/environ.md"


@pytest.mark.parametrize("form", ["full", "markdown", "json"])
def test_a_slug_shows_all_its_hazards(told: Callable[..., str], form: str) -> None:
    text = told("fixture-organisation", "--output-format", form)
    assert text.index("BH501") < text.index("BH502")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_hazard_can_be_explained_in_every_form(told: Callable[..., str], slug: str) -> None:
    for form in ("full", "markdown", "json"):
        assert told(slug, "--output-format", form).endswith("\n")


def test_an_unknown_name_is_left_to_the_caller() -> None:
    with pytest.raises(UnknownHazardError, match="environ"):
        explain.run(parse("enviorn"))


def test_configuration_is_shown_as_toml(told: Callable[..., str]) -> None:
    assert "```toml" in told("BH507", "--output-format", "markdown")


def test_colours_only_where_they_are_wanted() -> None:
    rows = [MATRIX.row(hazard) for hazard in find_hazards("environ")]
    plain, coloured = explain.render_text(rows, Style()), explain.render_text(rows, Style(colour=True))
    assert "\x1b" not in plain
    assert "\x1b" in coloured


def test_snippets_stay_plain_without_pygments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygments", None)
    rows = [MATRIX.row(hazard) for hazard in find_hazards("environ")]
    text = explain.render_text(rows, Style(colour=True))
    assert 'os.environ["API_URL"] = "http://staging"' in text


def test_lines_of_prose_fit_a_terminal(told: Callable[..., str]) -> None:
    for hazard in all_hazards():
        prose = [line for line in told(hazard.code).splitlines() if not line.startswith("    ")]
        assert max(map(len, prose)) <= 100
