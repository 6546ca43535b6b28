"""Whatever holds state: the names of a module, class or instance, and the elements of a collection."""

from __future__ import annotations

import abc
import contextlib
from collections.abc import Callable, Iterable, Iterator
from operator import is_
from types import MappingProxyType, MemberDescriptorType, MethodType
from typing import Any, NamedTuple

from pytest_bulkhead.plugin.sensor import ABSENT
from pytest_bulkhead.plugin.state.likeness import Contents, Pairs
from pytest_bulkhead.plugin.state.values import Value, mapping_of, value_of


class Shift(NamedTuple):
    """One thing in a holder that was something else at the last look.

    Args:
        entry: the name or key in the holder; None for the elements of a list or set as a whole.
        before: the thing itself, or `ABSENT`.
        after: likewise.
        was: what stands for the former value.
        now: what stands for the present one.
        added: what came to a list or set beside what was there; None when something went, too.
        is_queue: whether it is a deque, whose order says who came last, as in a cache of recent things.
        is_of_filled: whether it is in a collection that held something before.
    """

    entry: Any
    before: Any
    after: Any
    was: object
    now: object
    added: tuple[object, ...] | None = None
    is_queue: bool = False
    is_of_filled: bool = False


class Pass(NamedTuple):
    """How it is seen in one pass that a thing holds what it held: those of many things make one pass together.

    Args:
        length: gives the number of things held, by C alone.
        iterate: gives them one after the other, likewise.
        thing: what is asked.
        known: what it held at the last look.
    """

    length: Callable[[Any], int]
    iterate: Callable[[Any], Iterable[Any]]
    thing: Any
    known: list[Any]


class Holder(abc.ABC):
    """Something that holds things, and what it held at the last look.

    Looking costs one pass in C over the things held, by identity: no code of the project's runs.
    """

    __slots__ = ("depth", "label", "thing")

    def __init__(self, thing: Any, label: str, depth: int) -> None:
        self.thing = thing
        self.label = label
        self.depth = depth
        self.take()

    @abc.abstractmethod
    def take(self) -> None:
        """Remember what it holds now."""

    @abc.abstractmethod
    def is_same(self) -> bool:
        """Whether it holds what it held."""

    @abc.abstractmethod
    def passes(self) -> tuple[Pass, ...]:
        """What amounts to `is_same`, until the next `take`; nothing, where it has to be asked itself."""

    @property
    @abc.abstractmethod
    def size(self) -> int:
        """How many things it held at the last look."""

    @abc.abstractmethod
    def shifts(self, former: Callable[[Any], Value]) -> Iterator[Shift]:
        """What is different; it is remembered as it is now.

        Args:
            former: gives what stood for a thing at the last look, which may have changed since.
        """

    def is_of(self, thing: object) -> bool:
        """Whether this holds what the thing holds."""
        return self.thing is thing

    @abc.abstractmethod
    def remembered(self) -> Contents:
        """What it held at the last look."""

    def frozen(self) -> Value:
        """What stands for the thing itself, as it was at the last look."""
        return value_of(self.thing)

    @abc.abstractmethod
    def held(self) -> list[tuple[str, Any]]:
        """What it held at the last look, with what each is called."""

    @abc.abstractmethod
    def put_back(self, entry: Any, thing: Any) -> None:
        """Make an entry what it was."""


