"""Contexts for TLS, which tests like to share: what they are set to is kept in C, behind no dictionary."""

from __future__ import annotations

import sys
from types import GetSetDescriptorType
from typing import Any

from pytest_bulkhead.plugin.state.holders import Slots
from pytest_bulkhead.plugin.state.values import is_plain


class TlsContext(Slots):
    """Whether it verifies, which versions it speaks, and whatever else of it is a number or a text."""

    __slots__ = ()

    def _view(self) -> Any:
        settings = type.__getattribute__(_kind(), "__dict__").items()
        read = {name: one.__get__(self.thing) for name, one in settings if type(one) is GetSetDescriptorType}
        return {name: value for name, value in read.items() if is_plain(value)}

    def is_same(self) -> bool:
        # The numbers are made anew each time that one asks.
        return bool(self._view() == dict(zip(self._keys, self._values, strict=True)))

    def put_back(self, entry: Any, thing: Any) -> None:
        try:
            super().put_back(entry, thing)
        except ValueError as error:  # another setting does not allow it
            raise TypeError(str(error)) from None


def is_tls_context(thing: object) -> bool:
    """Whether it is one, of the standard library's class or of one made from it."""
    kind = _kind()
    return kind is not None and issubclass(type(thing), kind)


def _kind() -> Any:
    """Their class in C; None as long as nobody speaks TLS."""
    return getattr(sys.modules.get("_ssl"), "_SSLContext", None)
