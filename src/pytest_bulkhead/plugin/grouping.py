"""Which marks the collected tests lack, so that those of one planned group are in one group of pytest-xdist's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.node_ids import file_of, function_of
from pytest_bulkhead.plan_file import Plan

MARK = "xdist_group"


class _Key(NamedTuple):
    """What makes tests one group: the plan, or marks, whose names may be alike."""

    is_planned: bool
    name: str


class _Joined(NamedTuple):
    """Groups that are one, since a test is in each of them.

    Args:
        marks: the names in the marks of all their tests.
    """

    keys: set[_Key]
    marks: set[str]


def missing_marks(items: Iterable[Any], plan: Plan) -> Iterator[tuple[Any, str]]:
    """The marks that make a group of each planned one; one that a test has already brings the others into its group.

    Args:
        items: all collected tests.
        plan: the groups.

    Yields:
        An item, with the name of a group that it is to be marked with.
    """
    planned = {test: group.name for group in plan.groups for test in group.tests}
    joined: dict[_Key, _Joined] = {}
    found: list[tuple[Any, set[str], _Key]] = []
    for item in items:
        marks = _marks(item) if MARK in item.keywords else set[str]()
        name = planned.get(item.nodeid) or planned.get(function_of(item.nodeid), "")
        keys = {_Key(is_planned=True, name=name)} if name else set[_Key]()
        if marks:
            keys.add(_Key(is_planned=False, name="_".join(sorted(marks))))
        if not keys:
            continue
        one = _Joined(keys, set(marks))
        for other in {id(joined[key]): joined[key] for key in keys if key in joined}.values():
            one = _Joined(one.keys | other.keys, one.marks | other.marks)
        joined.update(dict.fromkeys(one.keys, one))
        found.append((item, marks, next(iter(keys))))
    for item, marks, key in found:
        one = joined[key]
        if names := sorted(key.name for key in one.keys if key.is_planned):
            for name in sorted((one.marks or {names[0]}) - marks):
                yield item, name


def gone(items: Sequence[Any], tests: Iterable[str], root: str, arguments: Iterable[str]) -> list[str]:
    """Tests that a file names and the suite has no more, as far as a run can tell.

    Args:
        items: all collected tests.
        tests: node ids; one without brackets stands for all parameters of a function.
        root: the folder that node ids are relative to.
        arguments: what pytest was told to collect.
    """
    ids = {item.nodeid for item in items} | {function_of(item.nodeid) for item in items}
    # Of a file of which one test was asked for, nothing is known of the others.
    parts = any("::" in argument for argument in arguments)
    files = set[str]() if parts else {file_of(test) for test in ids}
    left = [test for test in tests if test not in ids]
    there = {path: (Path(root) / path).exists() for path in {file_of(test) for test in left}}
    return [test for test in left if file_of(test) in files or not there[file_of(test)]]


def _marks(item: Any) -> set[str]:
    """The names that pytest-xdist makes a group's name of."""
    return {str(mark.args[0] if mark.args else mark.kwargs.get("name", "default")) for mark in item.iter_markers(MARK)}
