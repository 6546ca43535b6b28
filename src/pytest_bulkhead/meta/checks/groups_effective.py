"""Tests that are grouped by marks stay together, under the `--dist` that is in use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "A group that is torn apart keeps nothing apart, and looks as if it did."

_MARK = "xdist_group"
_IGNORANT = ("load", "worksteal", "loadscope", "loadfile")
_RUN = r"(?:pytest|py\.test)\b.*?(?:-n|--numprocesses)[\s=\"',]*(?:auto|logical|[1-9])"
_DIST = re.compile(r"--dist[\s=\"',]+(\w+)")
_NO_LONGER, _NOT_YET = (9, 2), (3, 9)
"""From which pytest on groups are lost by a pytest-xdist older than that (its issue 1386)."""


def look(subject: Subject) -> Iterator[Fault]:
    """Whether this run, the settings, or a line of CI tears groups apart."""
    if not any(_bears_mark(path) for path in subject.static.files_with(_MARK)):
        raise DoesNotApplyError("no test is marked with xdist_group")
    facts = subject.facts
    for finding in subject.static.of("BH507"):
        yield Fault(f"{finding['path']}:{finding['line']}: {finding['message']}.", finding["help"])
    dist = {"no": "load"}.get(facts.dist, facts.dist)
    if facts.workers not in ("", "0", "1") and dist in _IGNORANT:
        yield Fault(f"This run deals tests out by `--dist {dist}`, which looks at no group.", "Use `--dist loadgroup`.")
    for line in subject.ci_with(_RUN):
        named = _DIST.search(line.text)
        by_line = named[1] if named else dist
        if by_line in _IGNORANT and not _is_of_a_part(line.text, subject):
            where = f"{subject.shown(line.path)}:{line.line}"
            yield Fault(f"{where} deals tests out by `--dist {by_line}`, which looks at no group.", "Use `loadgroup`.")
    if _are_lost(subject) and subject.settings.plan is None:
        xdist = facts.packages["pytest-xdist"]
        yield Fault(
            f"With pytest {facts.pytest} and pytest-xdist {xdist} `--dist loadgroup` keeps no group together.",
            "Upgrade pytest-xdist, use a pytest before 9.2, or have the groups in a plan (`bulkhead plan`).",
        )


def _bears_mark(path: Path) -> bool:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):  # which the checker tells
        return False
    return any(isinstance(node, ast.Attribute) and node.attr == _MARK for node in ast.walk(tree))


def _is_of_a_part(command: str, subject: Subject) -> bool:
    """Whether a command chooses among the tests, perhaps those that are in no group."""
    words = re.split(r"[\s\"',\[\]()]+", command.partition("pytest")[2])
    return any(
        word in ("-m", "-k") or (word[:1] not in ("", "-", ".") and (subject.root / word).exists()) for word in words
    )


def _are_lost(subject: Subject) -> bool:
    xdist = subject.facts.packages.get("pytest-xdist")
    if xdist is None or _numbers(subject.facts.pytest) < _NO_LONGER or _numbers(xdist) >= _NOT_YET:
        return False
    return subject.facts.dist == "loadgroup" or bool(subject.ci_with(r"--dist[\s=\"',]+loadgroup"))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
