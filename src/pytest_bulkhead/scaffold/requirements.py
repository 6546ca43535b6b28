"""What a project says it depends on, in whichever of the usual files."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_QUOTED = re.compile(r"""["']([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:[\[<>=!~;][^"'\n]*)?["']""")


def requirements(root: Path, document: Mapping[str, Any]) -> frozenset[str]:
    """The names of packages, normalized, as far as they are written down.

    Args:
        root: the project's folder.
        document: its pyproject.toml.
    """
    lines = [*_of_toml(document), *_of_files(root), *_of_ini(root)]
    names = [found[1] for line in lines if (found := _NAME.match(line))]
    try:
        names += _QUOTED.findall((root / "setup.py").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        pass
    return frozenset(re.sub(r"[-_.]+", "-", name).lower() for name in names)


def requirement_files(root: Path) -> list[Path]:
    """The files that a project lists requirements in for pip."""
    return sorted([*root.glob("*requirements*.txt"), *root.glob("requirements/*.txt")])


def _of_toml(document: Mapping[str, Any]) -> Iterator[str]:
    project, groups = _mapping(document.get("project")), _mapping(document.get("dependency-groups"))
    extras = _mapping(project.get("optional-dependencies"))
    for listed in (project.get("dependencies"), *extras.values(), *groups.values()):
        yield from (one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, str))
    poetry = _mapping(_mapping(document.get("tool")).get("poetry"))
    groups = _mapping(poetry.get("group"))
    for table in (poetry, *map(_mapping, groups.values())):
        yield from _mapping(table.get("dependencies"))
        yield from _mapping(table.get("dev-dependencies"))


def _of_files(root: Path) -> Iterator[str]:
    for path in requirement_files(root):
        try:
            yield from path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue


def _of_ini(root: Path) -> Iterator[str]:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read([root / "setup.cfg", root / "tox.ini"], encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return
    for section in parser.sections():
        for key, value in parser.items(section):
            if section == "options.extras_require" or key in ("install_requires", "tests_require", "deps"):
                yield from (value or "").splitlines()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
