"""Which modules are the project's own, wherever they are installed, and which of them are test code."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.state.kinds import is_module

_SOURCE_FOLDERS = ("", "src", "lib")


class Ownership:
    """Answers by the file of a module, or by the name of the package that it belongs to."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._packages = _packages_of(ground.root)
        self._is_own: dict[str, bool] = {}
        self._is_test: dict[str, bool] = {}

    def modules(self) -> list[ModuleType]:
        """The project's modules that are imported."""
        return [module for name, module in tuple(sys.modules.items()) if is_module(module) and self.is_own(name)]

    def is_own(self, name: str) -> bool:
        """Whether a module is the project's."""
        known = self._is_own.get(name)
        if known is None:
            path = file_of(sys.modules.get(name))
            if path is None:
                return False  # asked again: it may be on its way
            known = self._is_own[name] = self._ground.is_project(path) or (
                name.partition(".")[0] in self._packages and not self._ground.is_standard(path)
            )
        return known

    def is_test(self, name: str) -> bool:
        """Whether a module is test code."""
        known = self._is_test.get(name)
        if known is None:
            path = file_of(sys.modules.get(name))
            if path is None:
                return False
            known = self._is_test[name] = self._ground.is_test_code(path)
        return known

    def is_collected(self, name: str) -> bool:
        """Whether a module is one whose tests run."""
        path = file_of(sys.modules.get(name))
        return path is not None and self._ground.is_collected(path)


def file_of(module: object) -> str | None:
    """The file of a module, without waking one that is loaded lazily."""
    if not is_module(module):
        return None
    path = namespace(module).get("__file__")
    return path if isinstance(path, str) else None


def namespace(module: Any) -> dict[str, Any]:
    """The globals of a module, without waking one that is loaded lazily."""
    names: dict[str, Any] = ModuleType.__getattribute__(module, "__dict__")
    return names


def _packages_of(root: str) -> frozenset[str]:
    """The packages and modules at the top of a project."""
    found: set[str] = set()
    for part in _SOURCE_FOLDERS:
        try:
            entries = list((Path(root) / part).iterdir())
        except OSError:
            continue
        found.update(entry.name for entry in entries if (entry / "__init__.py").is_file())
        found.update(entry.stem for entry in entries if entry.suffix == ".py" and part == "src")
    return frozenset(found)
