"""Puts a table into a TOML file, or a key into a table that is there, and proves that nothing else has changed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.scaffold.text.insertion import Insertion, NotEditableError, at_end, inserted, line_end

_QUOTES = r"(?:\"\"\"|'''|\"|')"
_FIRST_ITEM = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?\r?\n)+([ \t]*)(?=[\"'])")
"""The first item of a list that has lines of their own for its items."""


def read_toml(text: str, shown: str) -> dict[str, Any]:
    """What a TOML file holds.

    Raises:
        SettingsError: it is none.
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            f"{shown} is no valid TOML, so nothing can be put into it, and what it says of the project cannot be read: "
            f"{error}. Mend it first."
        ) from None


def append_table(text: str, header: str, lines: str) -> Insertion:
    r"""A table put at a file's end.

    Args:
        text: valid TOML.
        header: its dotted name, of bare keys.
        lines: its keys and comments, each line ended by ``\n``.

    Raises:
        NotEditableError: the file has that table, or is written so that it cannot have it.
    """
    before = tomllib.loads(text.removeprefix("\ufeff"))
    piece = at_end(text, f"[{header}]\n{lines}")
    *above, name = header.split(".")
    table: Any = before
    for one in above:
        table = table.get(one, {}) if isinstance(table, Mapping) else {}
    if isinstance(table, Mapping) and name in table:
        raise NotEditableError(f"holds {header} already")
    return _proved(text, piece, _with(before, (*above, name), tomllib.loads(lines)))


def add_to_list(text: str, path: tuple[str, ...], item: str) -> Insertion:
    """An item put at the front of a list of strings, which is made where its table has none.

    Args:
        text: valid TOML.
        path: to the list; one key alone stands outside of all tables.
        item: to be added.

    Raises:
        NotEditableError: the list or its table is written so that nothing can be put into it safely.
    """
    before = tomllib.loads(text.removeprefix("\ufeff"))
    known = _value(before, path)
    if known is not None and not isinstance(known, list):
        raise NotEditableError(f"holds no list in {'.'.join(path)}")
    written = json.dumps(item, ensure_ascii=False)
    if known is None:
        start, _ = _table(text, path[:-1])
        piece = Insertion(start, f"{path[-1]} = [{written}]{line_end(text)}")
    else:
        start = _behind(text, path, r"\[")
        first = _FIRST_ITEM.match(text, start)
        if first:
            piece = Insertion(first.end(), f"{written},{line_end(text)}{first[1]}")
        else:
            piece = Insertion(start, f"{written}, " if known else written)
    return _proved(text, piece, _with(before, path, [item, *(known or ())]))


def add_word(text: str, path: tuple[str, ...], word: str) -> Insertion:
    """A word put at the front of a string of words; or into a list of them, which is made where there is none.

    Args:
        text: valid TOML.
        path: to the string or list.
        word: to be added.

    Raises:
        NotEditableError: it is written so that nothing can be put into it safely.
    """
    before = tomllib.loads(text.removeprefix("\ufeff"))
    known = _value(before, path)
    if not isinstance(known, str):
        return add_to_list(text, path, word)
    piece = Insertion(_behind(text, path, _QUOTES), f"{word} ")
    return _proved(text, piece, _with(before, path, f"{word} {known}"))


def _value(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """What stands at a path, None for nothing."""
    known: Any = document
    for name in path:
        known = known.get(name) if isinstance(known, Mapping) else None
    return known


def _behind(text: str, path: tuple[str, ...], opening: str) -> int:
    """Where a value begins behind what opens it: its key may be dotted, with more or less of it in a header."""
    for length in reversed(range(len(path))):
        try:
            start, stop = _table(text, path[:length])
        except NotEditableError:
            continue
        found = re.compile(rf"(?m)^[ \t]*{_dotted(path[length:])}[ \t]*=[ \t]*{opening}").search(text, start, stop)
        if found:
            return found.end()
    raise NotEditableError(f"holds {'.'.join(path)} in a form that is not followed")


def _dotted(path: tuple[str, ...]) -> str:
    """What a dotted key looks like."""
    return r"[ \t]*\.[ \t]*".join(rf"(?:{re.escape(name)}|\"{re.escape(name)}\")" for name in path)


def _table(text: str, path: tuple[str, ...]) -> tuple[int, int]:
    """Where the keys of a table may stand."""
    if path:
        header = rf"(?m)^[ \t]*\[[ \t]*{_dotted(path)}[ \t]*\][ \t]*(?:#[^\r\n]*)?\r?\n"
        found = re.compile(header).search(text)
        if found is None:
            raise NotEditableError(f"holds [{'.'.join(path)}] in a form that is not followed")
    start = found.end() if path and found else int(text.startswith("\ufeff"))
    following = re.compile(r"(?m)^[ \t]*\[").search(text, start)
    return start, following.start() if following else len(text)


def _with(document: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """A document with a value at a path."""
    name, *rest = path
    if not rest:
        return {**document, name: value}
    below = document.get(name, {})
    if not isinstance(below, Mapping):
        raise NotEditableError(f"holds something else than a table under {name!r}")
    return {**document, name: _with(below, tuple(rest), value)}


def _proved(text: str, piece: Insertion, wanted: Mapping[str, Any]) -> Insertion:
    try:
        after = tomllib.loads(inserted(text, [piece]).removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        after = {}
    if repr(after) != repr(wanted) and after != wanted:  # a NaN is no equal of itself
        raise NotEditableError("is written in a form that nothing can be put into safely")
    return piece
