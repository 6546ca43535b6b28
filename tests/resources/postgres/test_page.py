"""The recipes of the page about PostgreSQL work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.resources.suites import run_suite

for library in ("psycopg", "asyncpg", "sqlalchemy", "anyio"):
    pytest.importorskip(library)

PAGE = Path(__file__).parents[3] / "docs" / "resources-postgres.md"
BLOCK = re.compile(r"^```(?:python|sql)\n(?:#|--) (?P<name>[\w.]+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def recipes() -> dict[str, dict[str, str]]:
    """The files of each recipe, by its heading, or the words in bold that it begins with."""
    found = {}
    for part in re.split(r"^(?=## |\*\*)", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        files = {match["name"]: match["text"] for match in BLOCK.finditer(part)}
        if files:
            found[part.splitlines()[0].strip("#* ").partition("**")[0]] = files
    return found


@pytest.mark.parametrize("heading", recipes())
def test_recipe(tmp_path, heading):
    done = run_suite(tmp_path, recipes()[heading], "-p", "anyio", "-W", "error")
    assert done.status == 0, done.output
    assert "passed" in done.verdict
    assert "skipped" not in done.verdict


def test_none_is_lost():
    assert len(recipes()) >= 7
