"""The recipes of the pages about resources work as they stand."""

from __future__ import annotations

import pytest

from tests.resources.pages import recipes
from tests.resources.suites import run_suite

PAGES = ("resources.md", "resources-redis.md", "resources-openfga.md")
RECIPES = {(page, title): files for page in PAGES for title, files in recipes(page).items()}


@pytest.mark.parametrize(("page", "title"), RECIPES)
def test_recipe(tmp_path, page, title):
    done = run_suite(tmp_path, RECIPES[page, title], "-W", "error")
    assert done.status == 0, done.output
    assert "passed" in done.verdict
    assert "skipped" not in done.verdict


def test_none_is_lost():
    assert len(RECIPES) >= 14
