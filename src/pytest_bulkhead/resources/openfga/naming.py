"""What the stores that we make are called: it says that they are ours, and of which run on which host."""

from __future__ import annotations

import hashlib
import re
import secrets
import socket
from typing import NamedTuple

from pytest_bulkhead.worker.names import MARK, is_scoped_name, scoped_name

_LONGEST = 63
_NAME = re.compile(rf"{MARK}fga_(?P<host>[0-9a-f]{{6}})_(?P<run>[0-9a-f]{{16}})_")


class Maker(NamedTuple):
    """Who has made a store.

    Args:
        is_of_this_host: whether a process of this host did.
        run: the name of the folder in which the processes of its run gather.
    """

    is_of_this_host: bool
    run: str


def new_name(run: str) -> str:
    """A name for a store that is to be made; none is given twice.

    Args:
        run: the name of the folder in which the processes of this run gather.
    """
    return scoped_name(f"fga_{_host()}_{run}_{secrets.token_hex(3)}", max_length=_LONGEST)


def maker_of(name: str) -> Maker | None:
    """Who has made a store of this name; None if it was not us."""
    match = _NAME.match(name)
    if match is None or not is_scoped_name(name):
        return None
    return Maker(match["host"] == _host(), match["run"])


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode("utf-8", "surrogateescape")).hexdigest()[:6]
