"""Which Python a project's CI job is given, by what the project says it runs on."""

from __future__ import annotations

import configparser
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_USUAL = 12
_OLDEST = 11
_BOUND = re.compile(r"(>=|<=|>|<|==|~=|\^)\s*3(?:\.(\d+))?")


def python_version(root: Path, document: Mapping[str, Any]) -> str:
    """A version on which both the project and pytest-bulkhead run, empty where there is none."""
    lowest, highest = _OLDEST, 99
    for sign, number in _BOUND.findall(_requires(root, document)):
        minor = int(number or 0)
        if sign in (">=", "~=", "^", "==", ">"):
            lowest = max(lowest, minor + (sign == ">" and number != ""))
        if sign in ("<", "<=", "=="):
            highest = min(highest, minor - (sign == "<"))
    version = max(lowest, min(_USUAL, highest))
    return f"3.{version}" if version <= highest else ""


def _requires(root: Path, document: Mapping[str, Any]) -> str:
    project, tools = document.get("project"), document.get("tool")
    poetry = tools.get("poetry") if isinstance(tools, Mapping) else None
    if isinstance(project, Mapping) and "requires-python" in project:
        return str(project["requires-python"])
    if isinstance(poetry, Mapping) and isinstance(poetry.get("dependencies"), Mapping):
        return str(poetry["dependencies"].get("python", ""))
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read(root / "setup.cfg", encoding="utf-8")
        return parser.get("options", "python_requires", fallback="") or ""
    except (configparser.Error, UnicodeDecodeError):
        return ""
