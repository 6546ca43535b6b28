"""Projects for checks to look at: some files, perhaps in a repository, and what their pytest would know."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from pytest_bulkhead.meta.check import Fault
from pytest_bulkhead.meta.registry import find_check
from pytest_bulkhead.meta.static import Answer, StaticView
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.project.pytest_facts import PytestFacts

FACTS = PytestFacts(
    executable="python",
    root="",
    python="3.11.7",
    pytest="8.4.0",
    packages={"pytest-bulkhead": "0.1.0", "pytest-xdist": "3.8.0"},
    modules=["bulkhead", "bulkhead-resources"],
)
IDENTITY = {"user.name": "A", "user.email": "a@example.org", "commit.gpgsign": "false", "init.defaultBranch": "main"}


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def git(folder: Path, *words: str) -> str:
    options = [word for key, value in IDENTITY.items() for word in ("-c", f"{key}={value}")]
    command = ["git", *options, "-c", "core.hooksPath=.git/hooks", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=120).stdout


def commit(folder: Path, message: str = "All of it") -> None:
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


def subject(folder: Path, *, ci: bool = False, environ: Mapping[str, str] | None = None, **facts: Any) -> Subject:
    """A project that lies in a folder; what the checker says of it is left to the caller, or really asked."""
    known = dataclasses.replace(FACTS, root=str(folder), **facts)
    return Subject(known, {**(environ or {}), **({"CI": "true"} if ci else {})})


def seen(folder: Path, *findings: Mapping[str, Any]) -> StaticView:
    """As if the checker had looked at the Python files of a folder, and found this."""
    usual = {"path": "tests/conftest.py", "line": 3, "message": "it is", "help": "Mend it."}
    view = StaticView(folder)
    view.answer = Answer(tuple({**usual, **one} for one in findings))
    view.files = tuple(sorted(folder.rglob("*.py")))
    return view


def faults(name: str, subject: Subject) -> list[Fault]:
    """What a check says of a project."""
    return list(find_check(name).look(subject))
