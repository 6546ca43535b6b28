"""The hook that looks at test code before it is committed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_bulkhead import __version__
from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create, declined, insert, read_text
from pytest_bulkhead.scaffold.text.insertion import NotEditableError, inserted
from pytest_bulkhead.scaffold.text.yaml_edit import append_item, confirm

PART = "hooks"
SUMMARY = "an entry in .pre-commit-config.yaml"
ORDER = 20
_FILE = ".pre-commit-config.yaml"
_OTHERS = ("lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".husky/pre-commit", "prek.toml")
_OURS = re.compile(r"(?m)^[^#\r\n]*\bbulkhead\b")
_WHY = "test code is looked at before it is committed (pre-commit install)"
_COMMAND = "`bulkhead check --test-code-only --allow-no-files` with the names of the files that are committed"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """An entry of its own, pinned to this version, which pre-commit installs by itself."""
    top = project.top
    if top is None:
        yield Declined(PART, "A hook needs a git repository, and there is none here: `git init`, then run this again.")
        return
    path = top / _FILE
    other = next((name for name in _OTHERS if (top / name).exists()), "")
    item = template("hook.yaml", version=__version__)
    try:
        before = read_text(path)
        if before is None and other:
            yield Declined(PART, f"{other} says what is run before a commit: have it run {_COMMAND}.")
        elif before is None:
            yield create(PART, project.root, path, template("pre-commit-config.yaml", hook=item), _WHY)
        elif not _OURS.search(before):
            flow = template("hook-flow.yaml", version=__version__).strip()
            piece = append_item(before, "repos", item, flow)
            confirm(before, inserted(before, [piece]), "repos", 1)
            yield insert(PART, project.root, path, before, _WHY, piece)
    except NotEditableError as error:
        yield declined(PART, project.root, path, error, f"Add a hook by hand that runs {_COMMAND}.")
