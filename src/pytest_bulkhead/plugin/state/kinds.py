"""What a thing is, without asking it: `isinstance` reads `__class__`, at which a lazy proxy wakes up."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any, TypeGuard


def is_class(thing: object) -> TypeGuard[type]:
    """Whether it is a class."""
    return issubclass(type(thing), type)


def is_module(thing: object) -> TypeGuard[ModuleType]:
    """Whether it is a module."""
    return issubclass(type(thing), ModuleType)


def is_definition(thing: object) -> TypeGuard[type | FunctionType]:
    """Whether it is a class or a function."""
    return issubclass(type(thing), (type, FunctionType))


_COLLECTIONS = (list, tuple, deque, set, frozenset, dict)


def elements_of(thing: Any) -> Iterator[Any]:
    """What a collection holds, whatever its class makes of `__iter__`; of a dictionary the keys."""
    found: Iterator[Any] = collection_base(type(thing)).__iter__(thing)
    return found


def collection_base(kind: type) -> Any:
    """The built-in class of which a class of collections is made."""
    return next(base for base in _COLLECTIONS if issubclass(kind, base))
