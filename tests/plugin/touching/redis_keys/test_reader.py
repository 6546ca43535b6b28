"""Which keys each command touches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.plugin.touching.redis_keys.commands import COMMANDS
from pytest_bulkhead.plugin.touching.redis_keys.reader import UnknownCommandError, keys_of


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("GET a", "a:r"),
        ("SET a 1 EX 10", "a:w"),
        ("DEL a b", "a:d b:d"),
        ("MSET a 1 b 2", "a:w b:w"),
        ("MGET a b", "a:r b:r"),
        ("RENAME a b", "a:d b:w"),
        ("BLPOP a b 0", "a:w b:w"),
        ("SINTERSTORE a b c", "a:w b:r c:r"),
        ("ZUNIONSTORE a 2 b c WEIGHTS 1 2", "a:w b:r c:r"),
        ("ZINTER 2 a b WITHSCORES", "a:r b:r"),
        ("BITOP AND a b c", "a:w b:r c:r"),
        ("SORT a BY w STORE b", "a:r b:w"),
        ("XREAD COUNT 2 STREAMS a b 0 0", "a:r b:r"),
        ("XREADGROUP GROUP g c STREAMS a >", "a:w"),
        ("XGROUP CREATE a g", "a:w"),
        ("OBJECT ENCODING a", "a:r"),
        ("EVAL script 2 a b more", "a:w b:w"),
        ("EVALSHA_RO sha 1 a", "a:r"),
        ("KEYS *", "whole:l"),
        ("SCAN 0", "whole:l"),
        ("FLUSHDB", "whole:d"),
        ("FLUSHALL", "*:d"),
        ("PUBLISH channel x", ""),
        ("SUBSCRIBE channel", ""),
        ("PING", ""),
        ("CONFIG SET a b", ""),
        ("MEMORY DOCTOR", ""),
        ("GET", ""),
        ("EVAL script 9 a", "a:w"),
    ],
)
def test_keys(command: str, expected: str) -> None:
    words = [word.encode() if number % 2 else word for number, word in enumerate(command.split())]
    assert " ".join(f"{one.key or 'whole'}:{one.access}" for one in keys_of(words)) == expected


def test_a_command_of_several_words_in_one() -> None:
    assert [one.key for one in keys_of(["XGROUP CREATE", "a", "g"])] == ["a"]


@pytest.mark.parametrize("command", ["FROBNICATE a", "EVAL script 0", "FT.SEARCH a b"])
def test_what_cannot_be_told_is_not_guessed(command: str) -> None:
    with pytest.raises(UnknownCommandError):
        keys_of(command.split())


@given(
    st.sampled_from(sorted({*COMMANDS, "sort", "xread", "xgroup", "scan"})),
    st.lists(st.text(max_size=5) | st.binary(max_size=5) | st.integers()),
)
def test_no_command_is_too_odd(name: str, words: list[object]) -> None:
    try:
        found = keys_of([name, *words])
    except UnknownCommandError:
        return
    assert all(isinstance(one.key, str) for one in found)
