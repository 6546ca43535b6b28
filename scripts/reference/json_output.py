"""What `--output-format json` prints, from its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_bulkhead.outputs.json_schema import output_schema
from scripts.reference.markup import literal, page, table

PATH = "reference/json.md"

_INTRODUCTION = """\
`bulkhead check`, `audit` and `findings` print one object under `--output-format json`. It is a contract, and
[schemas/output.json](../schemas/output.json) is its JSON Schema. Lines and columns count from 1, an end is exclusive;
columns and the offsets of edits count characters of the decoded file. Paths are relative to the working directory and
written with `/`. An edit lies in the finding's own file.

Every other command that reports has `version`, `tool`, `summary` and lists of its own; its page names them."""


def text() -> str:
    """The page."""
    rows = [(literal(name), kind, needed) for name, kind, needed in _fields("", output_schema())]
    return page("The JSON of findings", _INTRODUCTION, table(("field", "value", "always there"), rows))


def _fields(above: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, inner in schema.get("properties", {}).items():
        full = f"{above}{name}"
        yield full, _kind(inner), "yes" if name in schema.get("required", ()) else ""
        yield from _fields(f"{full}.", _filled(inner))
        if inner.get("type") == "array":
            yield from _fields(f"{full}[].", _filled(inner["items"]))


def _filled(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of what is there, where it may also be null."""
    found: Mapping[str, Any] = next((one for one in schema.get("oneOf", ()) if one.get("type") != "null"), schema)
    return found


def _kind(schema: Mapping[str, Any]) -> str:
    if "oneOf" in schema:
        return " or ".join(_kind(one) for one in sorted(schema["oneOf"], key=lambda one: one.get("type") == "null"))
    if "enum" in schema:
        return ", ".join(literal(str(one)) for one in schema["enum"])
    if "const" in schema:
        return literal(str(schema["const"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    least = f" from {schema['minimum']}" if "minimum" in schema else ""
    return f"{schema['type']}{least}"
