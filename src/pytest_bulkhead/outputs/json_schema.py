"""The JSON Schema of the JSON output: the contract in a form that tools can check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_bulkhead.findings import Applicability, Source
from pytest_bulkhead.hazards.hazard import Severity

_Schema = Mapping[str, Any]
_TEXT: _Schema = {"type": "string"}
_FROM_ONE: _Schema = {"type": "integer", "minimum": 1}
_FROM_ZERO: _Schema = {"type": "integer", "minimum": 0}


def output_schema() -> dict[str, Any]:
    """What ``--output-format json`` prints: a version, what said it, findings, notices and counts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Findings of pytest-bulkhead",
        **_closed(
            version={"const": 1},
            tool=_TEXT,
            findings=_list(_finding()),
            notices=_list(_TEXT),
            summary={
                "type": "object",
                "required": ["files", "findings", "by_code", "suppressed", "seconds"],
                "properties": {
                    "files": _FROM_ZERO,
                    "rules": _FROM_ZERO,
                    "findings": _FROM_ZERO,
                    "by_code": {"type": "object", "additionalProperties": _FROM_ONE},
                    "suppressed": _FROM_ZERO,
                    "seconds": {"type": "number", "minimum": 0},
                },
            },
        ),
    }


def _finding() -> _Schema:
    edit = _closed(start=_FROM_ZERO, end=_FROM_ZERO, text=_TEXT)
    return _closed(
        code={"type": "string", "pattern": r"^[A-Z]+\d{3,}$"},
        hazard=_TEXT,
        source={"enum": [source.value for source in Source]},
        severity={"enum": [severity.value for severity in Severity]},
        path=_TEXT,
        line=_FROM_ONE,
        column=_FROM_ONE,
        end_line=_FROM_ONE,
        end_column=_FROM_ONE,
        symbol=_TEXT,
        message=_TEXT,
        help=_TEXT,
        test=_or_null(_TEXT),
        owner=_or_null(_TEXT),
        what=_or_null(_closed(kind=_TEXT, name=_TEXT)),
        fix=_or_null(_closed(applicability={"enum": [one.value for one in Applicability]}, edits=_list(edit))),
        evidence=_list(_closed(path=_TEXT, line=_FROM_ONE, message=_TEXT)),
    )


def _closed(**properties: _Schema) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _or_null(schema: _Schema) -> _Schema:
    return {"oneOf": [{"type": "null"}, schema]}
