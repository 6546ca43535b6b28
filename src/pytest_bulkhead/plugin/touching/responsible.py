"""Which line of the project is responsible for a touch, or which tool is."""

from __future__ import annotations

import enum
import os
from types import FrameType
from typing import NamedTuple

from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.known_tools import KNOWN_TOOLS
from pytest_bulkhead.touch import Spot

_DEEPEST = 200
_PACKAGES = frozenset({"site-packages", "dist-packages"})
_OURS = __file__.removesuffix(os.path.join("plugin", "touching", "responsible.py"))  # noqa: PTH118
_OWN_PEOPLE = frozenset({*KNOWN_TOOLS, "pytest", "pluggy", "pytest_bulkhead"})


class By(enum.Enum):
    """Who does something.

    Args:
        PROJECT: test or product, also through a library.
        LIBRARY: a library without a line of the project, as in a plugin's fixture.
        PLUGIN: likewise, a plugin of pytest.
        TOOL: pytest, or what works for the run and for no test.
        IMPORT: the first import of a module.
    """

    PROJECT = "project"
    LIBRARY = "library"
    PLUGIN = "plugin"
    TOOL = "tool"
    IMPORT = "import"


class Responsible(NamedTuple):
    """Who, and where."""

    by: By
    spot: Spot | None


class Lines:
    """Reads frames; what a file is, it remembers."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._files: dict[str, By | None] = {}

    def responsible(self, frame: FrameType | None) -> Responsible:
        """Who is responsible for what a frame does: the nearest to it that is not the standard library.

        The place is the project's innermost line, also where a library was asked to do it.
        """
        by: By | None = None
        spot: Spot | None = None
        for _ in range(_DEEPEST):
            if frame is None or frame.f_code.co_name == "_multicall":  # pluggy's, which calls hooks
                break
            path = frame.f_code.co_filename
            kind = self._files[path] if path in self._files else self._learn(path)
            if kind is By.IMPORT:
                return Responsible(By.IMPORT, None)
            if kind is not None:
                by = by or kind
                if kind is By.PROJECT and spot is None:
                    spot = Spot(self._ground.relative(path), frame.f_lineno or frame.f_code.co_firstlineno)
            frame = frame.f_back
        if spot is not None and by is not By.TOOL:
            return Responsible(By.PLUGIN if by is By.PLUGIN else By.PROJECT, spot)
        return Responsible(by or By.TOOL, spot)

    def _learn(self, path: str) -> By | None:
        kind = self._files[path] = self._kind(path)
        return kind

    def _kind(self, path: str) -> By | None:
        """What a file is; None for the standard library, which only does what it is told."""
        if path.startswith("<"):
            return By.IMPORT if path.startswith("<frozen importlib._bootstrap") else None
        parts = path.replace(os.sep, "/").split("/")
        if path.startswith(_OURS):
            return By.TOOL
        if self._ground.is_project(path):
            return By.PROJECT
        if self._ground.is_standard(path):
            return None
        name = next((parts[at + 1] for at, part in enumerate(parts[:-1]) if part in _PACKAGES), "").removesuffix(".py")
        if name in _OWN_PEOPLE:
            return By.TOOL
        return By.PLUGIN if name.startswith("pytest_") else By.LIBRARY
