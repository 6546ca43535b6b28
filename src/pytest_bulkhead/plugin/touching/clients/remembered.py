"""What is known of an object of somebody else's, for as long as that lives."""

from __future__ import annotations

import weakref
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """As a `WeakKeyDictionary` by identity, and quicker to ask."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[Any], T]] = {}

    def get(self, thing: Any) -> T | None:
        """What is known of it."""
        found = self._known.get(id(thing))
        return found[1] if found is not None and found[0]() is thing else None

    def put(self, thing: Any, known: T) -> T:
        """Remember something of it."""
        key, table = id(thing), self._known

        def forget(reference: weakref.ref[Any]) -> None:
            if key in table and table[key][0] is reference:
                del table[key]

        table[key] = (weakref.ref(thing, forget), known)
        return known
