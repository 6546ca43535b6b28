"""What was touched as it may stand in a record: names that look like secrets are masked, and still told apart."""

from __future__ import annotations

import functools
import hashlib
import os

from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.touch import Touch, Touched

_KEY = os.urandom(16)
"""Of this process alone, so that nobody can try what a digest is of."""


def veiled(touched: Touched) -> Touched:
    """The same, with names and locks as they may be told."""
    return touched._replace(touches=tuple(map(_touch, touched.touches)))


def _touch(touch: Touch) -> Touch:
    name, locks = _name(touch.name), tuple(map(_name, touch.locks))
    return touch if name is touch.name and locks == touch.locks else touch._replace(name=name, locks=locks)


@functools.lru_cache(maxsize=65536)
def _name(name: str) -> str:
    shown = masked(name)
    if shown == name:
        return name
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4, key=_KEY).hexdigest()
    return f"{shown}~{digest}"
