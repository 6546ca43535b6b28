"""Which names the instructions of compiled code speak of; much quicker than taking it apart with `dis`."""

from __future__ import annotations

import opcode
from collections.abc import Iterator
from types import CodeType

_EXTENDED = opcode.opmap["EXTENDED_ARG"]


def opcodes(*names: str) -> frozenset[int]:
    """The numbers of these instructions, of those that this Python has."""
    return frozenset(opcode.opmap[name] for name in names if name in opcode.opmap)


def has_any(code: CodeType, wanted: frozenset[int]) -> bool:
    """Whether there is any of these instructions in the code itself."""
    return not wanted.isdisjoint(code.co_code[::2])


def names_given_to(code: CodeType, wanted: frozenset[int]) -> Iterator[str]:
    """The names that these instructions are given, all of which take an index into the names of the code."""
    text = code.co_code
    if wanted.isdisjoint(text[::2]):
        return
    extension = 0
    for operation, argument in zip(text[::2], text[1::2], strict=True):
        argument |= extension
        extension = argument << 8 if operation == _EXTENDED else 0
        if operation in wanted and argument < len(code.co_names):
            yield code.co_names[argument]
