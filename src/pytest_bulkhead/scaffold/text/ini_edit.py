"""Puts a word into a setting of an INI file, and proves that nothing else has changed."""

from __future__ import annotations

import configparser
import re

from pytest_bulkhead.scaffold.text.insertion import Insertion, NotEditableError, inserted, line_end


def add_option(text: str, section: str, key: str, word: str) -> Insertion:
    """A word put at the front of a setting, which is made where its section has none.

    Args:
        text: of the file.
        section: without brackets.
        key: of the setting.
        word: to be added.

    Raises:
        NotEditableError: the file has no such section, or is written so that nothing can be put into it safely.
    """
    before = _parsed(text)
    header = re.compile(rf"(?m)^\[{re.escape(section)}\][ \t]*\r?\n").search(text)
    if header is None or section not in before:
        raise NotEditableError(f"has no section [{section}] that could be followed")
    following = re.compile(r"(?m)^\[").search(text, header.end())
    stop = following.start() if following else len(text)
    found = re.compile(rf"(?m)^{re.escape(key)}[ \t]*[=:]").search(text, header.end(), stop)
    known = before[section].get(key)
    if found:
        gap = "" if text[found.end() : found.end() + 1].isspace() else " "
        piece = Insertion(found.end(), f" {word}{gap}")
    else:
        piece = Insertion(header.end(), f"{key} = {word}{line_end(text)}")
    wanted = f"{word}{'' if (known or '')[:1] in ('', chr(10)) else ' '}{known or ''}"
    if _parsed(inserted(text, [piece])) != {**before, section: {**before[section], key: wanted}}:
        raise NotEditableError("is written in a form that nothing can be put into safely")
    return piece


def _parsed(text: str) -> dict[str, dict[str, str | None]]:
    parser = configparser.RawConfigParser(strict=True, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text.removeprefix("\ufeff"))
    except (configparser.Error, ValueError) as error:
        raise NotEditableError(f"is no valid INI file: {' '.join(str(error).split())}") from None
    return {name: dict(parser.items(name)) for name in parser.sections()}
