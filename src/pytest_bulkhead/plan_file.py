"""The file that says which tests share a group: made by `bulkhead plan`, read by the plugin, committed."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.errors import PlanError
from pytest_bulkhead.kept_file import KeptFile

PLAN_FILE = "bulkhead-plan.json"
"""Where a plan is kept unless the settings say, beside them."""

_VERSION = 1
_FILE = KeptFile(
    kind="plan",
    error=PlanError,
    version=_VERSION,
    versioned=f'"version": {_VERSION}',
    again="Restore it from version control, or make it anew with `bulkhead plan`.",
    made="`bulkhead plan` makes one.",
    largest=64 * 1024 * 1024,
)


class PlannedGroup(NamedTuple):
    """Tests that run in one worker, one after the other.

    Args:
        name: of the group.
        because: what they share, for the reader.
        tests: node ids; one without brackets stands for all parameters of a function.
    """

    name: str
    because: tuple[str, ...]
    tests: tuple[str, ...]


class Plan(NamedTuple):
    """All groups of a suite, by their names."""

    groups: tuple[PlannedGroup, ...]

    @property
    def tests(self) -> Iterator[str]:
        return (test for group in self.groups for test in group.tests)

    def to_text(self) -> str:
        """The file's contents, in an order that depends on nothing but the names in it."""
        groups = {
            group.name: {"because": sorted(group.because), "tests": sorted(group.tests)}
            for group in sorted(self.groups)
        }
        return json.dumps({"version": _VERSION, "groups": groups}, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_text(cls, text: str, path: str) -> Plan:
        """Read what `to_text` wrote.

        Args:
            text: the contents.
            path: of the file, for messages.

        Raises:
            PlanError: it is something else.
        """
        try:
            return cls(tuple(_groups(_FILE.checked(json.loads(text), path))))
        except (ValueError, RecursionError) as error:
            raise _FILE.broken(path, error) from None


def plan_path(named: Path | None, folder: Path) -> Path:
    """Where the plan of a project is.

    Args:
        named: by the settings.
        folder: that of the settings, or of the project where there are none.
    """
    return named or folder / PLAN_FILE


def read_plan(path: Path) -> Plan:
    """Read the file.

    Raises:
        PlanError: it cannot be read, or is no plan of ours.
    """
    return Plan.from_text(_FILE.read(path), str(path))


def write_plan(plan: Plan, path: Path) -> None:
    """Write the file, whole or not at all; what is there must be a plan, too.

    Raises:
        PlanError: it cannot be written, or would replace something else.
    """
    if path.exists():
        read_plan(path)
    _FILE.write(path, plan.to_text())


def _groups(document: Mapping[str, Any]) -> Iterator[PlannedGroup]:
    groups = document.get("groups")
    if not isinstance(groups, dict):
        raise ValueError("it has no groups")  # noqa: TRY004 - of the file, not of our argument
    home: dict[str, str] = {}
    for name, group in groups.items():
        if not _is_name(name):
            raise ValueError(f"{reprlib.repr(name)} cannot be the name of a group")
        if not isinstance(group, dict):
            raise ValueError(f"{name}: there must be `because` and `tests`")  # noqa: TRY004 - likewise
        tests = _texts(group.get("tests"), f"{name}: `tests`")
        for test in tests:
            if home.setdefault(test, name) != name:
                raise ValueError(f"{reprlib.repr(test)} is in two groups, {home[test]} and {name}")
        yield PlannedGroup(name, _texts(group.get("because"), f"{name}: `because`"), tests)


def _is_name(name: str) -> bool:
    # pytest-xdist appends it to the node id, behind an @, and looks for it behind the last one.
    return 0 < len(name) <= 200 and name.isprintable() and not set("@[]:/ ") & set(name)


def _texts(data: Any, what: str) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(text, str) and text for text in data):
        raise ValueError(f"{what} must be a list of texts")
    return tuple(data)
