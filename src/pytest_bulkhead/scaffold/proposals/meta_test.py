"""The test that fails when what keeps tests apart is taken out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pytest_bulkhead.meta.files import NAME, find_meta_tests
from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create

PART = "meta-test"
SUMMARY = "a test file that fails when hooks, settings, CI or the plugin are taken out"
ORDER = 50
_NONE = "WITHOUT: dict[str, str] = {}"
_WHY = "fails when hooks, settings, CI or the plugin are taken out"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """A file beside the tests, by the name under which `bulkhead verify` finds it."""
    path = project.root / project.tests / NAME
    if not find_meta_tests(project.root):
        yield create(PART, project.root, path, _without(template(NAME), _left_out(project)), _WHY)


def _left_out(project: Project) -> dict[str, str]:
    """The checks that cannot hold before somebody has worked on the tests, each with the reason."""
    left_out = {}
    if not project.installing.is_known and "pytest-bulkhead" not in project.requirements:
        advice = project.installing.advice or "write down what the tests need"
        left_out["requirement_recorded"] = f"{advice}, and take this out"
    if project.unknown_marks and not project.is_strict:
        left_out["strict_markers"] = f"not registered yet: {', '.join(project.unknown_marks)}"
    return left_out


def _without(text: str, left_out: dict[str, str]) -> str:
    """The file without the tests of some checks, which it names with the reasons instead."""
    for name in left_out:
        text = re.sub(rf"(?ms)^def test_{name}\(.*?(?=^def |\Z)", "", text)
    lines = "".join(f"    {json.dumps(name)}: {json.dumps(reason)},\n" for name, reason in left_out.items())
    return text.replace(_NONE, f"{_NONE[:-1]}\n{lines}}}") if left_out else text
