"""The resident size of the process, and who holds what it has grown by."""

from __future__ import annotations

import gc
import re
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

from pytest_bulkhead.hazards.catalogue import worker_memory
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.resident import Resident
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Sensor

if TYPE_CHECKING:
    from pytest_bulkhead.plugin.weighing import Held

_SHARES = 128
"""How many tests can keep their share before the worker is at its limit."""
_SMALLEST_SHARE = 4 * 1024
_KEEPERS = 3
_SPENT = 0.02
"""Which part of a run may be spent on weighing, but for its first second."""
_TURNS = 3
"""How often a cache of the product may grow by more than a share before it counts as one without bounds."""
_WORKER = "worker"


class ResidentMemory(Sensor):
    """Reads one number, and looks for the reason only when that has jumped.

    A test that keeps more than its share is told with what holds it, since a size alone proves nothing: allocators keep
    what was freed, and caches fill. What the product holds is a first use until it has grown three times.
    """

    hazards = (worker_memory.HAZARD,)
    kind = "memory"
    mentions = r"$^"
    is_fine = False

    def __init__(self) -> None:
        self._resident = Resident()
        self._limit = 5 * 1024 * 1024
        self._share = self._limit // _SHARES
        self._last = 0
        self._held: dict[str, Held] = {}
        self._grown: Counter[str] = Counter()
        self._lent: dict[Hashable, tuple[str, object]] = {}
        self._ground: Ground | None = None
        self._told: dict[str, Held] = {}
        self._is_over = self._has_weighed = False
        self._in_vain = self._recent = self._settled = 0
        self._began = self._spent = 0.0
        self._keepers: list[tuple[int, str]] = []

    def latest(self) -> int:
        """The size at the last look."""
        return self._last

    def collected(self) -> None:
        """The tests are collected: what that took is kept by none of them."""
        self._settled = self._resident.kb()

    def settled(self, test: str) -> int:
        """A test is over.

        Returns:
            The size after it.
        """
        grown, self._settled = self._last - self._settled, self._last
        if grown >= 1024:
            self._keepers = sorted([*self._keepers, (grown, test)], reverse=True)[:_KEEPERS]
        return self._last

    def bound(self, limits: Mapping[str, int]) -> None:
        self._limit = limits["memory"]
        self._share = max(self._limit // _SHARES, _SMALLEST_SHARE)

    def stand_on(self, ground: Ground) -> None:
        self._ground = ground

    def start(self) -> None:
        self._last = self._settled = self._resident.kb()
        self._began = time.perf_counter()

    def poll(self) -> Iterable[Change]:
        now = self._resident.kb()
        grown, self._last = now - self._last, now
        self._recent = grown
        if -self._share < grown < self._share and now < self._limit:
            # What was freed need not have gone back to the system.
            if self._told and not all(held.is_untouched for held in self._told.values()):
                return self._weigh(0)
            return ()
        return [*self._jumped(grown), *self._passed(now)]

    def lend(self, owner: Hashable, name: str, value: object) -> None:
        self._lent[owner] = (name, value)
        if self._recent >= self._share // 4:  # it brought this along, and no test
            from pytest_bulkhead.plugin.weighing import Held, weigh_one  # only when there is something to weigh

            size = weigh_one(value)
            self._held[f"fixture {name}"] = Held((size or 0) // 1024, is_of_tests=True)

    def take_away(self, owner: Hashable) -> None:
        self._lent.pop(owner, None)

    def mentions_of(self, name: str) -> str:
        return rf"\b{re.escape(name.rpartition('.')[2].rpartition(' ')[2])}\b"

    def describe(self, name: str, before: object, after: object) -> str:
        if name == _WORKER:
            kept = ", ".join(f"{test} ({_size(grown)})" for grown, test in self._keepers)
            most = f"; the most was kept by {kept}" if kept else ""
            return f"its process at {_size(after)}, over the limit of {_size(self._limit)}{most}"
        was = before if isinstance(before, int) else 0
        more = _size(after - was) if isinstance(after, int) else ""
        return f"{more}{' more' if was else ''} in {name}"

    def _jumped(self, grown: int) -> Iterable[Change]:
        if abs(grown) < self._share or (grown < 0 and not self._told):
            return ()
        if grown > 0:
            gc.collect()
            now = self._resident.kb()
            grown, self._last = grown - (self._last - now), now
            if grown < self._share:
                return ()
        return self._weigh(grown)

    def _weigh(self, grown: int) -> Iterable[Change]:
        began = time.perf_counter()
        if self._ground is None or self._spent > _SPENT * (began - self._began) + 1:
            return ()
        from pytest_bulkhead.plugin.weighing import weigh  # likewise

        weights = weigh(self._ground, self._lent.values())
        self._spent += time.perf_counter() - began
        if weights is None:
            self._share *= 2
            return ()
        names = [name for name in {**self._held, **weights} if self._differs(name, weights)]
        if grown <= 0:  # then nothing of it is new
            names = [name for name in names if name in self._told]
        # The first time, what was there before is new to us, too.
        if not self._has_weighed and sum(weights[name].kb for name in names if name in weights) > 1.5 * grown:
            names = []
        self._told = {name: weights[name] for name in self._told if name in weights}
        changes = [self._change(name, weights.get(name)) for name in names]
        self._has_weighed = True
        self._in_vain = 0 if changes else self._in_vain + 1
        if self._in_vain >= _TURNS:  # a suite that breathes is not looked at each time
            self._share, self._in_vain = self._share * 2, 0
        self._held = {name: held for name, held in weights.items() if held.kb >= self._share // 8}
        return changes

    def _differs(self, name: str, weights: Mapping[str, Held]) -> bool:
        was, is_ = (held[name].kb if name in held else 0 for held in (self._held, weights))
        return abs(is_ - was) >= self._share // 2

    def _change(self, name: str, held: Held | None) -> Change:
        known = self._held.get(name)
        before = known.kb if known else ABSENT
        if held is None:
            return Change(name, name, before, ABSENT)
        self._told[name] = held
        self._grown[name] += 1
        is_cache = not held.is_of_tests and self._grown[name] < _TURNS
        return Change(name, name, before, held.kb, filling=Filling.first_if(is_cache))

    def _passed(self, now: int) -> Iterable[Change]:
        if self._is_over or now < self._limit:
            return ()
        self._is_over = True
        return [Change(_WORKER, _WORKER, ABSENT, now)]


def _size(kb: object) -> str:
    mb = kb / 1024 if isinstance(kb, int) else 0
    return f"{mb / 1024:.1f} GB" if mb >= 1024 else f"{mb:.0f} MB"
