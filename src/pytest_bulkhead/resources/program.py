"""Where the programs of servers are: on PATH, or where distributions put them beside it."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from pytest_bulkhead.errors import ServerError

_NUMBER = re.compile(r"\d+")


@functools.cache
def find_program(name: str, places: tuple[str, ...] = (), *, install: str = "") -> str:
    """The path of a program.

    Args:
        name: of the program.
        places: glob patterns of folders that may hold it where PATH does not; of several, the highest version wins.
        install: what to do where there is none, as a sentence.

    Raises:
        ServerError: it is nowhere.
    """
    found = shutil.which(name)
    if found:
        return found
    for folder in sorted(_folders(places), key=_version, reverse=True):
        if os.access(folder / name, os.X_OK):
            return str(folder / name)
    looked = ", ".join(("PATH", *places))
    raise ServerError(f"The program {name} is not on this machine (looked in {looked}). {install}".rstrip())


@functools.cache
def version_of(program: str, *, option: str = "--version") -> tuple[int, ...]:
    """The first version number that a program names, as numbers; empty where it names none.

    Raises:
        ServerError: it cannot be run.
    """
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServerError(f"The program {program} cannot be run: {error}.") from None
    match = re.search(r"\d+(\.\d+)+|\d+", done.stdout + done.stderr)
    return tuple(map(int, match[0].split("."))) if match else ()


def _folders(places: Iterable[str]) -> list[Path]:
    return [folder for place in places for folder in Path("/").glob(place.lstrip("/")) if folder.is_dir()]


def _version(folder: Path) -> list[int]:
    return [int(number) for number in _NUMBER.findall(str(folder))]
