"""The keys of `[tool.bulkhead]`, from what the reader of the settings knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_bulkhead.settings.keys import settings_schema
from scripts.reference.markup import literal, page, table

PATH = "reference/settings.md"

_INTRODUCTION = """\
They stand in the table `[tool.bulkhead]` of the nearest `pyproject.toml`, or in a `bulkhead.toml` without the table's
name. A key that is not known is an error that names the nearest one that is. Paths and patterns are relative to the
folder of the file. `bulkhead check --show-settings` and `bulkhead doctor` say what holds and where it comes from. For
editors there is a [JSON Schema](../schemas/settings.json). [Living with findings](../tolerating.md) shows the keys of
the checker at work, [the plugin](../plugin.md) its own, and [alerts](../alerts.md) the thresholds."""


def text() -> str:
    """The page."""
    keys: Mapping[str, Any] = settings_schema()["properties"]
    rows = [(literal(name), key["description"], _kind(key)) for name, key in keys.items()]
    return page("Settings", _INTRODUCTION, table(("key", "what it says", "value"), rows))


def _kind(key: Mapping[str, Any]) -> str:
    if "enum" in key:
        return " or ".join(literal(str(one)) for one in key["enum"])
    if "anyOf" in key or "oneOf" in key:
        return ", or ".join(_kind(one) for one in key.get("anyOf", key.get("oneOf")))
    kind = key.get("type", "")
    if kind == "array":
        return f"list of {_kind(key['items'])}"
    if kind == "object":
        return _table_of(key)
    names = {"string": "text", "boolean": "`true` or `false`", "integer": "whole number", "number": "number"}
    return names.get(kind, str(kind))


def _table_of(key: Mapping[str, Any]) -> str:
    if inner := key.get("properties"):
        return "table of " + ", ".join(literal(name) for name in inner)
    more = key.get("additionalProperties")
    return f"table of {_kind(more)}" if isinstance(more, Mapping) else "table"
