"""What a project tells pytest about its tests, as far as it decides which files are test code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DEFAULT_FILES = ("test_*.py", "*_test.py")
_NEEDLES = {
    "pytest.toml": b"",
    ".pytest.toml": b"",
    "pytest.ini": b"",
    ".pytest.ini": b"",
    "pyproject.toml": b"tool.pytest",
    "tox.ini": b"[pytest]",
    "setup.cfg": b"[tool:pytest]",
}
INI_FILES = tuple(_NEEDLES)
_TABLES = {"pytest.toml": ("pytest",), ".pytest.toml": ("pytest",), "pyproject.toml": ("tool", "pytest")}
_SECTIONS = {"pytest.ini": "pytest", ".pytest.ini": "pytest", "tox.ini": "pytest", "setup.cfg": "tool:pytest"}


@dataclass(frozen=True, slots=True)
class PytestIni:
    """The settings of one folder and all below that has none of its own."""

    folder: str
    python_files: tuple[str, ...] = DEFAULT_FILES
    testpaths: tuple[str, ...] = ()
    norecursedirs: tuple[str, ...] = ()
    pythonpath: tuple[str, ...] = ()


def read_ini(folder: str, entries: frozenset[str] | set[str]) -> PytestIni | None:
    """The settings that stand in a folder, by the rank that pytest gives the files.

    Args:
        folder: absolute.
        entries: the names in the folder, so that nothing is opened that is not there.
    """
    for name in _NEEDLES:
        if name not in entries:
            continue
        try:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
        except OSError:
            continue
        options = options_of(name, data)
        if options is not None:
            return _parse(folder, options)
    return None


def options_of(name: str, data: bytes) -> Mapping[str, Any] | None:
    """What a file says to pytest, None where it does not speak of it.

    Args:
        name: of the file, one of `INI_FILES`.
        data: the file's contents.
    """
    if _NEEDLES[name] not in data:
        return None
    return _toml(data, _TABLES[name]) if name in _TABLES else _ini(data, _SECTIONS[name])


def _parse(folder: str, options: Mapping[str, Any]) -> PytestIni:
    return PytestIni(
        folder,
        python_files=_words(options.get("python_files")) or DEFAULT_FILES,
        testpaths=_words(options.get("testpaths")),
        norecursedirs=_words(options.get("norecursedirs")),
        pythonpath=tuple(os.path.normpath(os.path.join(folder, one)) for one in _words(options.get("pythonpath"))),
    )


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return _split(value) if any(sign in value for sign in "'\"\\") else tuple(value.split())
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _split(value: str) -> tuple[str, ...]:
    """As pytest does, for which quotes hold together what has spaces in it."""
    import shlex  # only where there are some

    try:
        return tuple(shlex.split(value))
    except ValueError:  # with which pytest does not start
        return tuple(value.split())


def _toml(data: bytes, path: tuple[str, ...]) -> Mapping[str, Any] | None:
    import tomllib  # only for projects that configure pytest there

    try:
        document = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return None
    table: Any = document
    for key in path:
        table = table.get(key) if isinstance(table, Mapping) else None
    if not isinstance(table, Mapping):
        return None
    options = table.get("ini_options", table)
    return options if isinstance(options, Mapping) else None


def _ini(data: bytes, section: str) -> Mapping[str, str] | None:
    import configparser  # only for projects that configure pytest there

    parser = configparser.RawConfigParser(strict=False, inline_comment_prefixes=None, allow_no_value=True)
    try:
        parser.read_string(data.decode(errors="replace"))
    except (configparser.Error, ValueError):
        return None
    return dict(parser.items(section)) if parser.has_section(section) else None
