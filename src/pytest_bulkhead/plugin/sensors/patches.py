"""Patches of `unittest.mock`, and of its backport `mock`, that were started by hand."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Hashable, Iterable
from types import ModuleType
from typing import Any

from pytest_bulkhead.hazards.catalogue import patch_leak
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Same, Sensor, Signs

_STARTED = "started"
_MODULES = ("unittest.mock", "mock.mock")


class Patches(Sensor):
    """Goes by the list that `patch.stopall` goes by."""

    hazards = (patch_leak.HAZARD,)
    kind = "patch"
    mentions = r"\.start\(\)|\bpatch(er)?\b"

    def __init__(self) -> None:
        self._known: list[Any] = []

    def signs(self) -> Signs | None:
        kinds = [getattr(sys.modules[name], "_patch", None) for name in _MODULES if name in sys.modules]
        return Signs(equal=tuple(functools.partial(getattr, kind, "_active_patches", None) for kind in kinds))

    def start(self) -> None:
        self._known = _active()

    def poll(self) -> Iterable[Change]:
        now = _active()
        if not now and not self._known:
            return ()
        if len(now) == len(self._known) and all(one is other for one, other in zip(now, self._known, strict=True)):
            return ()
        before, self._known = self._known, now
        old, new = set(map(id, before)), set(map(id, now))
        gone = [Change(_target(one), Same(one), _STARTED, ABSENT) for one in before if id(one) not in new]
        return gone + [Change(_target(one), Same(one), ABSENT, _STARTED) for one in now if id(one) not in old]

    def restore(self, key: Hashable, before: object) -> bool:
        if before is not ABSENT or not isinstance(key, Same):
            return False
        try:
            key.wrapped.stop()
        except Exception:  # whatever it patched may be gone
            return False
        return not any(one is key.wrapped for one in _active())

    def describe(self, name: str, before: object, after: object) -> str:
        return f"the patch of {name} {'stopped' if after is ABSENT else 'started and not stopped'}"


def _active() -> list[Any]:
    active: list[Any] = []
    for module in _MODULES:
        if module in sys.modules:
            patchers = getattr(getattr(sys.modules[module], "_patch", None), "_active_patches", None)
            if patchers and isinstance(patchers, list):
                active += patchers
    return active


def _target(patcher: Any) -> str:
    """What people call it: `shop.mail.send`, as it stands in the call of `patch`, as far as that can be told."""
    if hasattr(patcher, "in_dict"):
        known = {id(os.environ): "os.environ", id(sys.modules): "sys.modules"}
        return known.get(id(patcher.in_dict), f"a {type(patcher.in_dict).__name__}")
    getter = getattr(patcher, "getter", None)
    if isinstance(getter, functools.partial) and getter.args and isinstance(getter.args[0], str):
        return f"{getter.args[0]}.{patcher.attribute}"
    target = getattr(patcher, "target", None)
    names = [getattr(target, name, None) for name in ("__module__", "__qualname__")]
    if isinstance(target, ModuleType):
        names = [target.__name__]
    elif not isinstance(names[1], str):
        names = [type(target).__module__, type(target).__qualname__]
    return ".".join([*filter(None, map(str, names)), str(getattr(patcher, "attribute", "?"))])
