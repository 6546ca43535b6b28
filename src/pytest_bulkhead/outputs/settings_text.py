"""The settings that hold, as they would stand in a file."""

from __future__ import annotations

import json
import os
from enum import Enum
from pathlib import Path
from typing import Any

from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.settings import Alerting, Settings


def settings_text(settings: Settings) -> str:
    """A line for each key that says anything, below one that tells which file they come from."""
    origin = os.path.relpath(settings.path) if settings.path else "no file: these are the defaults"
    lines = [f"# from {harmless(origin)}"]
    for name in settings._fields:
        value: Any = getattr(settings, name)
        if name == "path" or value in (None, (), ""):
            continue
        if name in ("per_file_ignores", "model_prefixes", "servers"):
            text = _table(value)
        elif name in ("allow", "harmless"):
            text = f"[{', '.join(_table(tuple(one._asdict().items())) for one in value)}]"
        elif name == "alerts":
            text = _thresholds(value)
        else:
            text = _toml(value)
        lines.append(f"{name.replace('_', '-')} = {text}")
    return "".join(f"{line}\n" for line in lines)


def _thresholds(alerting: Alerting) -> str:
    """All of them, also those that the file does not name."""
    told = {name: value for name, value in alerting._asdict().items() if value != ""}
    told["larger_size"] = f"{alerting.larger_size} MB"
    return "{ " + ", ".join(f"{name.replace('_', '-')} = {_toml(value)}" for name, value in told.items()) + " }"


def _table(pairs: tuple[tuple[str, object], ...]) -> str:
    return "{ " + ", ".join(f"{json.dumps(pattern)} = {_toml(names)}" for pattern, names in pairs) + " }"


def _toml(value: object) -> str:
    match value:
        case Enum():
            return json.dumps(value.value)
        case Path():
            return json.dumps(os.path.relpath(value).replace(os.sep, "/"))
        case tuple():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return json.dumps(value)
