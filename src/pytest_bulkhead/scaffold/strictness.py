"""Whether pytest takes any mark in a project, and which marks would be errors if it did not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.checker.files.pytest_ini import INI_FILES, options_of

_USED = re.compile(rb"\bmark\.([A-Za-z_]\w*)")
_REGISTERED = re.compile(rb"""addinivalue_line\(\s*["']markers["']\s*,\s*(?:rb?|f|br)?["']([A-Za-z_]\w*)""")
_STRICT = re.compile(r"(?<![\w-])--strict(?:-markers)?(?![\w-])")
_ALWAYS = frozenset({
    "parametrize", "skip", "skipif", "xfail", "usefixtures", "filterwarnings", "tryfirst", "trylast",
    "xdist_group", "shares", "bulkhead_allow",
})  # fmt: skip
_OF_PLUGINS = {
    "pytest-asyncio": ("asyncio",),
    "anyio": ("anyio",),
    "pytest-trio": ("trio",),
    "pytest-django": ("django_db", "urls", "ignore_template_errors"),
    "pytest-timeout": ("timeout",),
    "pytest-benchmark": ("benchmark",),
    "pytest-rerunfailures": ("flaky",),
    "pytest-httpx": ("httpx_mock",),
    "pytest-recording": ("vcr", "block_network", "default_cassette"),
    "hypothesis": ("hypothesis",),
}


def settings_file(root: Path) -> tuple[Path, Mapping[str, Any]] | None:
    """The file that pytest takes its settings from, and what they are; None where it has none."""
    for path in (root / name for name in INI_FILES):
        try:
            options = options_of(path.name, path.read_bytes())
        except OSError:
            continue
        if options is not None:
            return path, options
    return None


def is_strict(root: Path) -> bool:
    """Whether a mark that is not registered is an error."""
    found = settings_file(root)
    options = found[1] if found else {}
    words = options.get("addopts", "")
    if _STRICT.search(words if isinstance(words, str) else " ".join(map(str, words))):
        return True
    return any(
        str(options.get(name, "")).lower() in ("true", "1", "yes", "on") for name in ("strict", "strict_markers")
    )


def unknown_marks(root: Path, tests: Iterable[str], requirements: Collection[str]) -> tuple[str, ...]:
    """The marks of tests that nobody is known to register.

    Args:
        root: the project's folder.
        tests: its test files and conftests.
        requirements: what it depends on.
    """
    known = set(_ALWAYS)
    known.update(name for package, names in _OF_PLUGINS.items() if package in requirements for name in names)
    found = settings_file(root)
    options = found[1] if found else {}
    lines = options.get("markers", [])
    for line in lines.splitlines() if isinstance(lines, str) else lines:
        known.update(re.findall(r"^\s*([A-Za-z_]\w*)", str(line)))
    used: set[str] = set()
    for path in tests:
        try:
            data = Path(path).read_bytes()
        except OSError:
            continue
        known.update(name.decode() for name in _REGISTERED.findall(data))
        used.update(name.decode() for name in _USED.findall(data))
    return tuple(sorted(used - known))
