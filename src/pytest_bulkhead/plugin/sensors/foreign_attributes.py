"""Attributes of others' modules and classes, and of functions, as far as the tests' own code assigns to such."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Iterable
from types import FunctionType
from typing import Any

from pytest_bulkhead.hazards.catalogue import global_state
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Depth, Sensor
from pytest_bulkhead.plugin.state.assigned import assigned_names
from pytest_bulkhead.plugin.state.kinds import is_class
from pytest_bulkhead.plugin.state.ownership import Ownership, namespace
from pytest_bulkhead.plugin.state.telling import told
from pytest_bulkhead.plugin.state.values import Value, value_of
from pytest_bulkhead.plugin.turns import Work

_KNOWN = frozenset({"filters", "showwarning", "formatwarning", "defaultaction"})
"""Of `warnings`, what has a sensor of its own, which knows of pytest's care of it."""


class ForeignAttributes(Sensor):
    """Looks at nothing but what the code of the test modules seen so far could have assigned."""

    hazards = (global_state.HAZARD,)
    kind = "attribute"
    mentions = r"(?!)"
    depth = Depth.DEEP
    is_fine = False

    def __init__(self) -> None:
        self._of_modules: dict[str, tuple[_Attribute, ...]] = {}
        self._watched: tuple[_Attribute, ...] = ()
        self._path = ""

    def stand_on(self, ground: Ground) -> None:
        self._own = Ownership(ground)

    def start(self) -> None:
        """Test modules are met as their tests come."""

    def attend(self, work: Work) -> None:
        if work.path == self._path:
            return
        self._path = work.path
        if work.path not in self._of_modules:
            found = dict.fromkeys(assigned_names(work.module, self._own))
            self._of_modules[work.path] = tuple(
                _Attribute(receiver, name) for receiver, name in found if receiver is not warnings or name not in _KNOWN
            )
        self._watched = self._of_modules[work.path]
        for attribute in self._watched:
            attribute.was = attribute.now()

    def poll(self) -> Iterable[Change]:
        changed = [one for one in self._watched if one.holder.get(one.name, ABSENT) is not one.was]
        return [one.change() for one in changed] if changed else ()

    def restore(self, key: Hashable, before: object) -> bool:
        for attribute in self._watched:
            if attribute.key == key:
                attribute.put_back(before.thing if isinstance(before, Value) else before)
                return True
        return False

    def mentions_of(self, name: str) -> str:
        return rf"\b{name.rpartition('.')[2]}\b"

    def describe(self, name: str, before: object, after: object) -> str:
        return told(name, before, after)


class _Attribute:
    """One attribute of one module or class, read without asking anything of its owner's."""

    __slots__ = ("_receiver", "holder", "name", "was")

    def __init__(self, receiver: Any, name: str) -> None:
        self._receiver = receiver
        self.name = name
        self.holder: Any = _names_of(receiver, name)
        self.was: object = ABSENT

    @property
    def key(self) -> Hashable:
        return (id(self._receiver), self.name)

    def now(self) -> object:
        return self.holder.get(self.name, ABSENT)

    def change(self) -> Change:
        was, self.was = self.was, self.now()
        return Change(f"{_called(self._receiver)}.{self.name}", self.key, _token(was), _token(self.was))

    def put_back(self, thing: object) -> None:
        if thing is ABSENT:
            delattr(self._receiver, self.name)
        else:
            setattr(self._receiver, self.name, thing)


class _Parameters:
    """What a function's parameters are by default, in the place of a dictionary."""

    def __init__(self, function: FunctionType) -> None:
        self._function = function

    def get(self, name: str, _: object) -> object:
        return getattr(self._function, name)


def _names_of(receiver: Any, name: str) -> Any:
    if is_class(receiver):
        return type.__getattribute__(receiver, "__dict__")
    if type(receiver) is FunctionType:
        return _Parameters(receiver) if name in ("__defaults__", "__kwdefaults__") else receiver.__dict__
    return namespace(receiver)


def _token(thing: object) -> object:
    return ABSENT if thing is ABSENT else value_of(thing)


def _called(receiver: Any) -> str:
    if type(receiver) is FunctionType:
        return f"{receiver.__module__}.{receiver.__qualname__}"
    if not is_class(receiver):
        return str(namespace(receiver).get("__name__", "?"))
    module = type.__getattribute__(receiver, "__module__")
    return f"{module}.{type.__getattribute__(receiver, '__qualname__')}"
