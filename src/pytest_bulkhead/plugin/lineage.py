"""What a test or fixture stands on by its own arguments, and theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

_WORKERS = frozenset({"worker_id", "worker_port", "worker_tmp_path"})
"""Fixtures that tell who the worker is."""


def knows_worker(item: pytest.Item, definition: pytest.FixtureDef[Any] | None = None) -> bool:
    """Whether a test has asked for the worker's name, or has anything that is made with it.

    What runs for every test without being asked for tells it nothing.

    Args:
        item: the test.
        definition: a fixture that is set up for it, if that is what is asked about.
    """
    return not _WORKERS.isdisjoint(getattr(item, "fixturenames", ())) and not _WORKERS.isdisjoint(
        _asked_for(item, definition)
    )


def varies(item: pytest.Item, definition: pytest.FixtureDef[Any]) -> bool:
    """Whether a fixture is set up with a parameter, or stands on one that is."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return bool(parameters) and not parameters.keys().isdisjoint(
        {
            definition.argname,
            *_asked_for(item, definition),
        }
    )


def _asked_for(item: pytest.Item, definition: pytest.FixtureDef[Any] | None) -> set[str]:
    """The names of fixtures that are reached from arguments."""
    known = getattr(item, "_fixtureinfo", None)  # pytest tells plugins in no other way
    definitions: Mapping[str, Sequence[Any]] = getattr(known, "name2fixturedefs", {})
    found: set[str] = set()
    done: set[int] = set()
    waiting = [known if definition is None else definition]
    while waiting:
        asking = waiting.pop()
        if id(asking) in done:
            continue
        done.add(id(asking))
        for name in getattr(asking, "argnames", ()):
            found.add(name)
            of_name = list(definitions.get(name, ()))
            # Who asks for its own name asks for the one that it overrides.
            waiting += (of_name[: of_name.index(asking)] if asking in of_name else of_name)[-1:]
    return found
