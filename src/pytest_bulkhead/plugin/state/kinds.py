"""What a thing is, without asking it: `isinstance` reads `__class__`, at which a lazy proxy wakes up."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import TypeGuard


def is_class(thing: object) -> TypeGuard[type]:
    """Whether it is a class."""
    return issubclass(type(thing), type)


def is_module(thing: object) -> TypeGuard[ModuleType]:
    """Whether it is a module."""
    return issubclass(type(thing), ModuleType)


def is_definition(thing: object) -> TypeGuard[type | FunctionType]:
    """Whether it is a class or a function."""
    return issubclass(type(thing), (type, FunctionType))
