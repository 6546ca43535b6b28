"""What the project's interpreter has, and how it is brought to import the copy instead of the project."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.checker.files.discovery import Discovery
from pytest_bulkhead.drill.seed import SERVERS
from pytest_bulkhead.errors import InterpreterError

_ANSWER = "bulkhead:"
# Without what is relative: the working directory, where the project may have a json.py of its own.
_PROBE = """
import os, sys
sys.path[:] = [entry for entry in sys.path if os.path.isabs(entry)]
import importlib.util, json
def origin(name):
    try:
        spec = importlib.util.find_spec(name)
    except Exception:
        return None
    if spec is None:
        return None
    return spec.origin or next(iter(spec.submodule_search_locations or ()), "")
print("bulkhead:" + json.dumps({name: origin(name) for name in json.loads(sys.argv[1])}))
"""
_CODE_FOLDERS = ("src", "lib", ".")


class Surroundings(NamedTuple):
    """Of the tests of a copy.

    Args:
        there: the packages that can be imported, of those that were asked for.
        arguments: for pytest, by which the copy's own packages are imported.
    """

    there: frozenset[str]
    arguments: tuple[str, ...]


def look_around(root: Path, executable: str, wanted: Iterable[str]) -> Surroundings:
    """Ask the interpreter of a project.

    Args:
        root: of the project itself, not of a copy.
        executable: the interpreter.
        wanted: what mutants may need. Servers are never there: those that the environment names hold somebody's data.

    Raises:
        InterpreterError: it does not answer.
    """
    packages = {name: folder for folder in _CODE_FOLDERS for name in _packages(root / folder)}
    wanted = set(wanted) - SERVERS
    origins = _origins(executable, sorted({*packages, *wanted}))
    # What is installed elsewhere as a copy is what the tests are run against, whatever lies in the folder.
    inside = [folder for name, folder in packages.items() if _is_below(origins.get(name), root)]
    own = [os.path.relpath(one, root) for one in Discovery().ini_for(str(root)).pythonpath]
    added = [folder for folder in dict.fromkeys(inside) if folder not in own]
    there = frozenset(name for name in wanted if origins.get(name) is not None)
    return Surroundings(there, ("-o", f"pythonpath={shlex.join([*added, *own])}") if added else ())


def _packages(folder: Path) -> list[str]:
    """What can be imported from a folder: packages, and modules that stand by themselves."""
    try:
        found = {one.parent.name for one in folder.glob("*/__init__.py")} | {one.stem for one in folder.glob("*.py")}
    except OSError:
        return []
    return sorted(name for name in found if name.isidentifier())


def _is_below(origin: str | None, root: Path) -> bool:
    return bool(origin) and Path(str(origin)).resolve().is_relative_to(root.resolve())


def _origins(executable: str, names: list[str]) -> dict[str, str | None]:
    try:
        said = subprocess.run(
            [executable, "-c", _PROBE, json.dumps(names)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=120,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise InterpreterError(f"{executable} did not answer when asked for its packages.") from None
    for line in said.stdout.splitlines():
        if line.startswith(_ANSWER):
            found: dict[str, str | None] = json.loads(line.removeprefix(_ANSWER))
            return found
    return {}
