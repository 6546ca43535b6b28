"""What pytest's fixtures and nodes are as owners: whose they are, what people call them, and how long they live."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_bulkhead.plugin.ledger import Owner, Scope

_XUNIT = re.compile(r"_?(?:xunit|unittest)_(\w+?)_fixture_.*")


def owner_of(definition: pytest.FixtureDef[Any]) -> Owner:
    """The owner that a fixture is."""
    label = f"fixture:{name_of(definition)}"
    return Owner(("fixture", id(definition)), label, Scope[definition.scope.upper()])


def name_of(definition: pytest.FixtureDef[Any]) -> str:
    """What people call a fixture: pytest wraps set-up methods and functions in fixtures of its own."""
    return called(definition.argname)


def called(name: str) -> str:
    """What people call the fixture of a name that pytest may have made up."""
    written = _XUNIT.fullmatch(name) if name.startswith("_") else None
    return written[1] if written else name


def function_of(definition: pytest.FixtureDef[Any], item: pytest.Item | None) -> Any:
    """What people wrote for a fixture, which may be a set-up method or function."""
    name = name_of(definition)
    for holder in ("cls", "module") if name.lower().startswith("setup") else ():
        function = getattr(getattr(item, holder, None), name, None)
        if function is not None:
            return function
    return definition.func


def node_of(scope: Scope, item: pytest.Item | None) -> pytest.Item | pytest.Collector | None:
    """The node whose life bounds a scope, the item itself where there is none."""
    kinds: dict[Scope, type[pytest.Collector]]
    kinds = {Scope.CLASS: pytest.Class, Scope.MODULE: pytest.Module, Scope.PACKAGE: pytest.Package}
    if item is None or scope is Scope.FUNCTION:
        return item
    if scope not in kinds:
        return None
    collector = item.getparent(kinds[scope])
    return item if collector is None else collector
