"""Levels, handlers and switches of all loggers, the root among them, and `logging.disable`."""

from __future__ import annotations

import operator
import sys
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.known_tools import module_of
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Same, Sensor
from pytest_bulkhead.plugin.snapshot import NewImports
from pytest_bulkhead.plugin.state.code_at_work import CodeAtWork
from pytest_bulkhead.plugin.state.ownership import file_of
from pytest_bulkhead.plugin.turns import Turns

_FIELDS = ("level", "disabled", "propagate", "handlers")
_MADE: tuple[Any, ...] = (0, False, True, [])
"""What these are of a new logger."""
_fields = operator.attrgetter(*_FIELDS)
_DISABLE = "logging.disable"
_EXISTING = "existing loggers"
_SETTERS = ("setLevel", "addHandler", "propagate", "disabled", "handlers")
_MANY = 5
"""As many disabled at once are the doing of `logging.config`, and told as one."""


class Loggers(Sensor):
    """One pass over the loggers that there are.

    A new one is a first use, however it is set up, unless the test's own code names it by the name of somebody else's
    module and sets it up.
    """

    hazards = (process_state.HAZARD,)
    kind = "logger"
    mentions = (
        r"\b(setLevel|addHandler|removeHandler|basicConfig|dictConfig|fileConfig|propagate|disabled|handlers)\b"
        r"|\blogging\.disable\b|\blogger?s?\b|\bset_level\b"
    )
    is_fine = False

    def __init__(self) -> None:
        self._loggers: list[Any] = []
        self._known: list[tuple[Any, ...]] = []
        self._names: list[str] = []
        self._holders: list[Any] = []
        self._all = -1
        self._disable: object = 0
        self._root_level: object = 0
        self._imported = NewImports()
        self._work = CodeAtWork(Turns())
        self._ground = Ground("")

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def join(self, turns: Turns) -> None:
        self._work = CodeAtWork(turns)

    def start(self) -> None:
        manager = _manager()
        if manager is not None:
            self._meet(manager)
            self._disable = manager.disable
            self._root_level = self._loggers[0].level
        self._imported.accept()

    def poll(self) -> Iterable[Change]:
        manager = _manager()
        if manager is None:
            return ()
        if self._all < 0:
            self.start()
        changes: list[Change] = []
        if (now := list(map(_fields, self._loggers))) != self._known:
            changes = list(self._changes(now))
        if manager.disable != self._disable:
            before, self._disable = self._disable, manager.disable
            changes.append(Change(_DISABLE, _DISABLE, before, manager.disable))
        known = manager.loggerDict
        if len(known) != self._all or list(map(known.get, self._names)) != self._holders:
            changes += self._meet(manager)
        self._imported.accept()
        return changes

    def restore(self, key: Hashable, before: object) -> bool:
        logging = sys.modules["logging"]
        if key == _DISABLE:
            logging.disable(before)
            return True
        if not isinstance(key, tuple):
            return False
        logger, field = logging.getLogger(key[0]) if key[0] != "root" else logging.root, key[1]
        if isinstance(field, Same):
            handler = field.wrapped
            if before is ABSENT:
                logger.removeHandler(handler)
            elif getattr(handler, "_closed", False) or getattr(getattr(handler, "stream", None), "closed", False):
                return False
            else:
                logger.addHandler(handler)
        elif not isinstance(before, tuple):
            return False
        elif field == "level":
            logger.setLevel(before[1])
        else:
            setattr(logger, str(field), before[1])
        return True

    def describe(self, name: str, before: object, after: object) -> str:
        if name == _DISABLE:
            return f"logging disabled up to level {after}"
        said = after if isinstance(after, tuple) else before
        field, value = said if isinstance(said, tuple) else ("", said)
        if name != _EXISTING:
            name = f"logger {name}"
        if field == "handler":
            return f"{name} {'without its' if after is ABSENT else 'with another'} handler {value}"
        if field == "level":
            return f"{name} at level {value}"
        return f"{name} with {field} = {value}"

    def _meet(self, manager: Any) -> list[Change]:
        """Take up the loggers that are new, as they are now.

        Returns:
            What is not as Python makes a logger: a first use, which whoever made it may undo.
        """
        known = {id(logger): before for logger, before in zip(self._loggers, self._known, strict=True)}
        everyone = [sys.modules["logging"].root, *manager.loggerDict.values()]
        self._loggers = [logger for logger in everyone if hasattr(logger, "handlers")]
        self._known = [known.get(id(logger)) or _copy(_fields(logger)) for logger in self._loggers]
        # Stands for a parent that nobody has asked for; when somebody does, a logger takes its place.
        holders = {name: one for name, one in manager.loggerDict.items() if not hasattr(one, "handlers")}
        self._names, self._holders = list(holders), list(holders.values())
        self._all = len(manager.loggerDict)
        if not self._work.has_begun:  # what modules do as they are imported is how things are
            return []
        new = (logger for logger in self._loggers if id(logger) not in known)
        return [
            one._replace(filling=Filling.first_if(not self._is_set_up_by_test(logger)))
            for logger in new
            for one in self._since(logger, _MADE)
        ]

    def _is_set_up_by_test(self, logger: Any) -> bool:
        """Whether the code at work, and no library, has set up a logger of somebody else's, which it has made."""
        name, work = str(logger.name), self._work
        module = sys.modules.get(name.partition(".")[0])
        if file_of(module) is None or self._ground.is_test_code(str(file_of(module))):
            return False
        return work.writes(name) and any(map(work.mentions, _SETTERS)) and not self._imported.explain(None)

    def _since(self, logger: Any, was: tuple[Any, ...]) -> Iterator[Change]:
        is_ = _fields(logger)
        for field, before, after in zip(_FIELDS[:3], was, is_, strict=False):
            if before != after:
                yield self._change(logger, field, (field, before), (field, after), after)
        yield from self._handlers_since(logger, was[3], is_[3])

    def _changes(self, now: list[tuple[Any, ...]]) -> Iterator[Change]:
        disabled = sum(is_[1] and not was[1] for was, is_ in zip(self._known, now, strict=True))
        for place, (logger, was, is_) in enumerate(zip(self._loggers, self._known, now, strict=True)):
            if was == is_:
                continue
            self._known[place] = _copy(is_)
            bracketed = place == 0 and any(handler.level for handler in is_[3] if _is_pytests(handler))
            for field, before, after in zip(_FIELDS[:3], was, is_, strict=False):
                if field == "level" and place == 0:
                    if bracketed:  # pytest has set it, for a phase of the test or for a `caplog.set_level`
                        continue
                    before, self._root_level = self._root_level, after
                if before != after:
                    change = self._change(logger, field, (field, before), (field, after), after)
                    yield change._replace(name=_EXISTING) if field == "disabled" and disabled > _MANY else change
            yield from self._handlers_since(logger, was[3], is_[3])

    def _handlers_since(self, logger: Any, was: list[Any], is_: list[Any]) -> Iterator[Change]:
        before, after = set(map(Same, was)), set(map(Same, is_))
        for handler in before ^ after:
            if _is_pytests(handler.wrapped):  # on each that does not propagate, too
                continue
            said = ("handler", type(handler.wrapped).__name__)
            values = (said, ABSENT) if handler in before else (ABSENT, said)
            yield self._change(logger, handler, values[0], values[1], handler.wrapped)

    def _change(self, logger: Any, field: Hashable, before: object, after: object, value: object) -> Change:
        filling = Filling.first_if(self._imported.explain(value))
        return Change(logger.name, (logger.name, field), before, after, filling=filling)


def _manager() -> Any:
    # Not there yet while the module is being imported.
    return getattr(getattr(sys.modules.get("logging"), "root", None), "manager", None)


def _copy(fields: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*fields[:3], list(fields[3]))


def _is_pytests(handler: object) -> bool:
    return module_of(handler).startswith("_pytest.")
