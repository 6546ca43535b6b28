"""Fixtures of one name from two plugins: pytest would take the one that was loaded last, and say nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


class Clashes:
    """A plugin that fails what asks for a fixture of which nobody can tell whose it is.

    Args:
        told: by the fixture's name, what to say.
    """

    def __init__(self, told: dict[str, str]) -> None:
        self._told = told

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> None:
        if fixturedef.argname in self._told:
            pytest.fail(self._told[fixturedef.argname], pytrace=False)


def clashes(config: pytest.Config, ours: ModuleType, names: Iterable[str]) -> dict[str, str]:
    """What is to be said of fixtures of ours that another plugin has, too; overriding in a conftest.py is no clash.

    Args:
        config: of a session, once all plugins are loaded.
        ours: the plugin that has our fixtures.
        names: of these.
    """
    modules = [plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, ModuleType)]
    told = {}
    for name in names:
        having = [plugin for plugin in modules if plugin is not ours and _is_fixture(getattr(plugin, name, None))]
        if having and not any(map(_is_conftest, having)):
            told[name] = (
                f"The fixture {name} comes from two plugins: {ours.__name__} and {having[0].__name__}. Switch one of "
                "them off (`-p no:bulkhead-resources` for ours), or say in a conftest.py which one is meant: "
                f"`from {having[0].__name__} import {name}`."
            )
    return told


def _is_conftest(plugin: ModuleType) -> bool:
    return Path(plugin.__file__ or "").name == "conftest.py"


def _is_fixture(value: object) -> bool:
    # By what older and newer versions of pytest leave on it.
    return hasattr(value, "_fixture_function_marker") or hasattr(value, "_pytestfixturefunction")
