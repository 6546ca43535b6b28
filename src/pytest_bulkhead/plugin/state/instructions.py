"""Which names the instructions of compiled code speak of; much quicker than taking it apart with `dis`."""

from __future__ import annotations

import opcode
import sys
from collections.abc import Iterator
from types import CodeType

_EXTENDED = opcode.opmap["EXTENDED_ARG"]


def opcodes(*names: str) -> frozenset[int]:
    """The numbers of these instructions, of those that this Python has."""
    return frozenset(opcode.opmap[name] for name in names if name in opcode.opmap)


_FILLER = opcodes("CACHE", "EXTENDED_ARG")
_GIVES = opcodes("STORE_ATTR", "DELETE_ATTR")
_LOADS = {
    operation: shift
    for names, shift in (
        (("LOAD_NAME",), 0),
        (("LOAD_GLOBAL",), 1),
        (("LOAD_ATTR",), int(sys.version_info >= (3, 12))),
    )
    for operation in opcodes(*names)
}
"""The instructions that load something by its name, and how far the index of that is shifted."""


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


def attributes_given(code: CodeType) -> Iterator[tuple[str, str]]:
    """What is assigned or deleted as `receiver.name` or `….receiver.name`.

    Yields:
        The last name of the receiver, and that of the attribute.
    """
    text, names = code.co_code, code.co_names
    if _GIVES.isdisjoint(text[::2]):
        return
    receiver, extension = "", 0
    for operation, argument in zip(text[::2], text[1::2], strict=True):
        argument |= extension
        extension = argument << 8 if operation == _EXTENDED else 0
        if operation in _FILLER:
            continue
        if operation in _GIVES and receiver:
            yield receiver, names[argument]
        shift = _LOADS.get(operation)
        receiver = names[argument >> shift] if shift is not None else ""
