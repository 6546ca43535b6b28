"""How much memory the project's own globals, classes and shared fixtures hold."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, MethodDescriptorType, MethodType, ModuleType
from typing import Any, NamedTuple

from pytest_bulkhead.plugin.ground import Ground

_MOST_OBJECTS = 300_000
_CACHE = type(functools.lru_cache(lambda: None))
_SIZED = frozenset({bytes, bytearray, str, list, tuple, dict, set, frozenset})
_HEADER = sys.getsizeof(()) - ().__sizeof__()
"""What the garbage collector keeps with each object that it follows."""
_LINE, _SPACE = type.__dict__["__mro__"], type.__dict__["__dict__"]
_CODE = (ModuleType, FunctionType, BuiltinFunctionType, MethodType, CodeType, FrameType, type)


class Held(NamedTuple):
    """What one holder holds.

    Args:
        kb: its weight, but for what an earlier holder holds, too.
        is_of_tests: whether the suite's own code holds it, and no cache of a function.
        where: the namespace that it stands in, None for the value of a fixture.
        key: its name there.
        mark: of the value as it was weighed.
    """

    kb: int
    is_of_tests: bool
    where: Mapping[str, Any] | None = None
    key: str = ""
    mark: tuple[int, int] = (0, 0)

    @property
    def is_untouched(self) -> bool:
        """Whether the same thing is still there, as far as a glance tells."""
        if self.where is None:
            return True
        identity, length = _mark(self.where.get(self.key))
        return identity == self.mark[0] and length >= self.mark[1]


class _Holder(NamedTuple):
    name: str
    value: object
    where: Mapping[str, Any] | None = None
    key: str = ""


def weigh(ground: Ground, lent: Iterable[tuple[str, object]]) -> dict[str, Held] | None:
    """Weigh every holder; None if there is too much to look at, since half a weight is none.

    Args:
        ground: whose code is whose.
        lent: names and values of the fixtures that tests share.
    """
    seen: set[int] = set()
    weights: dict[str, Held] = {}
    # What the product holds is the product's, even where a test module has it by name.
    modules = sorted(_modules(ground), key=lambda one: one[1])
    product = [(holder, False) for module, is_test in modules if not is_test for holder in _globals(module)]
    tests = [(holder, True) for module, is_test in modules if is_test for holder in _globals(module)]
    fixtures = [(_Holder(f"fixture {name}", value), True) for name, value in lent]
    for holder, is_of_tests in (*product, *fixtures, *tests):
        size = _size(holder.value, seen)
        if size is None:
            return None
        if size >= 1024:
            own = is_of_tests and type(holder.value) is not _CACHE
            weights[holder.name] = Held(size // 1024, own, holder.where, holder.key, _mark(holder.value))
    return weights


def weigh_one(value: object) -> int | None:
    """The bytes of one value with all that it refers to; None when that is too much to look at."""
    return _size(value, set())


def _modules(ground: Ground) -> Iterator[tuple[ModuleType, bool]]:
    for module in list(sys.modules.values()):
        # What stands there need be no module, and may import one when it is asked.
        path = vars(module).get("__file__") if type(module) is ModuleType else None
        if isinstance(path, str) and ground.is_project(path):
            yield module, ground.is_test_code(path)


def _globals(module: ModuleType) -> Iterator[_Holder]:
    for name, value in list(vars(module).items()):
        called = f"{module.__name__}.{name}"
        if name.startswith("__"):
            continue
        if not issubclass(type(value), type):  # by its type alone, as a proxy may answer for what it stands for
            yield _Holder(called, value, vars(module), name)
        elif vars(value).get("__module__") == module.__name__:
            yield from (_Holder(f"{called}.{key}", held, vars(value), key) for key, held in list(vars(value).items()))


def _mark(value: Any) -> tuple[int, int]:
    return id(value), len(value) if type(value) in _SIZED else 0


def _size(start: object, seen: set[int]) -> int | None:
    """The bytes of an object and all that it refers to; None when there are too many."""
    total, waiting = 0, [start]
    ways: dict[type, Callable[[object], int]] = {}
    while waiting:
        if len(seen) > _MOST_OBJECTS:
            return None
        one: Any = waiting.pop()
        kind: type = type(one)
        if id(one) in seen or issubclass(kind, _CODE):
            continue
        seen.add(id(one))
        if kind not in ways:
            ways[kind] = _way_to_size(kind)
        try:
            total += ways[kind](one) + (_HEADER if gc.is_tracked(one) else 0)
        except Exception:  # noqa: S112 - an object of C that is not whole
            continue
        waiting += gc.get_referents(one)
    return total


def _way_to_size(kind: type) -> Callable[[object], int]:
    """How objects of a class tell their size by code of C: asked in another way, a mock makes another mock."""
    found = (_SPACE.__get__(base).get("__sizeof__") for base in _LINE.__get__(kind))
    return next(way for way in found if type(way) is MethodDescriptorType)  # that of `object` at last
