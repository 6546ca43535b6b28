"""The keys of one command."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pytest_bulkhead.plugin.touching.redis_keys.commands import BY_OPTION, COMMANDS, FIRST_OF_TWO, STREAMS, WHOLE, Keys
from pytest_bulkhead.touch import Access

_LONGEST_COUNT = 7
ALL = "*"
"""All numbers of a server."""


class UnknownCommandError(ValueError):
    """We do not know where its keys stand."""


class KeyTouch(NamedTuple):
    """One key of a command.

    Args:
        access: what is done to it.
        key: as text; empty for the whole number, `ALL` for all of the server's.
        is_whole: whether no single key is meant.
    """

    access: Access
    key: str
    is_whole: bool = False


_COMMON = {
    spelt: keys[0].access
    for name, keys in COMMANDS.items()
    if len(keys) == 1 and keys[0] == Keys(keys[0].access)
    for spelt in (name, name.upper(), name.encode(), name.upper().encode())
}
"""What is done to the first word by commands with one key, the quicker to be found."""


def keys_of(words: Sequence[Any]) -> list[KeyTouch]:
    """Find the keys of a command.

    Args:
        words: as they are handed to the client's connection; the command may be several words in one.

    Raises:
        UnknownCommandError: we do not know where its keys stand, or it touches what no key says.
    """
    common = _COMMON.get(words[0])
    if common is not None and len(words) > 1:
        return [KeyTouch(common, text(words[1]))]
    head = text(words[0]).lower().split()
    name = head[0] if head else ""
    rest = [*head[1:], *words[1:]]
    if name in WHOLE:
        return [KeyTouch(WHOLE[name], "", is_whole=True)]
    if name in ("flushall", "swapdb"):
        return [KeyTouch(Access.DELETE, ALL, is_whole=True)]
    if name in FIRST_OF_TWO:
        return _of_two(name, rest)
    if name in STREAMS:
        return [KeyTouch(STREAMS[name], key) for key in _of_streams(rest)]
    if name in BY_OPTION:
        return _by_option(rest, BY_OPTION[name])
    if name not in COMMANDS:
        raise UnknownCommandError(name)
    found = [KeyTouch(keys.access, text(word)) for keys in COMMANDS[name] for word in _at(keys, [name, *rest])]
    if not found and name.startswith(("eval", "fcall")):
        raise UnknownCommandError(name)
    return found


def _at(keys: Keys, words: Sequence[Any]) -> Iterator[Any]:
    if keys.counted:
        count = text(words[keys.first - 1]) if len(words) >= keys.first else ""
        last = keys.first + (int(count) if count.isdecimal() and len(count) < _LONGEST_COUNT else 0) - 1
    else:
        last = keys.last if keys.last >= 0 else len(words) + keys.last
    for number in range(keys.first, min(last, len(words) - 1) + 1, keys.step):
        yield words[number]


def _of_two(name: str, rest: Sequence[Any]) -> list[KeyTouch]:
    if len(rest) < 2 or (name == "memory" and text(rest[0]).lower() != "usage"):
        return []
    return [KeyTouch(Access.WRITE if name == "xgroup" else Access.READ, text(rest[1]))]


def _of_streams(rest: Sequence[Any]) -> list[str]:
    words = [text(word) for word in rest]
    at = next((number for number, word in enumerate(words) if word.lower() == "streams"), len(words))
    named = words[at + 1 :]
    return named[: len(named) // 2]


def _by_option(rest: Sequence[Any], option: str) -> list[KeyTouch]:
    words = [text(word) for word in rest]
    found = [KeyTouch(Access.READ, word) for word in words[:1]]
    stored = [word for before, word in itertools.pairwise(words) if before.lower().startswith(option)]
    return found + [KeyTouch(Access.WRITE, word) for word in stored[-1:]]


def text(word: Any) -> str:
    """A word of a command, as text."""
    if isinstance(word, str):
        return word
    if isinstance(word, (bytes, bytearray, memoryview)):
        return bytes(word).decode("utf-8", "backslashreplace")
    return str(word) if isinstance(word, (int, float)) else ""
