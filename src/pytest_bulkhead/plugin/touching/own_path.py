"""A copy of `os.path` of our own: that of the library asks `os`, where a test may have replaced what it asks for."""

from __future__ import annotations

import genericpath
import importlib.util
import os
import sys
from os import fspath
from types import ModuleType
from typing import Any


def _copy(module: ModuleType) -> Any:
    """The same module once more, which sees `os` as it is now."""
    spec = importlib.util.find_spec(module.__name__)
    if spec is None or spec.loader is None:
        return module
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    system = ModuleType("os")
    vars(system).update(vars(os))
    vars(copy)["os"] = system
    return copy


def _path() -> Any:
    try:
        path, generic = _copy(os.path), _copy(genericpath)
    except Exception:  # an interpreter whose modules cannot be made twice
        return os.path
    for name in generic.__all__:
        if getattr(path, name, None) is getattr(genericpath, name):
            setattr(path, name, getattr(generic, name))
    path.genericpath = generic
    path.os.path = generic.os.path = path
    return path


PATH = _path()
"""Behaves as `os.path` did when this was imported."""

_ENCODING, _ERRORS = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()


def fsdecode(path: Any) -> str:
    """As that of `os`."""
    path = fspath(path)
    return path.decode(_ENCODING, _ERRORS) if isinstance(path, bytes) else path
