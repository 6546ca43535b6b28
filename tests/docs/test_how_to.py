"""The recipes of the how-tos work as they stand."""

from __future__ import annotations

import pytest

from tests.resources.pages import recipes
from tests.resources.suites import run_suite

for library in ("fastapi", "httpx", "anyio"):
    pytest.importorskip(library)

PAGES = ("how-to/fastapi.md", "how-to/asyncio.md")
RECIPES = {(page, title): files for page in PAGES for title, files in recipes(page).items()}


@pytest.mark.parametrize("page", PAGES)
def test_recipes(tmp_path, page):
    files = {name: text for (of, _), recipe in RECIPES.items() if of == page for name, text in recipe.items()}
    done = run_suite(tmp_path, files, "-p", "anyio", "--bulkhead=strict", "--bulkhead-depth=deep")
    assert done.status == 0, done.output
    assert "passed" in done.verdict
    assert "skipped" not in done.verdict
    assert done.findings == []


def test_none_is_lost():
    assert len(RECIPES) >= 5
