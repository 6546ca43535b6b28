"""The generated pages are what the catalogue and the matrix say today."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.drill.evidence import current_matrix
from pytest_bulkhead.hazards.lookup import all_hazards
from scripts import write_docs


def test_docs_are_current() -> None:
    stale = write_docs.stale_pages(write_docs.pages(current_matrix()), write_docs.DOCS)
    assert not stale, f"run `{write_docs.COMMAND}` and commit what it writes"


def test_there_is_a_page_for_each_slug() -> None:
    slugs = {hazard.slug for hazard in all_hazards()}
    assert write_docs.pages(current_matrix()).keys() == {
        "matrix.md",
        "hazards/index.md",
        *(f"reference/{name}.md" for name in ("cli", "fixtures", "json", "pytest", "record", "rooms", "settings")),
        "schemas/settings.json",
        "schemas/output.json",
        *(f"hazards/{slug}.md" for slug in slugs),
    }


def test_every_link_from_the_pages_leads_somewhere() -> None:
    pages = write_docs.pages(current_matrix())
    for path, text in pages.items():
        for target in _links(text):
            place = (write_docs.DOCS / path).parent.joinpath(target.partition("#")[0]).resolve()
            assert place.relative_to(write_docs.DOCS).as_posix() in pages or place.is_file()


def test_writing_makes_them_current(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert write_docs.main(["--docs", str(tmp_path)]) == 0
    assert "hazards/environ.md" in capsys.readouterr().out.split()
    assert write_docs.main(["--docs", str(tmp_path), "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_check_tells_what_is_stale_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_docs.main(["--docs", str(tmp_path)])
    (tmp_path / "matrix.md").write_text("old")
    (tmp_path / "hazards" / "gone.md").write_text("its hazard was removed")
    capsys.readouterr()
    assert write_docs.main(["--docs", str(tmp_path), "--check"]) == 1
    assert capsys.readouterr().out.split() == ["hazards/gone.md", "matrix.md"]
    assert (tmp_path / "matrix.md").read_text() == "old"
    assert (tmp_path / "hazards" / "gone.md").exists()


def test_writing_removes_pages_without_a_hazard(tmp_path: Path) -> None:
    gone = tmp_path / "hazards" / "gone.md"
    gone.parent.mkdir()
    gone.write_text("its hazard was removed")
    write_docs.main(["--docs", str(tmp_path)])
    assert not gone.exists()


def _links(text: str) -> list[str]:
    return [part.split(")")[0] for part in text.split("](")[1:]]
