"""Files to begin with: a test that stands before its endpoint, a test and a rule that stand behind an incident."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.initialising import Plan, joined
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create, declined, insert, read_text, shown
from pytest_bulkhead.scaffold.text.insertion import NotEditableError
from pytest_bulkhead.scaffold.text.toml_edit import add_to_list, append_table
from pytest_bulkhead.settings import load_settings

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_RULES = Path("tools", "bulkhead_rules")


def start(kind: str, project: Project, name: str) -> Plan:
    """What a template lays into a project.

    Args:
        kind: of `TEMPLATES`.
        project: it goes into.
        name: of the endpoint or incident, in small letters, with hyphens or underscores between words.

    Raises:
        UsageError: the name is none.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"--template {kind} needs a --name in small letters, with hyphens between words: --name invoice-list."
        )
    return joined(TEMPLATES[kind](project, name.replace("-", "_")))


def _endpoint(project: Project, name: str) -> Iterator[Proposal | Declined]:
    module, _, application = project.app.partition(":")
    path = project.test_file(f"{name}_access")
    if path.exists():
        yield Declined(
            "endpoint", f"{shown(path, project.root)} is there already: choose another --name.", hinders=True
        )
        return
    text = template(
        "endpoint.py.txt",
        name=name,
        path="/" + name.replace("_", "-"),
        application=f"from {module} import {application} as application" if module else "application = None",
        hint="" if module else "  # fill in: `from package.module import app as application`",
    )
    yield create("endpoint", project.root, path, text, "who may call the endpoint, and who may not")


def _incident(project: Project, name: str) -> Iterator[Proposal | Declined]:
    root = project.root
    settings = load_settings(root)
    rule = (settings.root or root) / _RULES / f"{name}.py"
    test = project.test_file(f"incident_{name}")
    for path in (rule, test):
        if path.exists():
            yield Declined("incident", f"{shown(path, root)} is there already: choose another --name.", hinders=True)
            return
    number = len(list(rule.parent.glob("*.py"))) + 1
    rule_text = template("incident-rule.py.txt", name=name, slug=name.replace("_", "-"), code=f"INCIDENT{number:03}")
    yield create("incident", root, test, template("incident-test.py.txt", name=name), "the failure, in its own order")
    yield create("incident", root, rule, rule_text, "tells whoever does the same again")
    yield from _named(project, rule)


def _named(project: Project, rule: Path) -> Iterator[Proposal | Declined]:
    """The rule's name in the settings."""
    root = project.root
    path = load_settings(root).path or root / "pyproject.toml"
    name = shown(rule, path.parent)
    line = f"rules = [{json.dumps(name)}]\n"
    try:
        before = read_text(path)
        if before is None:
            yield create("incident", root, root / "bulkhead.toml", line, "names the rule")
            return
        if load_settings(root).path is None:
            piece = append_table(before, "tool.bulkhead", line)
        else:
            piece = add_to_list(
                before, ("rules",) if path.name == "bulkhead.toml" else ("tool", "bulkhead", "rules"), name
            )
        yield insert("incident", root, path, before, "names the rule", piece)
    except NotEditableError as error:
        yield declined(
            "incident", root, path, error, f"Put {json.dumps(name)} into `rules` of [tool.bulkhead] by hand."
        )


TEMPLATES: dict[str, Callable[[Project, str], Iterator[Proposal | Declined]]] = {
    "endpoint": _endpoint,
    "incident": _incident,
}
"""What can be begun, by name."""
