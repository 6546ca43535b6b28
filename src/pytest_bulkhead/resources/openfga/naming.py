"""What the stores that we make are called: it says that they are ours, and of which host."""

from __future__ import annotations

import re
import secrets

from pytest_bulkhead.resources.this_host import host_identity
from pytest_bulkhead.worker.claims import claim
from pytest_bulkhead.worker.names import MARK, is_scoped_name, scoped_name

CLAIM = "openfga"
"""The kind of the claim that whoever uses a store has to its name."""

_LONGEST = 63
_NAME = re.compile(rf"{MARK}fga_(?P<host>[0-9a-f]{{16}})_")


def new_name() -> str:
    """A name for a store that is to be made; none is given twice.

    Raises:
        WorkerError: the folder where processes of this host meet cannot be used.
    """
    return scoped_name(f"fga_{host_identity()}_{secrets.token_hex(4)}", max_length=_LONGEST)


def is_ours(name: str) -> bool:
    """Whether we have made a store of this name, on any host."""
    return _NAME.match(name) is not None and is_scoped_name(name)


def has_died(name: str) -> bool:
    """Whether a process of this host has made a store of this name, and is not there any more."""
    match = _NAME.match(name)
    if match is None or not is_scoped_name(name) or match["host"] != host_identity():
        return False
    taken = claim(CLAIM, name)
    if taken is None:
        return False
    taken.release()
    return True
