"""Which settings hold, ours and those of pytest, and where each comes from."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.outputs.settings_text import settings_text

TITLE = "Settings"

_VARIABLES = ("BULKHEAD_", "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_XDIST_AUTO")


def look(case: Case) -> Iterator[Line]:
    """Files, keys, and the names of variables that change them; values of variables are not told."""
    subject = case.subject
    try:
        settings = subject.settings
    except SettingsError as error:
        yield Line("bulkhead", str(error), state=State.BROKEN, remedy="No command starts until that is mended.")
    else:
        at = _shown(settings.path) if settings.path else ""
        yield Line("bulkhead", at or "none: the defaults hold", "[tool.bulkhead]" if at else "")
        said = _keys(settings.path)
        for line in settings_text(settings).splitlines()[1:]:
            key, _, value = line.partition(" = ")
            yield Line(key, masked(value), at if key in said else "by default")
        yield from case.held("settings_valid", "bulkhead", state=State.BROKEN)
    for name in sorted(case.environ):
        if name.startswith(_VARIABLES):
            yield Line(name, "is set", "the environment")
    facts = case.facts
    file = _shown(Path(facts.settings_file)) if facts.settings_file else ""
    yield Line("pytest", file or "none")
    yield Line("root of pytest", facts.root)
    if facts.addopts:
        yield Line("addopts", masked(" ".join(facts.addopts)), file)
    for name, value in facts.twins.items():
        yield Line(name, masked(value), file)
    yield from case.held("strict_markers", "marks", fine="an unknown one is an error")


def _keys(path: Path | None) -> set[str]:
    """Those that stand in the file."""
    document = tomllib.loads(path.read_text(encoding="utf-8-sig")) if path else {}
    table = document.get("tool", {}).get("bulkhead", {}) if path and path.name == "pyproject.toml" else document
    return {key.replace("_", "-") for key in table}


def _shown(path: Path) -> str:
    return os.path.relpath(path).replace(os.sep, "/")
