"""The keys of the settings: what each wants, what it is for, and how a schema tells editors of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_bulkhead.settings import thresholds, values
from pytest_bulkhead.settings.model import DEPTHS, MEMORY_CARE, MODES, PROFILES, REFUSABLE, SERVERS


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the table.

    Args:
        parse: makes the value of it, given what stands in the file and the file's folder.
        meaning: for the schema.
        schema: what may stand in the file.
    """

    parse: Callable[[Any, Path], Any]
    meaning: str
    schema: Mapping[str, Any]


_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT}
_ALLOWED = {
    "type": "object",
    "required": ["state", "reason"],
    "additionalProperties": False,
    "properties": {"state": _TEXT, "reason": _TEXT, "tests": _TEXTS},
}

_HARMLESS = {
    "type": "object",
    "required": ["path", "reason"],
    "additionalProperties": False,
    "properties": {"path": _TEXT, "reason": _TEXT},
}


KEYS = {
    "profile": Key(values.profile, "which hazards are looked for when none are selected", {"enum": list(PROFILES)}),
    "select": Key(values.strings, "codes, slugs or beginnings of codes to look for instead of the profile's", _TEXTS),
    "extend_select": Key(values.strings, "codes, slugs or beginnings of codes to look for besides", _TEXTS),
    "ignore": Key(values.strings, "codes, slugs or beginnings of codes that are not looked for", _TEXTS),
    "exclude": Key(values.strings, "patterns of paths that are not checked, relative to this file's folder", _TEXTS),
    "per_file_ignores": Key(
        values.by_pattern,
        "patterns of paths, each with what is not looked for there",
        {"type": "object", "additionalProperties": _TEXTS},
    ),
    "baseline": Key(values.path, "the file of the findings that the project lives with for now", _TEXT),
    "rules": Key(
        values.strings, "the project's own rules: files, relative to this file's folder, and entry points", _TEXTS
    ),
    "model_prefixes": Key(
        values.pairs,
        'the prefix that each provider demands of the names of its models: ollama = "ollama/"',
        {"type": "object", "additionalProperties": _TEXT},
    ),
    "mode": Key(values.one_of(MODES), "what the pytest plugin does about leaks", {"enum": list(MODES)}),
    "depth": Key(values.one_of(DEPTHS), "how closely the pytest plugin looks", {"enum": list(DEPTHS)}),
    "refuse": Key(
        values.some_of(REFUSABLE),
        "what the pytest plugin refuses tests to do",
        {"type": "array", "items": {"enum": list(REFUSABLE)}},
    ),
    "require": Key(
        values.some_of(SERVERS),
        "servers whose absence is an error of the tests that need them, and no reason to skip these",
        {"type": "array", "items": {"enum": list(SERVERS)}},
    ),
    "servers": Key(
        values.servers,
        "the URLs of servers that are there already; others are started when a test needs them",
        {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(SERVERS, _TEXT)},
    ),
    "allow": Key(
        values.allowed,
        "state that tests may leave changed, with the reason",
        {"anyOf": [{"type": "array", "items": _ALLOWED}, {"type": "object", "additionalProperties": _TEXT}]},
    ),
    "memory": Key(
        values.some_of(MEMORY_CARE),
        "what the pytest plugin does about memory: freeze what collection has made, so that the garbage collector no "
        "longer walks it; collect when a test has made the process grow",
        {"type": "array", "items": {"enum": list(MEMORY_CARE)}},
    ),
    "memory_limit": Key(
        values.size,
        'the resident size at which a process that runs tests is told: "5 GB" if not set',
        {"type": "string", "pattern": f"^{values.SIZE}$"},
    ),
    "races": Key(
        values.truth,
        "whether the pytest plugin finds what tests share and could not touch at the same time; "
        "if not set, where the depth is deep",
        {"type": "boolean"},
    ),
    "harmless": Key(
        values.harmless,
        "files that tests may share: patterns of their paths, each with the reason",
        {"type": "array", "items": _HARMLESS},
    ),
    "plan": Key(values.path, "the file of the groups that keep racing tests apart, made by `bulkhead plan`", _TEXT),
    "history": Key(
        values.store,
        "where runs are remembered: a file, or the URL of a PostgreSQL database; .bulkhead/history.sqlite if not set",
        _TEXT,
    ),
    "history_keep": Key(
        values.days,
        'for how long runs are remembered, such as "180 days"; for ever if not set',
        {"type": "string", "pattern": f"^{values.DAYS}$"},
    ),
    "check_log": Key(
        values.truth,
        "whether each `bulkhead check` leaves a line in .bulkhead with how many findings there were, for their trend",
        {"type": "boolean"},
    ),
    "alerts": Key(thresholds.alerting, "when `bulkhead history alerts` raises an alert", thresholds.SCHEMA),
}


def settings_schema() -> dict[str, Any]:
    """The JSON Schema of ``[tool.bulkhead]``, for editors and schema stores."""
    keys = {name.replace("_", "-"): {"description": key.meaning, **key.schema} for name, key in KEYS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of pytest-bulkhead",
        "type": "object",
        "additionalProperties": False,
        "properties": keys,
    }