class Names(Holder):
    """The dictionary of a module, an instance or a class, or a plain one."""

    __slots__ = ("_keys", "_values", "instance", "is_mapping", "skip")

    def __init__(
        self,
        thing: Any,
        label: str,
        depth: int,
        *,
        skip: Callable[[str], bool] | None = None,
        is_mapping: bool = False,
        instance: object = None,
    ) -> None:
        """Remember what it holds.

        Args:
            thing: the dictionary, or the view of a class's.
            label: what people call it.
            depth: how many levels may be looked at below it.
            skip: tells names that are none of the project's doing.
            is_mapping: whether its keys are data, and not names.
            instance: the object whose attributes these are, if it is one.
        """
        self.instance = instance
        self.skip = skip
        self.is_mapping = is_mapping
        super().__init__(thing, label, depth)

    def _view(self) -> Any:
        return self.thing

    def is_of(self, thing: object) -> bool:
        return self.thing is thing or (self.instance is not None and self.instance is thing)

    def take(self) -> None:
        things = self._view()
        if issubclass(type(things), dict):
            self._keys, self._values = list(dict.keys(things)), list(dict.values(things))
        else:
            self._keys, self._values = list(things.keys()), list(things.values())

    def is_same(self) -> bool:
        things = self.thing
        if dict.__len__(things) != len(self._keys) or not all(map(is_, dict.values(things), self._values)):
            return False
        # Names keep their places; only of data another key may have come with the same value.
        return not self.is_mapping or all(map(is_, dict.__iter__(things), self._keys))

    def passes(self) -> tuple[Pass, ...]:
        values = Pass(dict.__len__, dict.values, self.thing, self._values)
        return (values, Pass(dict.__len__, dict.__iter__, self.thing, self._keys)) if self.is_mapping else (values,)

    @property
    def size(self) -> int:
        return len(self._keys)

    def remembered(self) -> Contents:
        return Pairs(zip(self._keys, self._values, strict=True))

    def frozen(self) -> Value:
        return mapping_of(type(self.thing), self._keys, self._values) if self.is_mapping else Value(self.thing, None)

    def shifts(self, former: Callable[[Any], Value]) -> Iterator[Shift]:
        before = self._by_key()
        self.take()
        after = self._by_key()
        for token in before.keys() | after.keys():
            key, was = before.get(token, (None, ABSENT))
            key, now = after.get(token, (key, ABSENT))
            if was is now or (self.skip is not None and isinstance(key, str) and self.skip(key)):
                continue
            if self.instance is not None and _is_as_the_class_has_it(self.instance, key, was, now):
                continue
            was_value = was if was is ABSENT else former(was)
            now_value = now if now is ABSENT else value_of(now)
            if was_value != now_value:
                yield Shift(key, was, now, was_value, now_value, is_of_filled=self.is_mapping and bool(before))

    def _by_key(self) -> dict[object, tuple[Any, Any]]:
        """Each key and its value, by what tells keys apart without asking them."""
        pairs = zip(self._keys, self._values, strict=True)
        return {key if type(key) is str else value_of(key): (key, value) for key, value in pairs}

    def held(self) -> list[tuple[str, Any]]:
        pairs = zip(self._keys, self._values, strict=True)
        if self.is_mapping:
            return [(f"{self.label}[…]", value) for _, value in pairs]
        return [(f"{self.label}.{key}", value) for key, value in pairs if self.skip is None or not self.skip(str(key))]

    def put_back(self, entry: Any, thing: Any) -> None:
        if thing is ABSENT:
            dict.pop(self.thing, entry, None)
        else:
            dict.__setitem__(self.thing, entry, thing)


class ClassNames(Names):
    """The attributes of a class, which only the class itself may change."""

    __slots__ = ()

    def _view(self) -> Any:
        return type.__getattribute__(self.thing, "__dict__")

    def is_same(self) -> bool:
        things = type.__getattribute__(self.thing, "__dict__")
        return len(things) == len(self._keys) and all(map(is_, things.values(), self._values))

    def passes(self) -> tuple[Pass, ...]:
        return (Pass(MappingProxyType.__len__, MappingProxyType.values, self._view(), self._values),)

    def put_back(self, entry: Any, thing: Any) -> None:
        if thing is ABSENT:
            type.__delattr__(self.thing, entry)
        else:
            type.__setattr__(self.thing, entry, thing)


class Slots(Names):
    """The attributes of an object whose class gives it slots in the place of a dictionary."""

    __slots__ = ()

    def _view(self) -> Any:
        found = {}
        for name, slot in slots_of(type(self.thing)):
            with contextlib.suppress(AttributeError):  # nothing is in it
                found[name] = slot.__get__(self.thing)
        return found

    def is_same(self) -> bool:
        things = self._view()
        return len(things) == len(self._keys) and all(map(is_, things.values(), self._values))

    def passes(self) -> tuple[Pass, ...]:
        return ()

    def put_back(self, entry: Any, thing: Any) -> None:
        if thing is ABSENT:
            object.__delattr__(self.thing, entry)
        else:
            object.__setattr__(self.thing, entry, thing)


def _is_as_the_class_has_it(instance: object, name: object, was: object, now: object) -> bool:
    """Whether an attribute came or went that is the same by the class of the instance."""
    thing = now if was is ABSENT else was
    if type(name) is not str or (was is not ABSENT and now is not ABSENT):
        return False
    for base in type.mro(type(instance)):
        found = type.__getattribute__(base, "__dict__").get(name, ABSENT)
        if found is not ABSENT:
            if type(thing) is MethodType:
                return thing.__self__ is instance and thing.__func__ is found
            return value_of(thing) == value_of(found)
    return False


_SLOTS: dict[int, tuple[type, tuple[tuple[str, MemberDescriptorType], ...]]] = {}


def slots_of(kind: type) -> tuple[tuple[str, MemberDescriptorType], ...]:
    """The slots that the objects of a class have."""
    known = _SLOTS.get(id(kind))
    if known is None:
        slots = tuple(
            (name, member)
            for base in reversed(type.mro(kind))
            for name, member in type.__getattribute__(base, "__dict__").items()
            if type(member) is MemberDescriptorType
        )
        known = _SLOTS[id(kind)] = (kind, slots)  # the class, so that no other gets its id
    return known[1]
