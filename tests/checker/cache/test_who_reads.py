"""Whoever reads a file past the index goes by something that the cache does not know of."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pytest_bulkhead import checker

FOLDER = Path(checker.__file__).parent
# The rooms that are there to look at the disk, and those that work on files after the check.
MAY = (
    "baselined.py", "cache/", "cases/", "engine.py", "files/", "fixing/", "meaning/index.py", "mending.py",
    "own_rules.py", "source/", "tolerating.py", "watching.py", "work/recalling.py",
)  # fmt: skip
READS = {"read_bytes", "read_source", "read_with_status", "open", "listdir", "scandir", "stat", "isfile", "isdir",
         "exists", "lexists", "walk", "glob", "read_text", "getsize", "realpath"}  # fmt: skip
SOURCES = [path for path in sorted(FOLDER.rglob("*.py")) if not path.relative_to(FOLDER).as_posix().startswith(MAY)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_rooms_ask_the_index_for_what_is_on_the_disk(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                assert called.id not in READS, f"line {node.lineno}"
            elif isinstance(called, ast.Attribute) and ast.unparse(called.value) in ("os", "os.path", "path", "Path"):
                assert called.attr not in READS, f"line {node.lineno}"
