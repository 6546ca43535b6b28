"""The rooms of the house, from the contracts that hold its floors and what each room says of itself."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from scripts.reference.markup import literal, page, table

PATH = "reference/rooms.md"

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = _ROOT / "src" / "pytest_bulkhead"
_INTRODUCTION = """\
The folders and files of `src/pytest_bulkhead`, from the roof down. What stands in a row may import from the rows
below it, and from nothing else in the table. Rooms of one row do not know each other, but for those with a colon
between them. `make imports` holds this, and more rules of this kind within the rooms. [The
architecture](../architecture.md) says why."""


def text() -> str:
    """The page."""
    contracts = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    house = contracts[0]
    floors = [
        ((" : " if ":" in layer else " ").join(literal(_shown(room)) for room in _rooms(layer)), _says(layer))
        for layer in house["layers"]
        if _rooms(layer)
    ]
    return page("Rooms and floors", _INTRODUCTION, table(("rooms", "what each is"), floors))


def _rooms(layer: str) -> list[str]:
    names = [name.strip() for part in layer.split("|") for name in part.split(":")]
    return [name for name in names if not name.startswith("(")]


def _shown(room: str) -> str:
    return f"{room}/" if (_PACKAGE / room).is_dir() else f"{room}.py"


def _says(layer: str) -> str:
    return " ".join(f"{literal(room)}: {_said_by(room)}" for room in _rooms(layer))


def _said_by(room: str) -> str:
    path = _PACKAGE / room / "__init__.py" if (_PACKAGE / room).is_dir() else _PACKAGE / f"{room}.py"
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0]
