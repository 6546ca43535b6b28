"""The site is built without a warning, and each page has its place in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
FETCHED = re.compile(r"""<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=["'](?:https?:)?//""")
LINK = re.compile(r'<a class="reference internal" href="([^"#]+\.html)')


def test_site(tmp_path: Path) -> None:
    """One build, since it takes seconds."""
    for library in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(library)
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--nitpicky", "--quiet"]
    done = subprocess.run(
        [*command, "-d", str(tmp_path / "doctrees"), str(DOCS), str(tmp_path / "html")],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    site = tmp_path / "html"
    pages = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md")}
    assert pages <= _reached(site)
    assert [path.name for path in site.rglob("*.html") if FETCHED.search(path.read_text("utf-8"))] == []
    # What stands elsewhere in the repository is shown, and linked to.
    assert "voyage_store" in (site / "harbour-hazards.html").read_text("utf-8")
    assert "harbour-hazards.html" in (site / "walkthrough.html").read_text("utf-8")


def _reached(site: Path) -> set[str]:
    """The pages to which links lead from the first."""
    reached: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        page = waiting.pop()
        if page not in reached and (site / page).is_file():
            reached.add(page)
            waiting += [_plain(site, page, link) for link in LINK.findall((site / page).read_text("utf-8"))]
    return reached


def _plain(site: Path, page: str, link: str) -> str:
    return (site / page).parent.joinpath(link).resolve().relative_to(site.resolve()).as_posix()
