"""What CI runs is followed into makefiles, and there into the rules of the targets that it asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.project.ci import ci_lines

MAKEFILE = """\
CHECK = bulkhead check
.PHONY: test lint audit docs

test: lint ## all
\t$(CHECK)
\tpytest -n 2

# a note
lint:
\truff check
\t$(MAKE) types

types:
\tmypy

audit: lint
ifeq '$(SUITE)' ''
\tbulkhead audit
else
\tbulkhead audit $(SUITE)
endif

%.html: %.md
\tpandoc $<
"""
AUDIT = {"bulkhead audit", "bulkhead audit $(SUITE)"}
ALL = {"pytest -n 2", "ruff check", "mypy", "pandoc $<"} | AUDIT


@pytest.mark.parametrize(
    ("command", "run"),
    [
        ("make test", ALL - AUDIT),
        ("make -s lint", {"ruff check", "mypy", "pandoc $<"}),
        ("make test audit", ALL),
        ("make", ALL),
        ("make -j2", ALL),
        ("make -C tools lint", ALL),
        ("make $TARGET", ALL),
        ("make lint $TARGET", ALL),
        ("make lint && echo done", ALL - AUDIT - {"pytest -n 2"}),
        ("make VENV=x lint", ALL),
        ("make sure", ALL),
    ],
)
def test_only_what_is_asked_for_is_run(tmp_path: Path, command: str, run: set[str]) -> None:
    (tmp_path / "Makefile").write_text(MAKEFILE)
    (tmp_path / ".gitlab-ci.yml").write_text(f"test:\n  script:\n    - {command}\n")
    told = {line.text for line in ci_lines(tmp_path)}
    assert told & ALL == run
    assert "CHECK = bulkhead check" in told


def test_a_script_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(MAKEFILE)
    (tmp_path / "run.sh").write_text("set -e\nmake lint\n")
    (tmp_path / ".gitlab-ci.yml").write_text("test:\n  script: [./run.sh]\n")
    assert {line.text for line in ci_lines(tmp_path)} & ALL == {"ruff check", "mypy", "pandoc $<"}
