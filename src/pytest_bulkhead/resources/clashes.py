"""Fixtures of one name from two plugins: pytest would take the one that was loaded last, and say nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest


def refuse_clashes(session: pytest.Session, ours: ModuleType, names: Iterable[str]) -> None:
    """End the session if a test asks for a fixture that another plugin calls like one of ours.

    Overriding it in a conftest.py or in a test module is no clash.

    Args:
        session: which has collected its tests.
        ours: the plugin that has our fixtures.
        names: of these.

    Raises:
        UsageError: a test asks for one of them.
    """
    clashing = {name: other for name in names for other in _others(session.config, ours, name)}
    if not clashing:
        return
    for item in session.items:
        for name in clashing.keys() & set(getattr(item, "fixturenames", ())):
            other = clashing[name]
            raise pytest.UsageError(
                f"The fixture {name}, which {item.nodeid} asks for, comes from two plugins: {ours.__name__} and "
                f"{other.__name__}. Switch one of them off (`-p no:bulkhead-resources` for ours), or say in a "
                f"conftest.py which one is meant: `from {other.__name__} import {name}`."
            )


def _others(config: pytest.Config, ours: ModuleType, name: str) -> list[ModuleType]:
    return [
        plugin
        for plugin in config.pluginmanager.get_plugins()
        if isinstance(plugin, ModuleType)
        and plugin is not ours
        and not plugin.__name__.startswith(f"{__package__}.")
        and Path(plugin.__file__ or "").name != "conftest.py"
        and _is_fixture(getattr(plugin, name, None))
    ]


def _is_fixture(value: object) -> bool:
    # By what both old and new versions of pytest leave on it.
    return hasattr(value, "_fixture_function_marker") or hasattr(value, "_pytestfixturefunction")
