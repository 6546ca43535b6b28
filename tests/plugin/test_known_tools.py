"""What module a thing comes from is told without asking the thing."""

from __future__ import annotations

import functools
import sys

from pytest_bulkhead.plugin.known_tools import module_of


class Proxy:
    def __getattr__(self, name: str) -> object:
        raise RuntimeError(name)


class Thing:
    def method(self) -> None: ...


def test_a_lazy_proxy_is_not_asked() -> None:
    assert module_of(Proxy()) == __name__


def test_through_methods_and_partials() -> None:
    assert module_of(functools.partial(Thing().method)) == __name__
    assert module_of(Thing) == module_of(Thing()) == __name__
    assert module_of(sys.excepthook) == "sys"
