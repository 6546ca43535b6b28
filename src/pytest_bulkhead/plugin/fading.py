"""What is left of a value that need only be recognised: it keeps alive nothing that the value did."""

from __future__ import annotations

import enum
import weakref
from typing import Any

_LONG = 200
_PLAIN = (type(None), bool, int, float, complex)


class Weak:
    """Equals one object, while that lives."""

    __slots__ = ("_id", "_reference")

    def __init__(self, thing: Any) -> None:
        self._id = (id(thing), id(type(thing)))
        try:
            self._reference: weakref.ref[Any] | None = weakref.ref(thing)
        except TypeError:  # nothing can refer to it weakly: it goes by its place, which another may have after it
            self._reference = None

    def __eq__(self, other: object) -> bool:
        other = faded(other)
        if not isinstance(other, Weak) or self._id != other._id:
            return False
        return self._reference is None or self._reference() is not None

    def __hash__(self) -> int:
        return self._id[0]


class Faded:
    """Equals what had the same content."""

    __slots__ = ("_digest",)

    def __init__(self, digest: object) -> None:
        self._digest = digest

    def __eq__(self, other: object) -> bool:
        other = faded(other)
        return isinstance(other, Faded) and self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)


def faded(value: Any) -> Any:
    """Something that equals a value, holds no object alive, and runs none of its code.

    Args:
        value: of a state, or what such values are made of. What has a method `faded` is asked; what equals itself alone
            is referred to weakly; plain data stays as it is, a long text by its digest; the rest stays, too.
    """
    kind = type(value)
    if kind in _PLAIN or kind is Weak or kind is Faded or issubclass(kind, enum.Enum):
        return value
    if kind is str or kind is bytes:
        return value if len(value) <= _LONG else Faded((kind, len(value), hash(value)))
    if kind is tuple or kind is frozenset:
        return kind(map(faded, value))
    parts = [type.__getattribute__(base, "__dict__") for base in type.mro(kind)[:-1]]
    if any("faded" in part and part.get("__module__", "").startswith("pytest_bulkhead.") for part in parts):
        return value.faded()
    return value if any("__eq__" in part for part in parts) else Weak(value)
