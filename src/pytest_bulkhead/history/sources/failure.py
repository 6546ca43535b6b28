"""Which failures tell the same: by their words, without what differs from run to run."""

from __future__ import annotations

import re

from pytest_bulkhead.outputs.masking import masked

_LONGEST = 300
_VARIES = re.compile(
    r"0x[0-9a-fA-F]+"  # where an object lay
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|(?<![0-9a-zA-Z])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,}(?![0-9a-zA-Z])"
    r"|/tmp/[^\s'\":,]*"
    r"|[0-9]+(?:[.,:][0-9]+)*"
)


def normalised(message: str) -> str:
    """The words of a failure, the same for each time it happens: without numbers, addresses and secrets."""
    return " ".join(_VARIES.sub("#", masked(message[: 4 * _LONGEST])).split())[:_LONGEST]
